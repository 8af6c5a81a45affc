"""Many random answers in random chunks; ``make nightly`` tries many more."""

import pytest
from guardrails.stream import LONGEST_HOLD, SentenceGate

from bench import chunking
from bench.chunking import Differs, run

TEXTS = 3_000


def test_the_chunking_changes_nothing_that_comes_out() -> None:
    holds = run(texts=TEXTS, seed=20261109)

    assert holds.texts == TEXTS < holds.chunks
    assert 0 < holds.mean < holds.longest <= LONGEST_HOLD


def test_a_gate_that_lets_out_what_it_was_given_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hasty(SentenceGate):
        def feed(self, chunk: str) -> list[str]:
            return [chunk] if chunk else []

    monkeypatch.setattr(chunking, "SentenceGate", Hasty)
    with pytest.raises(Differs):
        run(texts=50, seed=1)


def test_the_command_prints_the_holds(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["chunking", "--texts", "20"])

    assert chunking.main() == 0
    assert "longest hold" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_texts() -> None:
    assert run(texts=20, seed=5) == run(texts=20, seed=5) != run(texts=20, seed=6)
