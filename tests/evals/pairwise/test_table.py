"""Every possible pair of circumstances is covered by a task, and the table shows it when one is not."""

from pathlib import Path

import pytest

from evals.harness.errors import TaskInvalid
from evals.harness.task_files import suite_tasks
from evals.pairwise.cover import cover
from evals.pairwise.dimensions import Dimension, Value, all_pairs, pairs_of, shown
from evals.pairwise.generated_tasks import FOLDER, WORLD, files_of, read_cases
from evals.pairwise.impossible import impossible_pairs
from evals.pairwise.table import table_of

TASKS = suite_tasks()
IMPOSSIBLE = impossible_pairs()


def pair(*values: str) -> frozenset[Value]:
    return frozenset(Value(Dimension(name), value) for name, _, value in (text.partition("=") for text in values))


def test_the_tasks_cover_every_possible_pair() -> None:
    table = table_of(TASKS, IMPOSSIBLE)

    assert [shown(hole) for hole in table.holes] == []
    assert [shown(wrong) for wrong in table.contradictions] == []


def test_a_pair_that_nothing_covers_is_a_hole_that_the_table_names() -> None:
    lines = list(table_of([task for task in TASKS if "pairwise" not in task.tags], IMPOSSIBLE).lines())

    assert "hole: role=lead x language=hindi" in lines
    assert any(line.startswith("  lead ") and "HOLE" in line for line in lines)


def test_a_pair_that_is_called_impossible_and_covered_is_named() -> None:
    wrong = pair("role=agent", "language=english")

    table = table_of(TASKS, {**IMPOSSIBLE, wrong: "nobody asks in English"})

    assert table.contradictions == [wrong]
    assert any(line.startswith("called impossible, and covered by") for line in table.lines())


def test_the_generated_files_are_what_their_cases_say() -> None:
    files = files_of(read_cases())

    assert {path for path in files if path != WORLD} == set(FOLDER.glob("*.yaml"))
    stale = [path.name for path, text in files.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `rewards-agent evals pairs --write`"


def test_no_generated_case_has_an_impossible_pair() -> None:
    assert [shown(found) for case in read_cases() for found in pairs_of(case) if found in IMPOSSIBLE] == []


def test_a_cover_has_every_missing_pair_and_is_the_same_for_the_same_seed() -> None:
    missing = [found for found in all_pairs() if found not in IMPOSSIBLE]

    cases = cover(missing, IMPOSSIBLE, seed=7)

    assert set(missing) <= {found for case in cases for found in pairs_of(case)}
    assert not {found for case in cases for found in pairs_of(case)} & IMPOSSIBLE.keys()
    assert cases == cover(missing, IMPOSSIBLE, seed=7)
    assert len(cases) < 60


def test_a_pair_that_fits_into_no_case_is_refused() -> None:
    missing = pair("role=agent", "language=english")
    impossible = {
        pair("role=agent", f"page={page}"): "an agent turns no pages" for page in ("none", "full", "oneMore", "cursor")
    }

    with pytest.raises(ValueError, match="no case has role=agent x language=english"):
        cover([missing], impossible, seed=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('- {pairs: ["role=agent scope=any"], why: bound}', "without a reason"),
        ('- {pairs: ["role=agent scope=all"], why: An agent is bound to a case.}', "no pair of known values"),
        ('- {pairs: ["role=agent"], why: An agent is bound to a case.}', "no pair of known values"),
        ('- {pairs: ["rule=agent scope=any"], why: An agent is bound to a case.}', "no pair of known values"),
    ],
)
def test_an_impossible_pair_needs_known_values_and_a_reason(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "impossible.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(TaskInvalid, match=says):
        impossible_pairs(tmp_path / "impossible.yaml")
