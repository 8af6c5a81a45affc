"""``cached_property`` without the lock that Python 3.11's has: one lock for all instances of a class.

While a thread derives the value of one long order, that lock would stop the event loop at the same property of any
other. Two threads may now both derive a value, which is the same. Python 3.12 removed the lock for this reason.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class cached_property:  # noqa: N801  (named as the one that it replaces)
        """A method whose result is kept in the instance's ``__dict__`` under the method's name."""

        def __init__(self, method: Any) -> None:
            self._method = method
            self.__doc__ = method.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            value = self._method(instance)
            instance.__dict__[self._name] = value
            return value
