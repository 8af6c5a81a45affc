"""Plants a fault in the running code, to see whether the checks notice.

There is no switch for this in the product: an attribute is replaced for as long as a block runs and put back after it.
A seam that is gone is an error of the harness, never a fault that nobody noticed.
"""

import functools
import importlib
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from evals.harness.errors import SeamGone

# Gets what stands at a seam and gives what is to stand there instead.
Replace = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class PatchPoint:
    """One place in the code, named where the name is *looked up*: ``"package.module:Qual.name"``.

    A name that a module imports from another is a seam of the module that uses it. A method is a seam of the class that
    defines it. Methods, functions and properties are counted when they run; a constant cannot be.
    """

    at: str
    replace: Replace


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which the product could be broken, and who has to notice."""

    fault_id: str
    why: str  # what somebody might have done, in one sentence
    seams: tuple[PatchPoint, ...]
    caught_by: tuple[str, ...]  # names of the checks that must notice
    tags: frozenset[str] = frozenset()  # the tasks that it touches


def fault_at(fault_id: str, why: str, at: str, replace: Replace, caught_by: tuple[str, ...], *tags: str) -> Fault:
    """Return a fault that one patch plants."""
    return Fault(fault_id, why, (PatchPoint(at, replace),), caught_by, frozenset(tags))


@dataclass(slots=True)
class Reached:
    """How often the faulty code ran. A fault that was never reached proves nothing of the checks."""

    times: int = 0
    is_counted: bool = False  # some seam of the fault is one that can be counted

    @property
    def was_reached(self) -> bool:
        return self.times > 0 or not self.is_counted


@contextmanager
def planted(fault: Fault) -> Iterator[Reached]:
    """Put the fault in for as long as the block runs. It holds for the whole process, other tasks included.

    Raises:
        SeamGone: a seam of the fault does not exist (any more); nothing has been replaced then.
    """
    reached = Reached()
    found = [(seam, *_found(seam.at)) for seam in fault.seams]
    if not found:
        raise SeamGone(f"{fault.fault_id}: no seam")
    with ExitStack() as undo:
        for seam, owner, name in found:
            original = vars(owner)[name]
            undo.callback(setattr, owner, name, original)
            setattr(owner, name, _replaced(original, seam.replace, reached))
        yield reached


def _found(at: str) -> tuple[Any, str]:
    """Return the module or class that a seam's attribute belongs to, and its name."""
    module, _, path = at.partition(":")
    *owners, name = path.split(".")
    try:
        owner: Any = importlib.import_module(module)
        for part in owners:
            owner = vars(owner)[part]
        vars(owner)[name]
    except (ImportError, KeyError, ValueError) as error:
        raise SeamGone(at) from error
    return owner, name


def _replaced(original: Any, replace: Replace, reached: Reached) -> Any:
    """Replace what stands behind a descriptor, and keep its kind."""
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
    """Count the runs, and stay the kind of function that callers may look at."""
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
