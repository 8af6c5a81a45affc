"""Plants a mutant in this process: the code of the functions that it changes is swapped, wherever they are in use."""

import gc
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType

from evals.harness.product_functions import ROOT
from evals.strength.mutant import Mutant


class NotSwappable(Exception):
    """The change takes effect when its module is imported, or needs variables that the function does not have."""


class LiveFunctions:
    """The functions of this process by file and name: methods, decorated and nested ones, those in use as callbacks."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        prefix = f"{root}/"
        self._by_name: defaultdict[tuple[str, str], list[FunctionType]] = defaultdict(list)
        gc.unfreeze()  # what an earlier fork has frozen is not among the objects
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename.startswith(prefix):
                self._by_name[each.__code__.co_filename, each.__code__.co_qualname].append(each)

    def plant(self, *mutants: Mutant) -> None:
        """Swap the code of every function that the mutants change.

        Raises:
            NotSwappable: nothing was changed then.
        """
        if any(not mutant.owner or not mutant.path.endswith(".py") for mutant in mutants):
            raise NotSwappable("not in a function")
        swaps = [
            swap for path, content in changed(*mutants, root=self._root).items() for swap in self._of(path, content)
        ]
        for function, code in swaps:
            function.__code__ = code

    def _of(self, path: Path, content: bytes) -> list[tuple[FunctionType, CodeType]]:
        before, after = _codes(original(path), path), _codes(content, path)
        if _at_import(before) != _at_import(after):
            raise NotSwappable("it takes effect when the module is imported")
        swaps = list(self._swaps(str(path), before, after))
        if not swaps:
            raise NotSwappable("no function in use")
        if any(len(function.__code__.co_freevars) != len(code.co_freevars) for function, code in swaps):
            raise NotSwappable("other variables of enclosing functions")
        return swaps

    def _swaps(
        self, path: str, before: dict[str, list[CodeType]], after: dict[str, list[CodeType]]
    ) -> Iterator[tuple[FunctionType, CodeType]]:
        for name, codes in before.items():
            for old, new in zip(codes, after.get(name, ()), strict=False):
                if old == new:
                    continue
                for function in self._by_name.get((path, name), ()):
                    if function.__code__ == old:
                        yield function, new


def changed(*mutants: Mutant, root: Path = ROOT) -> dict[Path, bytes]:
    """Return the texts of the files that the mutants change, with all edits."""
    found: dict[Path, bytes] = {}
    for mutant in sorted(mutants, key=lambda mutant: mutant.edit.start, reverse=True):  # positions before it stay valid
        path, edit = root / mutant.path, mutant.edit
        content = found.get(path, original(path))
        found[path] = content[: edit.start] + edit.text.encode() + content[edit.end :]
    return found


@cache
def original(path: Path) -> bytes:
    """Return the text of a file as it is."""
    return path.read_bytes()


def is_program(mutant: Mutant) -> bool:
    """Whether the changed file can be compiled, if it is a module."""
    if not mutant.path.endswith(".py"):
        return True
    try:
        [content] = changed(mutant).values()
        compile(content, mutant.path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _codes(content: bytes, path: Path) -> dict[str, list[CodeType]]:
    """Return the code of each function by its qualified name, in the order of the file."""
    found: defaultdict[str, list[CodeType]] = defaultdict(list)

    def collect(code: CodeType) -> None:
        found[code.co_qualname].append(code)
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                collect(constant)

    collect(compile(content, str(path), "exec", dont_inherit=True))
    return dict(found)


def _at_import(codes: dict[str, list[CodeType]]) -> list[tuple[object, ...]]:
    """Return what the module and its classes do when they are created, apart from the functions in them."""
    return [
        (name, code.co_code, code.co_names, *(each for each in code.co_consts if not isinstance(each, CodeType)))
        for name, each_code in codes.items()
        for code in each_code
        if not code.co_flags & CO_OPTIMIZED
    ]
