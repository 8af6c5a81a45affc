"""Plants a fault in the running code, to see whether the checks notice it.

The product has no switch for this: an attribute is replaced while a block runs and restored after it. A patch point
that no longer exists is an error of the harness, never a missed fault.
"""

import functools
import importlib
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from evals.harness.errors import PatchPointGone

# Gets the attribute at a patch point and returns its replacement.
Replace = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class PatchPoint:
    """One place in the code, named where the name is *looked up*: ``"package.module:Qual.name"``.

    A name imported from another module is patched in the module that uses it. A method is patched in the class that
    defines it. Calls of methods, functions and properties are counted; uses of a constant cannot be.
    """

    at: str
    replace: Replace


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which the product could be broken, and the checks that must notice."""

    fault_id: str
    why: str  # the mistake, in one sentence
    patch_points: tuple[PatchPoint, ...]
    caught_by: tuple[str, ...]  # names of the checks that must notice
    tags: frozenset[str] = frozenset()  # tags of the tasks that it affects


def fault_at(fault_id: str, why: str, at: str, replace: Replace, caught_by: tuple[str, ...], *tags: str) -> Fault:
    """Return a fault that one patch plants."""
    return Fault(fault_id, why, (PatchPoint(at, replace),), caught_by, frozenset(tags))


@dataclass(slots=True)
class Reached:
    """How often the faulty code ran. A fault that was never reached proves nothing about the checks."""

    times: int = 0
    is_counted: bool = False  # at least one patch point of the fault can be counted

    @property
    def was_reached(self) -> bool:
        return self.times > 0 or not self.is_counted


@contextmanager
def planted(fault: Fault) -> Iterator[Reached]:
    """Plant the fault while the block runs. It affects the whole process, other tasks included.

    Raises:
        PatchPointGone: if a patch point does not exist; nothing has been replaced then.
    """
    reached = Reached()
    found = [(point, *_found(point.at)) for point in fault.patch_points]
    if not found:
        raise PatchPointGone(f"{fault.fault_id}: no patch point")
    with ExitStack() as undo:
        for point, owner, name in found:
            original = vars(owner)[name]
            undo.callback(setattr, owner, name, original)
            setattr(owner, name, _replaced(original, point.replace, reached))
        yield reached


def _found(at: str) -> tuple[Any, str]:
    """Return the module or class that the attribute belongs to, and the attribute's name."""
    module, _, path = at.partition(":")
    *owners, name = path.split(".")
    try:
        owner: Any = importlib.import_module(module)
        for part in owners:
            owner = vars(owner)[part]
        vars(owner)[name]
    except (ImportError, KeyError, ValueError) as error:
        raise PatchPointGone(at) from error
    return owner, name


def _replaced(original: Any, replace: Replace, reached: Reached) -> Any:
    """Replace the function behind a descriptor, and keep the kind of descriptor."""
    if isinstance(original, staticmethod):
        return staticmethod(_counted(replace(original.__func__), reached))
    if isinstance(original, classmethod):
        return classmethod(_counted(replace(original.__func__), reached))
    if isinstance(original, property):
        return property(_counted(replace(original.fget), reached))
    replacement = replace(original)
    is_code = inspect.isroutine(original) or isinstance(original, functools.partial)
    return _counted(replacement, reached) if is_code else replacement


def _counted(replacement: Callable[..., Any], reached: Reached) -> Callable[..., Any]:
    """Count the calls, and remain the same kind of function, as callers may inspect it."""
    reached.is_counted = True
    if inspect.iscoroutinefunction(replacement):

        @functools.wraps(replacement)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            reached.times += 1
            return await replacement(*args, **kwargs)

        return awaited
    if inspect.isasyncgenfunction(replacement):

        @functools.wraps(replacement)
        async def iterated(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            reached.times += 1
            async for item in replacement(*args, **kwargs):
                yield item

        return iterated

    @functools.wraps(replacement)
    def called(*args: Any, **kwargs: Any) -> Any:
        reached.times += 1
        return replacement(*args, **kwargs)

    return called
