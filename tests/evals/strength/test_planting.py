"""A mutant takes effect wherever its function is already in use, and what cannot be swapped is reported."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from evals.strength.planting import LiveFunctions, NotSwappable
from evals.strength.source_file import SourceFile
from evals.strength.written_faults import WrittenFault, as_mutant

_SOURCE = """
from functools import cache
from pydantic import BaseModel, field_validator

LIMIT = 3

def plain(a, *, step=1):
    return a + step

def make():
    base = 10
    def inner(a):
        return base + a
    return inner

@cache
def cached(a):
    return a + 2

def generator(n):
    for a in range(n):
        yield a + 3

async def coroutine(a):
    return a + 4

class Thing:
    @property
    def value(self):
        return 5

    @classmethod
    def build(cls):
        return 6

    def method(self):
        return super().__hash__() * 0 + 7

class Model(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check(cls, value):
        return value + "!"
"""


@pytest.fixture
def module(tmp_path: Path) -> Iterator[ModuleType]:
    path = tmp_path / "planted_module.py"
    path.write_text(_SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("planted_module", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["planted_module"] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules["planted_module"]


def plant(folder: Path, at: str, find: str, replace: str) -> None:
    fault = WrittenFault(id="a", why="b", at=f"planted_module.py{at}", find=find, replace=replace)
    LiveFunctions(folder).plant(as_mutant(fault, folder))


def test_functions_of_every_kind(module: ModuleType, tmp_path: Path) -> None:
    inner, method = module.make(), module.Thing().method  # in use before anything is planted
    plant(tmp_path, ":plain", "a + step", "a - step")
    plant(tmp_path, ":make.inner", "base + a", "base - a")
    plant(tmp_path, ":cached", "a + 2", "a - 2")
    plant(tmp_path, ":generator", "a + 3", "a - 3")
    plant(tmp_path, ":Thing.value", "5", "50")
    plant(tmp_path, ":Thing.build", "6", "60")
    plant(tmp_path, ":Thing.method", "7", "70")
    plant(tmp_path, ":Model.check", '"!"', '"?"')
    assert module.plain(1) == 0
    assert inner(1) == module.make()(1) == 9
    assert module.cached(1) == -1
    assert list(module.generator(1)) == [-3]
    assert module.Thing().value == 50
    assert module.Thing.build() == 60
    assert method() == 70
    assert module.Model(name="a").name == "a?"


def test_several_mutants_of_one_file_at_once(module: ModuleType, tmp_path: Path) -> None:
    places = [(":plain", "a + step", "a - 10 * step"), (":cached", "a + 2", "a - 200"), (":generator", "a + 3", "a")]
    faults = [
        WrittenFault(id="a", why="b", at=f"planted_module.py{at}", find=find, replace=replace)
        for at, find, replace in places
    ]
    LiveFunctions(tmp_path).plant(*(as_mutant(fault, tmp_path) for fault in faults))
    assert (module.plain(1), module.cached(1), list(module.generator(2))) == (-9, -199, [0, 1])


async def test_a_coroutine(module: ModuleType, tmp_path: Path) -> None:
    plant(tmp_path, ":coroutine", "a + 4", "a - 4")
    assert await module.coroutine(1) == -3


@pytest.mark.parametrize(
    ("at", "find", "replace"),
    [
        ("", "LIMIT = 3", "LIMIT = 4"),
        (":plain", "step=1", "step=2"),  # a default is evaluated at import
        (":make.inner", "base + a", "a"),  # the closure in use has a variable that the new code has not
        (":Model.check", '@field_validator("name")', '@field_validator("name", mode="before")'),
    ],
)
def test_what_takes_effect_at_import_is_not_swapped(
    module: ModuleType, tmp_path: Path, at: str, find: str, replace: str
) -> None:
    inner = module.make()
    with pytest.raises(NotSwappable):
        plant(tmp_path, at, find, replace)
    assert (module.LIMIT, module.plain(1), inner(1), module.make()(1)) == (3, 2, 11, 11)


def test_lines_of_a_function_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    return (\n        1\n        + 2\n    )\n", encoding="utf-8")
    file = SourceFile(tmp_path / "a.py", tmp_path)
    fault = WrittenFault(id="a", why="b", at="a.py:f", find="+ 2", replace="+ 3")
    assert as_mutant(fault, tmp_path).lines == (4,)
    assert file.line_text(4) == "        + 2"
