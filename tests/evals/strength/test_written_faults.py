"""Faults as data: each names one place, and those that are committed still fit the code."""

from pathlib import Path

import pytest

from evals.strength.planting import changed, is_program
from evals.strength.written_faults import (
    HARMLESS,
    FaultFileInvalid,
    WrittenFault,
    as_mutant,
    harmless_mutants,
    read_faults,
)

_SOURCE = """LIMIT = 3

@decorated(limit=3)
def f(a):
    def inner():
        return a + 1
    return a + 2

class C:
    @property
    def g(self):
        return 1

    @g.setter
    def g(self, value):
        self.x = value
"""


def fault(at: str, find: str, replace: str = "") -> WrittenFault:
    return WrittenFault(id="an-id", why="A reason.", at=at, find=find, replace=replace)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(_SOURCE, encoding="utf-8")
    (tmp_path / "a.yaml").write_text("one: 1\ntwo: 2\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("at", "find", "function", "owner", "line"),
    [
        ("a.py:f", "a + 2", "f", "f", 7),
        ("a.py:f.inner", "a + 1", "f.<locals>.inner", "f", 6),
        ("a.py:f", "limit=3", "", "", 3),
        ("a.py:C.g", "self.x = value", "C.g", "C.g", 16),
        ("a.py", "LIMIT = 3", "", "", 1),
        ("a.yaml", "two: 2", "", "", 2),
    ],
)
def test_the_place_is_found(folder: Path, at: str, find: str, function: str, owner: str, line: int) -> None:
    mutant = as_mutant(fault(at, find, "new"), folder)
    assert (mutant.function, mutant.owner, mutant.lines[0]) == (function, owner, line)
    path = folder / mutant.path
    assert changed(mutant, root=folder) == {path: path.read_text().replace(find, "new").encode()}


@pytest.mark.parametrize(
    ("at", "find", "message"),
    [
        ("b.py:f", "a", "no such file"),
        ("a.py:h", "a", "no such function"),
        ("a.py:f", "LIMIT", "the text is there 0 times"),
        ("a.py:f", "return a", "the text is there 2 times"),
    ],
)
def test_a_place_that_does_not_fit_is_an_error(folder: Path, at: str, find: str, message: str) -> None:
    with pytest.raises(FaultFileInvalid, match=f"an-id: {message}"):
        as_mutant(fault(at, find), folder)


def test_an_error_quotes_nothing_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "- {id: a, why: secret, at: b, find: secret, replace: c, other: secret}", encoding="utf-8"
    )
    with pytest.raises(FaultFileInvalid) as raised:
        read_faults([tmp_path / "a.yaml"])
    assert "secret" not in str(raised.value)


def test_two_faults_with_one_id_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- &a {id: a, why: a, at: b, find: c, replace: d}\n- *a\n", encoding="utf-8")
    with pytest.raises(FaultFileInvalid, match="the same id"):
        read_faults([tmp_path / "a.yaml"])


def test_the_harmless_changes_fit_the_code() -> None:
    changes = harmless_mutants()
    assert len(changes) >= 20
    assert [each.operator for each in changes if not is_program(each)] == []
    assert {each.path.rpartition(".")[2] for each in changes} == {"py", "yaml"}
    assert HARMLESS.exists()
