"""What is recorded of a run, by which probes, and how long it holds."""

from pathlib import Path
from typing import Any

import pytest

from evals.harness.product_functions import ROOT
from evals.metamorphic.relation import RelatedTask
from evals.strength.code_blocks import Block, FileBlocks, blocks_of, probed
from evals.strength.probing import Probes
from evals.strength.product_sources import ProductSources
from evals.strength.recording import RecordedRun, Recording
from evals.strength.recording_store import RecordedUnit, RecordingStore
from evals.strength.source_file import SourceFile
from evals.strength.task_runs import PartOfProbe, RunFindings, WorldReads, questions_of, runs_by_name
from evals.strength.unit_test_recording import depended_on

_SOURCE = '''"""A module."""
from abc import abstractmethod as kept


def f(a, b):
    """A docstring."""
    if a and b:
        return [x for x in a if x > 1]
    try:
        return b if a else (lambda: 7)()
    finally:
        a = None


class C:
    @property
    def p(self):
        """A docstring."""
        global G
        G = 1
        return G

    @p.setter
    def p(self, value):
        pass


async def g(a):
    async def inner():
        return await a
    match await inner():
        case {"x": found} if found:
            return found
'''


def a_file(folder: Path, text: str = _SOURCE) -> SourceFile:
    (folder / "a.py").write_text(text, encoding="utf-8")
    return SourceFile(folder / "a.py", folder)


class _Executed:
    """The module of ``_SOURCE`` with probes, and the texts of the blocks that it runs."""

    def __init__(self, folder: Path) -> None:
        file = a_file(folder)
        self._blocks: list[Block] = []
        self._spans = blocks_of(a_file(folder)).spans
        self._file = file
        self.hits: dict[int, None] = {}
        names: dict[str, Any] = {"__hits__": self.hits}
        exec(compile(probed(file, self._number, hits="__hits__"), "a.py", "exec"), names)  # noqa: S102 -- the test's text
        self.f, self.g, self.C = names["f"], names["g"], names["C"]

    def _number(self, block: Block) -> int:
        self._blocks.append(block)
        return len(self._blocks) - 1

    def texts(self) -> set[str]:
        spans = [self._spans[self._blocks[number]] for number in self.hits]
        return {self._file.bytes[start:end].decode().partition("\n")[0] for start, end in spans}


@pytest.fixture
def executed(tmp_path: Path) -> _Executed:
    return _Executed(tmp_path)


def test_probes_tell_the_branches_of_an_expression_apart(executed: _Executed) -> None:
    assert executed.f([], 2) == 7
    assert executed.texts() == {
        "if a and b:",
        "try:",
        "return b if a else (lambda: 7)()",
        "(lambda: 7)()",
        "7",
        "a = None",
    }
    executed.hits.clear()
    assert executed.f([1, 2], 2) == [2]
    assert executed.texts() == {"if a and b:", "b", "return [x for x in a if x > 1]", "x > 1", "x"}


async def test_probes_change_nothing_of_what_code_does(executed: _Executed) -> None:
    async def found() -> dict[str, int]:
        return {"x": 3}

    assert await executed.g(found()) == 3
    assert {"return await a", "return found"} <= executed.texts()
    assert executed.f.__doc__ == "A docstring."


@pytest.mark.parametrize(
    ("edited", "touched"),
    [
        ("x > 1", {"x > 1"}),
        ("return [x for x in a if x > 1]", {"return [x for x in a if x > 1]", "x > 1", "x"}),
        (" and ", {"if a and b:"}),
        ("import abstractmethod", set()),
        ("7", {"7"}),
    ],
)
def test_what_an_edit_touches(tmp_path: Path, edited: str, touched: set[str]) -> None:
    file = a_file(tmp_path)
    blocks = blocks_of(file)
    start = file.bytes.index(edited.encode())
    found = blocks.touched_by(start, start + len(edited))
    texts = {file.bytes[slice(*blocks.spans[block])].decode().partition("\n")[0] for block in found}
    assert texts == touched


def test_a_decorator_touches_the_whole_function(tmp_path: Path) -> None:
    file = a_file(tmp_path)
    start = file.bytes.index(b"property")
    found = blocks_of(file).touched_by(start, start + len("property"))
    assert {block.function for block in found} == {"a.py:C.p"}
    assert len(found) == 2


def digests(folder: Path, text: str) -> FileBlocks:
    return blocks_of(a_file(folder, text))


def test_a_digest_changes_with_its_function_alone(tmp_path: Path) -> None:
    before = digests(tmp_path, _SOURCE)
    moved = digests(tmp_path, _SOURCE.replace("b if a else", "b if b else").replace("G = 1", "G = 1"))
    changed = {name for name, digest in before.digests.items() if moved.digests[name] != digest}
    assert changed == {"a.py:f"}
    assert {"a.py:C.p", "a.py:C.p#2", "a.py:g.<locals>.inner"} < before.digests.keys()
    assert before.module_digest == moved.module_digest
    assert digests(tmp_path, _SOURCE.replace("@p.setter", "@p.deleter")).module_digest != before.module_digest


def a_unit(name: str, executed: dict[str, int], *, is_green: bool = True) -> RecordedUnit:
    return RecordedUnit(name, "own", ((RecordedRun(name, 1.0, is_green=is_green), executed),))


def test_a_recording_holds_until_what_it_depends_on_changes(tmp_path: Path) -> None:
    a_file(tmp_path)
    store = RecordingStore("tasks", ProductSources(tmp_path), tmp_path)
    store.append(a_unit("of f", {"a.py:f": 1}))
    store.append(a_unit("of g", {"a.py:g": 1}))
    store.append(a_unit("red", {"a.py:g": 1}, is_green=False))
    owns = {"of f": "own", "of g": "own", "red": "own", "unknown": "own"}

    def valid(own_of_g: str = "own") -> set[str]:
        again = RecordingStore("tasks", ProductSources(tmp_path), tmp_path)
        return {unit.name for unit in again.valid(owns | {"of g": own_of_g})}

    assert valid() == {"of f", "of g"}
    assert valid("another text of the task") == {"of f"}
    a_file(tmp_path, _SOURCE.replace("return found", "return found or 1"))
    assert valid() == {"of f"}
    a_file(tmp_path, f"LIMIT = 3\n{_SOURCE}")
    assert valid() == set()
    a_file(tmp_path, _SOURCE.replace("b if a else", "b if b else"))
    assert valid() == {"of g"}


def test_a_recording_that_was_stopped_keeps_what_it_has(tmp_path: Path) -> None:
    a_file(tmp_path)
    store = RecordingStore("tasks", ProductSources(tmp_path), tmp_path)
    store.append(a_unit("of f", {"a.py:f": 1}))
    [path] = tmp_path.glob("tasks*")
    whole = path.read_bytes()
    store.append(a_unit("of g", {"a.py:g": 1}))
    path.write_bytes(path.read_bytes()[:-3])
    again = RecordingStore("tasks", ProductSources(tmp_path), tmp_path)
    assert [unit.name for unit in again.valid({"of f": "own", "of g": "own"})] == ["of f"]
    assert path.read_bytes() == whole
    again.forget(["of f"])
    assert RecordingStore("tasks", ProductSources(tmp_path), tmp_path).valid({"of f": "own"}) == []


def test_tests_depend_on_what_they_import_of_the_tests_and_on_the_fixtures_above() -> None:
    here = Path(__file__)
    of_clock = depended_on(ROOT / "tests/core/test_circuit_breaker.py")
    assert ROOT / "tests/manual_clock.py" in of_clock
    assert of_clock < {*(ROOT / "tests").rglob("*.py")}
    assert depended_on(here) == {here, ROOT / "tests/conftest.py"}


def test_runs_of_a_block_are_the_green_ones() -> None:
    recording = Recording()
    recording.add(RecordedRun("slow", 3.0, is_green=True), {"a.py:f": 0b11})
    recording.add(RecordedRun("red", 1.0, is_green=False), {"a.py:f": 0b11})
    recording.add(RecordedRun("fast", 2.0, is_green=True), {"a.py:f": 0b10, "b.py:g": 1})
    one, two = Block("a.py:f", 0), Block("a.py:f", 1)
    assert [run.name for run in recording.of([one, two])] == ["slow", "fast"]
    assert [run.name for run in recording.of([one])] == ["slow"]
    assert recording.of([Block("a.py:f", 2)]) == []
    assert [run.name for run in recording.of_file("b.py")] == ["fast"]


def test_the_reads_of_a_world_are_a_run_and_ask_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs_by_name()["rewardsReads@money"]
    assert isinstance(run, WorldReads)
    assert list(questions_of(run)) == []
    assert RunFindings().checks(run) == ()
    monkeypatch.setattr("rewards.ledger.fold.fold", lambda evidence, **_: evidence)
    monkeypatch.setattr("rewards.order_views.fold", lambda evidence, **_: evidence)
    assert RunFindings().checks(run) != ()


def test_the_parts_of_a_probe_are_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs_by_name()["questionReadings@sums"]
    assert isinstance(run, PartOfProbe)
    assert any("36" in question for question in questions_of(run))
    assert RunFindings().checks(run) == ()
    monkeypatch.setattr("evals.probes.question_readings.plan_lookups", lambda *_: [])
    assert RunFindings().checks(runs_by_name()["questionReadings@orders"]) == ("questionReadings",)


def test_related_tasks_are_runs_and_compared_with_what_they_were_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    run = next(run for run in runs_by_name().values() if isinstance(getattr(run, "task", None), RelatedTask))
    assert RunFindings().checks(run) == ()
    monkeypatch.setattr("evals.metamorphic.comparison.differences", lambda *_: iter(["they differ"]))
    assert RunFindings().checks(run) == ("relation",)


def test_probes_come_before_the_product() -> None:
    with pytest.raises(AssertionError, match="imported before there are probes"):
        Probes().install()


def test_every_module_of_the_product_has_blocks() -> None:
    sources = ProductSources()
    found = sources.blocks("rewards/ledger/fold.py")
    assert found is not None
    assert "rewards/ledger/fold.py:fold" in found.digests
    assert sources.digest("rewards/ledger/fold.py:fold")
    assert sources.digest("rewards/ledger/fold.py:no_such_function") == ""
    assert sources.blocks("rewards/no_such_file.py") is None
    assert (ROOT / "rewards/ledger/fold.py").exists()
