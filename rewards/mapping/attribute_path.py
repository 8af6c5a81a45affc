"""Places of attributes in an item: the name of an attribute, or a path into nested maps."""

from collections.abc import Mapping, Sequence
from typing import Any

from rewards.mapping.fields import Unreadable

AttributePath = tuple[str, ...]


def parse_path(given: str | Sequence[str]) -> AttributePath:
    """Return the path that ``details.issuance.status`` names; a list names its parts, which may then contain dots."""
    return tuple(given.split(".")) if isinstance(given, str) else tuple(given)


def get_at(values: Mapping[str, Any], path: AttributePath) -> Any:
    """Return the value at a path, or None if it or a map on the way does not exist.

    Raises:
        Unreadable: if something else than a map is on the way.
    """
    found: Any = values
    for name in path:
        if found is None:
            return None
        if not isinstance(found, Mapping):
            raise Unreadable
        found = found.get(name)
    return found


def set_at(target: dict[str, Any], path: AttributePath, value: object) -> None:
    """Set the value at a path, and add the maps that are missing on the way."""
    *parents, last = path
    for name in parents:
        target = target.setdefault(name, {})
    target[last] = value


def overlaps(one: AttributePath, other: AttributePath) -> bool:
    """Whether two paths name the same value, or one a part of the other's."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
