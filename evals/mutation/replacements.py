"""Short ways to say what a faulty piece of code does in the place of the right one."""

from collections.abc import Callable
from typing import Any

from evals.mutation.patching import Replace


def giving(change: Callable[[Any], Any]) -> Replace:
    """Let the right code run, and change what it gives."""

    def replace(original: Any) -> Any:
        def faulty(*args: Any, **kwargs: Any) -> Any:
            return change(original(*args, **kwargs))

        return faulty

    return replace


def giving_later(change: Callable[[Any], Any]) -> Replace:
    """Do the same for what is awaited."""

    def replace(original: Any) -> Any:
        async def faulty(*args: Any, **kwargs: Any) -> Any:
            return change(await original(*args, **kwargs))

        return faulty

    return replace


def always(value: Any) -> Replace:
    """Return the same whatever is asked."""
    return lambda _: lambda *args, **kwargs: value


def constant(value: Any) -> Replace:
    """Put a value in the place of another one."""
    return lambda _: value


def taking(change: Callable[..., tuple[Any, ...]]) -> Replace:
    """Change the arguments (by position), then let the right code run."""

    def replace(original: Any) -> Any:
        def faulty(*args: Any, **kwargs: Any) -> Any:
            return original(*change(*args), **kwargs)

        return faulty

    return replace
