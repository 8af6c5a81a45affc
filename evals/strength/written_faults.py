"""Faults that a person wrote, as data: where, which text, and what to write there (`evals/strength/sealed/*.yaml`)."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import StringConstraints, TypeAdapter, ValidationError

from evals.harness.errors import HarnessError
from evals.harness.product_functions import ROOT
from evals.harness.strict_model import Declared
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.source_file import Edit, Function, SourceFile

FOLDER = Path(__file__).parent
HARMLESS = FOLDER / "harmless.yaml"
SEALED = FOLDER / "sealed"
_Text = Annotated[str, StringConstraints(min_length=1)]


class FaultFileInvalid(HarnessError):
    """A file of faults cannot be read, or a fault does not fit the code any more."""


class WrittenFault(Declared):
    """One fault. ``at`` is ``path.py:Class.method``, or a path alone for what is in no function or in a data file."""

    id: _Text
    why: _Text
    at: _Text
    find: _Text  # stands exactly once there
    replace: str


_FAULTS = TypeAdapter(tuple[WrittenFault, ...])


def read_faults(paths: Iterable[Path]) -> tuple[WrittenFault, ...]:
    """Return the faults of these files.

    Raises:
        FaultFileInvalid: one cannot be read, or two faults have the same id. It quotes nothing of a file.
    """
    faults: list[WrittenFault] = []
    for path in paths:
        try:
            faults += _FAULTS.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError) as error:
            raise FaultFileInvalid(f"{path.name}: {type(error).__name__}") from error
        except ValidationError as error:
            places = ", ".join(sorted({".".join(map(str, each["loc"])) for each in error.errors()}))
            raise FaultFileInvalid(f"{path.name}: not a list of faults at {places}") from error
    ids = [fault.id for fault in faults]
    if len(set(ids)) < len(ids):
        raise FaultFileInvalid("two faults have the same id")
    return tuple(faults)


def harmless_mutants() -> list[Mutant]:
    """Return the harmless changes."""
    return [as_mutant(fault) for fault in read_faults([HARMLESS])]


def sealed_mutants() -> list[Mutant]:
    """Return the sealed faults; none if the folder is not there, as in an installed suite."""
    return [as_mutant(fault) for fault in read_faults(sorted(SEALED.glob("*.yaml")))]


def as_mutant(fault: WrittenFault, root: Path = ROOT) -> Mutant:
    """Return the fault as an edit of the code as it is now.

    Raises:
        FaultFileInvalid: the place does not exist, or the text is not there exactly once.
    """
    path, _, name = fault.at.partition(":")
    if not (root / path).is_file():
        raise FaultFileInvalid(f"{fault.id}: no such file")
    content = (root / path).read_bytes()
    find, replace = (text.removesuffix("\n").encode() for text in (fault.find, fault.replace))
    if not path.endswith(".py"):
        edit = _edit(fault, content, find, replace, [(0, len(content))])
        return _mutant(fault, content, edit, path, None)
    file = SourceFile(root / path, root)
    functions = [node for node in ast.walk(file.tree) if isinstance(node, Function) and _is_named(file, node, name)]
    if name and not functions:
        raise FaultFileInvalid(f"{fault.id}: no such function")
    spans = [_whole_span(file, node) for node in functions] or [(0, len(content))]
    edit = _edit(fault, content, find, replace, spans)
    return _mutant(fault, content, edit, path, file)


def _is_named(file: SourceFile, node: Function, name: str) -> bool:
    qualified = file.qualified_name(node)
    return bool(name) and name in (qualified, qualified.replace("<locals>.", ""))


def _whole_span(file: SourceFile, node: Function) -> tuple[int, int]:
    """Return where a function begins and ends, its decorators included."""
    start, end = file.span(node)
    if node.decorator_list:
        start = file.bytes.rindex(b"@", 0, file.span(node.decorator_list[0])[0])
    return start, end


def _edit(fault: WrittenFault, content: bytes, find: bytes, replace: bytes, spans: list[tuple[int, int]]) -> Edit:
    found = [start + position for start, end in spans for position in _positions(content[start:end], find)]
    if len(found) != 1:
        raise FaultFileInvalid(f"{fault.id}: the text is there {len(found)} times")
    return Edit(found[0], found[0] + len(find), replace.decode())


def _positions(text: bytes, find: bytes) -> Iterator[int]:
    position = text.find(find)
    while position >= 0:
        yield position
        position = text.find(find, position + 1)


def _mutant(fault: WrittenFault, content: bytes, edit: Edit, path: str, file: SourceFile | None) -> Mutant:
    around = _functions_around(file, edit) if file is not None else []
    return mutant_of(
        content,
        edit,
        path=path,
        operator=fault.id,
        function=file.qualified_name(around[-1]) if file and around else "",
        owner=file.qualified_name(around[0]) if file and around else "",
    )


def _functions_around(file: SourceFile, edit: Edit) -> list[Function]:
    """Return the functions that an edit is in, outermost first."""
    functions = (node for node in ast.walk(file.tree) if isinstance(node, Function))
    inside = (node for node in functions if file.span(node)[0] <= edit.start and edit.end <= file.span(node)[1])
    return sorted(inside, key=lambda node: file.span(node)[0])
