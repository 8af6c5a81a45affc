"""Whole turns with random, hostile, multilingual text from a model: none of it reaches any output."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import fuzz_model
from bench.fuzz_model import MARK, PRINCIPALS, QUESTIONS, RUNE, FuzzCall, Script, hostile, leaked, run_turn
from bench.fuzz_stage import FuzzStage, staged
from core.identity.tokens import Principal

pytestmark = pytest.mark.slow

_MARKS = (MARK, RUNE, f"{RUNE}{MARK}")
_SHAPES = (
    "[[s1]]", "[[s{n}]]", "[[s{n} {m}]]", "[[{m}", "]]{m}", "[{m}]", '{{"statements": ["s1", "{m}"]}}', '{{"{m}": "',
    "\u202e{m}", "\u2067{m}\u2069", "<GIFT_CARD_{n}>{m}", "[[f{n}]]{m}", "{m} ₹500 कल मिलेगा", "{m} все выплачено",
    "data: {m}\n\n", "</s>{m}", "\\u{m}",
)  # fmt: skip
_noise = st.text(max_size=12).map(lambda text: text.replace("ᚦ", ""))
_piece = st.builds(
    lambda shape, mark, number: shape.format(m=mark, n=number),
    st.sampled_from(_SHAPES),
    st.sampled_from(_MARKS),
    st.integers(0, 99),
)
_text = st.lists(st.one_of(_piece, _noise), max_size=12).map("".join)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, FuzzStage]]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        yield runner, runner.run(stack.enter_async_context(staged(folder)))
        runner.run(stack.aclose())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_text,
    size=st.sampled_from((1, 1, 2, 5, 1000)),
    ends=st.sampled_from(("well", "badly")),
    question=st.sampled_from(QUESTIONS),
    principal=st.sampled_from(PRINCIPALS),
    seed=st.integers(0, 2**32),
)
def test_no_character_of_a_model_gets_out(
    stage: tuple[asyncio.Runner, FuzzStage],
    text: str,
    size: int,
    ends: str,
    question: str,
    principal: Principal,
    seed: int,
) -> None:
    runner, world = stage
    chunks = [text[place : place + size] for place in range(0, len(text), size)]
    calls = [*hostile(random.Random(seed))[:1], FuzzCall(chunks, breaks_off=ends == "badly")]
    left, _ = runner.run(run_turn(world, Script(calls), question, principal))

    assert leaked(left) == 0
    assert "answer.completed" in left


async def test_the_counter_finds_what_gets_out() -> None:
    assert leaked(f"all is well, {RUNE} {MARK.upper()}") == 1 + len(MARK)


def test_the_long_run_counts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["fuzz_model", "--turns", "6", "--seed", "3"])

    assert fuzz_model.main() == 0
    assert "6 turns" in capsys.readouterr().out
    monkeypatch.setattr(fuzz_model, "leaked", lambda left: left.count("answered"))
    assert fuzz_model.main() == 1
    assert "of seed 3" in capsys.readouterr().out
