"""A function that no task runs needs a reason, and a reason needs such a function."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.harness.call_recorder import RunCalls
from evals.harness.product_functions import ProductFunction
from evals.reporting.function_coverage import (
    CoverageException,
    ExceptionsInvalid,
    FunctionCoverage,
    as_json,
    coverage_of,
    print_coverage,
    read_exceptions,
)

READ, WRITE, START = (ProductFunction("core/a.py", name) for name in ("read", "write", "Service.start"))
ALL = frozenset({READ, WRITE, START})
OTHER = ProductFunction("core/a.py", "<lambda>")
REASON = "it runs at the start of a process"


def calls(*functions: ProductFunction, is_broken: bool = False) -> RunCalls:
    return RunCalls("task@offline", frozenset(functions), is_broken)


def coverage(*runs: RunCalls, **names: tuple[str, ...]) -> FunctionCoverage:
    """Return the coverage by these runs, with names of functions of ``core/FILE.py`` as exceptions."""
    functions = {f"core/{file}.py": patterns for file, patterns in names.items()}
    return coverage_of(runs, ALL, [CoverageException(functions=functions, reason=REASON, needs_task=True)])


@pytest.mark.parametrize(
    ("found", "status", "unexplained", "stale"),
    [
        (coverage(calls(READ, WRITE, START, OTHER)), 0, (), ()),
        (coverage(calls(READ), calls(WRITE)), 1, (START,), ()),
        (coverage(calls(READ, WRITE), a=("Service.*",)), 0, (), ()),
        (coverage(calls(READ, WRITE, START), a=("Service.*",)), 1, (), ("core/a.py:Service.*",)),
        (coverage(calls(READ), a=("*",), gone=("*",)), 1, (), ("core/gone.py:*",)),
        (coverage(calls(READ, WRITE, START, is_broken=True)), 2, (), ()),
        (coverage(), 2, tuple(sorted(ALL)), ()),
    ],
)
def test_the_gate(
    found: FunctionCoverage, status: int, unexplained: tuple[ProductFunction, ...], stale: tuple[str, ...]
) -> None:
    assert (found.exit_status, found.unexplained, found.stale) == (status, unexplained, stale)


def test_the_report_names_what_is_unexplained_and_stale() -> None:
    console = Console(record=True, width=200, file=StringIO())
    print_coverage(coverage(calls(READ), a=("Service.*",), b=("*",)), console)
    text = console.export_text()

    assert "no task runs core/a.py:write" in text
    assert "a stale exception: core/b.py:*" in text
    assert "1 of 3 functions are run by a task; 2 are not: 1 still need a task, 1 have no reason" in text


def test_the_json_has_the_runs_of_each_function() -> None:
    report = as_json(coverage(calls(READ)), [calls(READ, OTHER)])

    assert report["runs"] == {str(READ): ["task@offline"], str(WRITE): [], str(START): []}
    assert report["notRun"] == [str(START), str(WRITE)]


def test_the_committed_exceptions_can_be_read() -> None:
    """Whether each still names a function that no task runs is found by ``evals coverage``, which takes minutes."""
    exceptions = read_exceptions()

    assert any(each.needs_task for each in exceptions)


@pytest.mark.parametrize(
    "text", ["[{functions: {a: [b]}}]", "functions: {a: [b]}", "[{functions: {a: [b]}, reason: short}]", "["]
)
def test_a_list_without_reasons_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "exceptions.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ExceptionsInvalid):
        read_exceptions(path)
