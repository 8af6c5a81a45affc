"""Sort keys: their text is built from fields and, where a table holds a field nowhere else, taken apart again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from rewards.mapping.fields import Unreadable

_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class SortKey:
    """The sort key of a table: fields in braces, and the text between them."""

    attribute: str
    form: str
    is_escaped: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(_PART.findall(self.form))

    def require_fields(self, allowed: frozenset[str]) -> None:
        """Raise ValueError if the form names no field, a field twice, or one that is not allowed."""
        named = self.fields
        if (
            not named
            or len(set(named)) < len(named)
            or set(named) - allowed
            or re.search(r"[{}]", _PART.sub("", self.form))
        ):
            raise ValueError(f"the form of the sort key may contain: {', '.join(sorted(allowed))}, each once in braces")

    def build(self, values: Mapping[str, object]) -> str:
        """Return the key's text; a field without a value gives an empty part."""
        return "".join(self._text(part, values) for part in self._parts)

    def prefix(self, values: Mapping[str, object]) -> str:
        """Return the beginning that all keys with these values share, up to the first field without a value."""
        known = takewhile(lambda part: not (field := _PART.fullmatch(part)) or field[1] in values, self._parts)
        return "".join(self._text(part, values) for part in known)

    def split(self, text: str) -> dict[str, str]:
        """Return the fields of a key.

        Raises:
            Unreadable: if the text does not have this form, or could be taken apart in several ways.
        """
        found = self._expression.fullmatch(text)
        if found is None or self.build(parts := {n: self._unescape(v) for n, v in found.groupdict().items()}) != text:
            raise Unreadable
        return parts

    @cached_property
    def _parts(self) -> list[str]:
        return [part for part in re.split(r"(\{\w+\})", self.form) if part]

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        """A part may not contain what separates parts, so that there is only one way to take a key apart."""
        places = [place for place, part in enumerate(self._parts) if _PART.fullmatch(part)]
        between = [self._parts[place] for place in range(places[0], places[-1]) if place not in places]
        if len(between) < len(places) - 1:
            return re.compile("(?!)")  # two fields with nothing between them
        excluded = "".join(sorted({re.escape(separator[0]) for separator in between}))
        inside = f"[^{excluded}]*" if excluded else ".*"
        texts = (
            (f"(?P<{found[1]}>{inside})" if (found := _PART.fullmatch(part)) else re.escape(part))
            for part in self._parts
        )
        return re.compile("".join(texts), re.DOTALL)

    def _text(self, part: str, values: Mapping[str, object]) -> str:
        field = _PART.fullmatch(part)
        if field is None:
            return part
        value = values.get(field[1])
        text = "" if value is None else str(value)
        return text.replace("%", "%25").replace("#", "%23") if self.is_escaped else text

    def _unescape(self, text: str) -> str:
        return text.replace("%23", "#").replace("%25", "%") if self.is_escaped else text
