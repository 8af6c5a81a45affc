"""The probe that reads questions, and its files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.reading import question_reader
from agent.reading.question import Question, ReadingContext
from evals.probes import question_readings
from evals.probes.question_readings import parts, problems_of, questions_of
from evals.readings.corpus import CONVERSATIONS, ReadingInvalid, readings


@pytest.mark.parametrize("name", parts())
def test_the_product_reads_every_question_as_expected(name: str) -> None:
    assert len(questions_of(name)) > 0
    assert problems_of(name) == []


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("days", {"days": None}),
        ("orders", {"orders": ()}),
        ("sums", {"claims": ()}),
        ("asks", {"topics": frozenset()}),
        ("languages", {"language": "en"}),
        ("refusals", {"refusals": ()}),
        ("follow_ups", {"wants_latest": True}),
    ],
)
def test_a_question_that_is_read_differently_is_found(
    file: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = question_reader.read_question

    def misread(text: str, context: ReadingContext) -> Question:
        return replace(read(text, context), **change)

    monkeypatch.setattr(question_readings, "read_question", misread)

    assert problems_of(file)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {kind: a, asks: [why]}", "nothing is expected"),
        ("- {kind: a, looks: [A]}", "no questions"),
        ("- {kind: a, looks: [A], in: nowhere, asks: [why]}", "no conversation"),
    ],
)
def test_a_file_that_expects_nothing_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)

    with pytest.raises(ReadingInvalid, match=message):
        list(readings(path))


def test_a_question_is_repeated_for_each_word_and_names_orders_by_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    group = '{kind: a, in: follow, has: [remaining], ask: "how much is {word} on #A", words: "left, to come"}'
    path.write_text(f"- {group}")

    found = list(readings(path))

    assert [each.question for each in found] == [
        "how much is left on 404-1029384-5566778",
        "how much is to come on 404-1029384-5566778",
    ]
    assert found[0].conversation == CONVERSATIONS["follow"]
    assert found[0].expected == {"has": ["remaining"]}
