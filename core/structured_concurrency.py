"""Concurrent work of which nothing is left running when a part of it fails."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar, cast

_Result = TypeVar("_Result")
_First = TypeVar("_First")
_Second = TypeVar("_Second")


async def run_all(work: Iterable[Coroutine[Any, Any, _Result]]) -> list[_Result]:
    """Return the results in order. When one part fails, the others are cancelled and awaited, and its error is raised.

    Of several errors the first to occur is raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(part) for part in work]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


async def run_both(first: Coroutine[Any, Any, _First], second: Coroutine[Any, Any, _Second]) -> tuple[_First, _Second]:
    """Return both results; see ``run_all``."""
    one, other = await run_all((cast("Coroutine[Any, Any, Any]", first), second))
    return one, other
