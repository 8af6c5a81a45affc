"""Each operator makes the change that it is named for, in code of the kind that the product has."""

from pathlib import Path

import pytest

from evals.strength.mutant import Mutant
from evals.strength.mutant_sites import every_mutant
from evals.strength.operators import OPERATORS
from evals.strength.source_file import SourceFile

# For each operator: a line of a function, and the same line as the operator leaves it.
_CHANGES = {
    "must-say": ('@kind("a", must_say=True)', '@kind("a", must_say=False)'),
    "audience": ('return f(audience="staff")', "return f(audience='customer')"),
    "owner": ("return row.customer == caller.customer", "return True"),
    "stale": ("cache.invalidate(order)", "pass"),
    "enum-member": ("return Label.PROMISED", "return Label.GRANTED"),
    "slot": ("return position.granted", "return position.promised"),
    "unit": ("return timedelta(days=1)", "return timedelta(hours=1)"),
    "zone": ("return at.astimezone(self.zone)", 'return at.astimezone(__import__("datetime").UTC)'),
    "currency-exponent": ("return exponent(code)", "return (exponent(code) + 1)"),
    "lost-source": ("return [*ped, *tracker]", "return [*(), *tracker]"),
    "only-last": ("for page in pages: total += page", "for page in pages: total = page"),
    "bound": ("return start <= at", "return start < at"),
    "equality": ("return a not in b", "return a in b"),
    "condition": ("return a if ready else b", "return a if not (ready) else b"),
    "and-or": ("return a and b", "return a or b"),
    "arithmetic": ("return a - b", "return a + b"),
    "constant": ("return rows[:3]", "return rows[:4]"),
    "removed-guard": ("if seen: return a", "if False: return a"),
    "removed-await": ("await gate.enter()", "pass"),
    "removed-statement": ("rows.append(a)", "pass"),
    "empty-result": ("return find(a)", "return None"),
    "swapped-arguments": ("return f(window.left, window.right)", "return f(window.right, window.left)"),
    "dropped-keyword": ("return Part(name=a, zone=b)", "return Part(name=a, )"),
    "dropped-element": ("return {a, b}", "return {b}"),
    "unfiltered": ("return [a for a in rows if a]", "return [a for a in rows if True]"),
    "no-fallback": ("return a or b", "return (a)"),
    "opposite": ("return min(a, b)", "return max(a, b)"),
    "order": ("return rows[0]", "return rows[-1]"),
    "loop-exit": ("for row in rows: break", "for row in rows: continue"),
}
_DECLARED = """
class Label(StrEnum):
    PROMISED = 1
    GRANTED = 2

class Part:
    name: str
    zone: str = "UTC"
    granted: int
    promised: int
"""


def mutants_of(folder: Path, line: str, declared: str = _DECLARED) -> list[Mutant]:
    body = f"{line}\ndef f(): ...\n" if line.startswith("@") else f"async def f(self):\n    {line}\n"
    path = folder / "module.py"
    path.write_text(f"{declared}\n{body}", encoding="utf-8")
    return list(every_mutant([SourceFile(path, folder)]))


def test_each_operator_has_an_example() -> None:
    assert _CHANGES.keys() == OPERATORS.keys()


@pytest.mark.parametrize("operator", _CHANGES)
def test_operator(operator: str, tmp_path: Path) -> None:
    before, after = _CHANGES[operator]
    made = {
        (each.before.strip(), each.after.strip()) for each in mutants_of(tmp_path, before) if each.operator == operator
    }
    assert (before, after) in made


@pytest.mark.parametrize(
    "line",
    [
        'raise Denied("a" if not_found == 1 else "b")',
        '_LOG.warning("%s of %s", len(rows) + 1, 3)',
        "self._metrics.count(1 + 1)",
        "assert a == 1",
        "a: Literal[1] = b",
        "await asyncio.sleep(0)",
        "warm_up(with_model=3)",
    ],
)
def test_what_is_no_behaviour_is_left_alone(line: str, tmp_path: Path) -> None:
    assert mutants_of(tmp_path, line) == []


@pytest.mark.parametrize(
    ("line", "operator"),
    [
        ("return self.run(work, is_long=len(text) > 3)", "bound"),
        ("return a.tzinfo is UTC", "zone"),
        ("exponent(code)", "currency-exponent"),
        ("return milliseconds / 1000", "constant"),
    ],
)
def test_what_cannot_be_observed_is_left_alone(line: str, operator: str, tmp_path: Path) -> None:
    assert operator not in {mutant.operator for mutant in mutants_of(tmp_path, line)}


def test_an_edit_is_made_by_one_operator_only(tmp_path: Path) -> None:
    edits = [mutant.edit for mutant in mutants_of(tmp_path, "cache.invalidate(order, 3 if order == 4 else 5)")]
    assert len(edits) == len(set(edits))
    assert len(edits) > 3


def test_the_fingerprint_outlasts_a_move_and_not_a_change(tmp_path: Path) -> None:
    [first] = [each for each in mutants_of(tmp_path, "return a and b") if each.operator == "and-or"]
    [moved] = [each for each in mutants_of(tmp_path, "return a and b", "\n\n") if each.operator == "and-or"]
    [changed] = [each for each in mutants_of(tmp_path, "return a and c") if each.operator == "and-or"]
    assert first.lines != moved.lines
    assert first.fingerprint == moved.fingerprint != changed.fingerprint
