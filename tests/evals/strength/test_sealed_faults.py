"""The form of the sealed faults. A failure names ids only: nobody who writes tasks or tests may see what a fault is."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent

import yaml

_ROOT = Path(__file__).resolve().parents[3]
_SEALED = _ROOT / "evals/strength/sealed"
_FIELDS = {"id", "why", "at", "find", "replace"}
_PACKAGES = ("core", "rewards", "language", "statements", "tools", "guardrails", "agent", "api")
_FEWEST = 60
_Fault = Mapping[str, str]
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def _faults() -> tuple[_Fault, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(_SEALED.glob("*.yaml"))]
    return tuple(fault for text in texts for fault in yaml.safe_load(text))


def test_there_are_enough_faults_and_each_has_an_id_to_itself() -> None:
    repeated = [each for each, times in Counter(fault["id"] for fault in _faults()).items() if times > 1]

    assert repeated == []
    assert len(_faults()) >= _FEWEST


def test_each_fault_has_every_field_as_text_and_lies_in_the_product() -> None:
    wrong = [fault["id"] for fault in _faults() if not _is_complete(fault)]

    assert wrong == []


def test_each_fault_is_found_once_and_makes_another_program_that_compiles() -> None:
    problems = {fault["id"]: problem for fault in _faults() if (problem := _problem_of(fault))}

    assert problems == {}


def _is_complete(fault: _Fault) -> bool:
    is_text = set(fault) == _FIELDS and all(isinstance(value, str) for value in fault.values())
    return is_text and all(fault[name].strip() for name in ("id", "why", "find")) and _package_of(fault) in _PACKAGES


def _package_of(fault: _Fault) -> str:
    return fault["at"].partition("/")[0]


def _problem_of(fault: _Fault) -> str | None:
    path, _, name = fault["at"].partition(":")
    if not (_ROOT / path).is_file():
        return "no such file"
    scope = _source_of(path, name)
    if scope is None:
        return "no such function"
    if scope.count(fault["find"]) != 1:
        return "not found once"
    try:
        before, after = (_meaning_of(path, text) for text in (scope, scope.replace(fault["find"], fault["replace"])))
    except (SyntaxError, yaml.YAMLError):
        return "does not compile"
    return "the same program" if before == after else None


def _meaning_of(path: str, text: str) -> object:
    return ast.dump(ast.parse(dedent(text))) if path.endswith(".py") else yaml.safe_load(text)


def _source_of(path: str, name: str) -> str | None:
    """Return the text of a function, without its decorators, or of the whole file; None if there is no such function.

    Whole lines, so that what is found keeps the indentation of the file.
    """
    text = (_ROOT / path).read_text(encoding="utf-8")
    if not name:
        return text
    node = _definitions_of(path).get(name)
    return None if node is None else "".join(text.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno])


@cache
def _definitions_of(path: str) -> Mapping[str, _Definition]:
    return dict(_definitions(ast.parse((_ROOT / path).read_text(encoding="utf-8"))))


def _definitions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, _Definition]]:
    """Yield every definition below a node by its qualified name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Definition):
            yield prefix + child.name, child
            yield from _definitions(child, f"{prefix}{child.name}.")
        else:
            yield from _definitions(child, prefix)
