"""A fault of the product fails a task: it never reads as an invalid task, an invalid world or a broken suite."""

import httpx
import iso4217
import pytest

import agent.turn_events
import core.contract
import core.currencies
import tools.cards
from core.errors import UnknownCurrency
from core.money import display, money
from evals.harness import world as worlds
from evals.harness.product_crash import crash_of_product
from evals.harness.results import RunVerdict
from evals.harness.runner import run_suite
from evals.harness.service_under_test import UNREADABLE, read_response
from evals.harness.task_files import TASKS, load_task
from evals.oracles.statement_kinds import STATEMENT_KINDS
from evals.oracles.wire_vocabulary import Label, NextStepCode, Outcome, Reason
from evals.oracles.written_figures import minor_digits
from statements.kinds.registry import KINDS

YEN = TASKS / "yen-have-no-decimals.yaml"


async def test_a_wrong_exponent_fails_the_task_and_does_not_make_it_invalid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(core.currencies.EXPONENTS, "JPY", 2)

    suite = await run_suite([load_task(YEN)])

    found = {finding.check for finding in suite.results[0].findings}
    assert suite.results[0].verdict is RunVerdict.FAILED
    assert {"amounts", "factValues", "writtenFigures"} <= found


async def test_a_world_that_the_product_refuses_fails_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(core.currencies.EXPONENTS, "JPY")
    worlds._filled.cache_clear()

    suite = await run_suite([load_task(YEN)])

    [finding] = suite.results[0].findings
    assert (suite.results[0].verdict, suite.exit_status) == (RunVerdict.FAILED, 1)
    assert (finding.check, finding.place) == ("crash", "the task")
    assert "the product refuses a row of" in finding.message


def test_an_exception_is_of_the_product_if_its_innermost_frame_is() -> None:
    with pytest.raises(UnknownCurrency) as caught:
        display(money(100, "INR").model_copy(update={"currency": "XYZ"}))

    finding = crash_of_product(caught.value)
    assert finding is not None
    assert "UnknownCurrency: not an ISO 4217 currency at core/currencies.py" in finding.message


def test_an_exception_of_the_suite_is_none_of_the_product() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("a number")

    assert crash_of_product(caught.value) is None


@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_a_response_that_breaks_the_contract_is_no_answer(kind: str) -> None:
    body = 'data: {"type": "answer.completed"}\n\n' if kind == "text/event-stream" else '{"outcome": 1}'

    response = httpx.Response(200, text=body, headers={"content-type": kind})

    assert read_response(response) == ((), None, UNREADABLE)


def test_the_words_that_a_task_may_use_are_those_of_the_wire() -> None:
    """Guards the lists that are written out: whatever is added to the wire is added there as well."""
    assert {kind.name for kind in KINDS} == STATEMENT_KINDS
    pairs = (
        (Outcome, agent.turn_events.Outcome),
        (NextStepCode, agent.turn_events.NextStepCode),
        (Reason, core.contract.Reason),
        (Label, tools.cards.Label),
    )
    for ours, theirs in pairs:
        assert [str(word) for word in ours] == [str(word) for word in theirs]


def test_the_minor_units_that_are_written_out_are_those_of_the_standard() -> None:
    listed = {currency.code: currency.exponent for currency in iso4217.Currency if currency.exponent is not None}

    assert {code: minor_digits(code) for code in listed} == listed
