"""Building blocks for the replacements of faults."""

from collections.abc import Callable
from typing import Any

from evals.mutation.patching import Replace


def giving(change: Callable[[Any], Any]) -> Replace:
    """Call the original and change what it returns."""

    def replace(original: Any) -> Any:
        def faulty(*args: Any, **kwargs: Any) -> Any:
            return change(original(*args, **kwargs))

        return faulty

    return replace


def giving_later(change: Callable[[Any], Any]) -> Replace:
    """Do the same for a coroutine function."""

    def replace(original: Any) -> Any:
        async def faulty(*args: Any, **kwargs: Any) -> Any:
            return change(await original(*args, **kwargs))

        return faulty

    return replace


def always(value: Any) -> Replace:
    """Return the same value whatever the arguments."""
    return lambda _: lambda *args, **kwargs: value


def constant(value: Any) -> Replace:
    """Replace a constant."""
    return lambda _: value


def taking(change: Callable[..., tuple[Any, ...]]) -> Replace:
    """Change the positional arguments and call the original with them."""

    def replace(original: Any) -> Any:
        def faulty(*args: Any, **kwargs: Any) -> Any:
            return original(*change(*args), **kwargs)

        return faulty

    return replace
