"""What a value in a response must be: a literal, or a rule such as ``{regex: ...}``."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, JsonValue, Tag

from evals.harness.strict_model import Declared, Pattern, Phrase

MISSING = object()  # what a pointer finds where there is nothing
_WITH_KEY = re.compile(r"\[(\w+)=(.*)\]")
_SHOWN = 300  # characters of a value in a finding


class Like(Declared):
    """A text in which the pattern is found; case counts."""

    regex: Pattern


class Length(Declared):
    """A list or a text of this length."""

    length: Annotated[int, Field(ge=0)]


class Absent(Declared):
    """Nothing: the key or header is not there."""

    absent: Literal[True]


class Present(Declared):
    """Any value but null."""

    present: Literal[True]


class Contains(Declared):
    """A list with this element, or a text with this part."""

    contains: Phrase


class Lacks(Declared):
    """A list without this element, or a text without this part."""

    lacks: Phrase


class AnyOrder(Declared):
    """A list of these elements, in whatever order."""

    any_order: tuple[JsonValue, ...]


class DiffersFrom(Declared):
    """A value that is there and is another one than this."""

    differs_from: JsonValue


class OneOf(Declared):
    """One of these values."""

    one_of: Annotated[tuple[JsonValue, ...], Field(min_length=2)]


_RULES: dict[str, type[Declared]] = {
    "regex": Like,
    "length": Length,
    "absent": Absent,
    "present": Present,
    "contains": Contains,
    "lacks": Lacks,
    "any_order": AnyOrder,
    "differs_from": DiffersFrom,
    "one_of": OneOf,
}


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((name for name in _RULES if name in value), "literal")
    return next((name for name, rule in _RULES.items() if isinstance(value, rule)), "literal")


Expected = Annotated[
    Annotated[Like, Tag("regex")]
    | Annotated[Length, Tag("length")]
    | Annotated[Absent, Tag("absent")]
    | Annotated[Present, Tag("present")]
    | Annotated[Contains, Tag("contains")]
    | Annotated[Lacks, Tag("lacks")]
    | Annotated[AnyOrder, Tag("any_order")]
    | Annotated[DiffersFrom, Tag("differs_from")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[JsonValue, Tag("literal")],
    Discriminator(_kind),
]
Pointer = Annotated[
    str,
    Field(pattern=r"^(?:/[^/]*)*$", description="A JSON pointer; * is each element, [key=text] the first with that."),
]
Fill = Callable[[Any], Any]  # puts saved values in for their names


def mismatch(expected: Any, found: Any, fill: Fill) -> str | None:
    """Return what was expected and what was found, or None if the value is right."""
    wanted = _wanted(expected, fill)
    if _is_right(expected, found, fill):
        return None
    return f"expected {wanted}, found {shown(found)}"


def shown(value: Any) -> str:
    """Return a value as a finding shows it."""
    text = "nothing" if value is MISSING else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _is_right(expected: Any, found: Any, fill: Fill) -> bool:
    if isinstance(expected, Absent):
        return found is MISSING
    if isinstance(expected, Lacks):
        return found is MISSING or not _has(found, fill(expected.lacks))
    return found is not MISSING and _fits(expected, found, fill)


def _fits(expected: Any, found: Any, fill: Fill) -> bool:
    """Whether a value that is there is the one, or meets the rule."""
    match expected:
        case Present():
            return found is not None
        case Like(regex=pattern):
            return isinstance(found, str) and re.search(pattern, found) is not None
        case Length(length=length):
            return isinstance(found, list | str) and len(found) == length
        case Contains(contains=part):
            return _has(found, fill(part))
        case AnyOrder(any_order=elements):
            return isinstance(found, list) and _sorted(found) == _sorted(fill(list(elements)))
        case DiffersFrom(differs_from=other):
            return found is not None and not _equal(fill(other), found)
        case OneOf(one_of=values):
            return any(_equal(fill(value), found) for value in values)
        case _:
            return _equal(fill(expected), found)


def _wanted(expected: Any, fill: Fill) -> str:
    if not isinstance(expected, Declared):
        return shown(fill(expected))
    [(rule, value)] = expected.model_dump().items()
    return rule if value is True else f"{rule} {shown(fill(value))}"


def _equal(expected: Any, found: Any) -> bool:
    """Whether two JSON values are the same: 1 is not true, and 1 is 1.0."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, list | tuple) and isinstance(found, list):
        return len(expected) == len(found) and all(map(_equal, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_equal(value, found[key]) for key, value in expected.items())
    return bool(expected == found)


def _has(found: Any, part: Any) -> bool:
    if isinstance(found, list):
        return any(_equal(part, element) for element in found)
    return isinstance(found, str) and str(part) in found


def _sorted(values: list[Any]) -> list[str]:
    return sorted(map(repr, values))


def find(document: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer, or MISSING. With ``*`` in it, a list of those that are there.

    ``[key=text]`` is the first element of a list whose value of this key is this text.
    """
    found, is_list = [document], False
    for part in pointer.split("/")[1:]:
        if part == "*":
            is_list = True
            found = [element for value in found for element in _elements(value)]
        else:
            found = [child for value in found if (child := _child(value, part)) is not MISSING]
    if is_list:
        return found
    return found[0] if found else MISSING


def _elements(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def _child(value: Any, part: str) -> Any:
    name = part.replace("~1", "/").replace("~0", "~")
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list) and (wanted := _WITH_KEY.fullmatch(part)) is not None:
        return next((each for each in value if str(_child(each, wanted[1])) == wanted[2]), MISSING)
    if isinstance(value, list) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    return MISSING
