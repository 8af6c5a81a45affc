"""The functions of the product are found in its source, and those that a run calls are recorded."""

import threading
from pathlib import Path

from core.currencies import EXPONENTS
from core.money import Money, display
from evals.harness.call_recorder import functions_of, record_runs, recording
from evals.harness.product_functions import ProductFunction, product_functions
from evals.harness.task_files import TASKS, load_task
from evals.tiers.model_servers import TierRun
from evals.tiers.tier import Tier

SOURCE = '''
class Store(Protocol):
    def read(self) -> str:
        """Return it."""
        ...

    def write(self) -> None: ...

class Kept(Store):
    def read(self) -> str:
        def folded(text): return text
        if True:
            def inner(): return 1
        return folded("x")

    def refused(self) -> None:
        raise NotImplementedError("never")

async def top(): return 1
'''


def test_functions_with_a_body_are_found_and_declarations_are_not(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "kept.py").write_text(SOURCE, encoding="utf-8")

    names = {function.name for function in product_functions(tmp_path)}

    assert names == {"Kept.read", "Kept.read.<locals>.folded", "Kept.read.<locals>.inner", "top"}


def test_calls_of_a_block_are_recorded_in_its_threads_too_and_not_after_it() -> None:
    money = Money(amount_minor=100, currency=next(iter(EXPONENTS)))
    with recording() as codes:
        thread = threading.Thread(target=display, args=(money,))
        thread.start()
        thread.join()
    found = functions_of(codes.values())
    before = len(codes)
    display(money)
    product_functions()

    assert ProductFunction("core/money.py", "display") in found
    assert len(codes) == before


def test_a_run_has_the_functions_that_answer_its_question() -> None:
    [calls] = record_runs([TierRun(load_task(TASKS / "greeting.yaml"), Tier.OFFLINE)], processes=1)

    assert (calls.name, calls.is_broken) == ("greeting@offline", False)
    assert ProductFunction("agent/turn.py", "Agent.open") in calls.functions
