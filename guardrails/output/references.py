"""References to statements in the output of a model. The rest of its text is dropped.

Accepted are ``[[s4]]`` and variants that models write: ``[s4]``, ``[[ S4 ]]``, ``[[s1, s2]]``, ``["s1", "s2"]``, in
bold, in a list, a table or a code fence, and the strings of a JSON object where the answer is constrained to a schema.
A reference counts as soon as its bracket is closed. The work is linear in the length of the text, however it is cut
into chunks.
"""

from enum import Enum, auto

_LONGEST = 400  # characters within one bracket: more ids than an answer takes, each quoted on a line
_SEPARATORS = " ,;\t\n\"'`"


class _State(Enum):
    OUTSIDE = auto()
    BRACKET = auto()
    QUOTED = auto()  # within a string of a JSON object


class ReferenceReader:
    """Reads one model call. ``feed`` returns the ids whose reference the chunk completed, repeated ones included."""

    def __init__(self) -> None:
        self._state = _State.OUTSIDE
        self._held: list[str] = []
        self._is_json: bool | None = None  # None: nothing but white space yet
        self.characters = 0  # of all text read
        self.reference_characters = 0  # of these, within references

    def feed(self, text: str) -> list[str]:
        """Take the next piece of text and return the ids that are now whole, in order."""
        found: list[str] = []
        for character in text:
            found += self._take(character)
        self.characters += len(text)
        return found

    @property
    def dropped_characters(self) -> int:
        """The number of characters outside references."""
        return self.characters - self.reference_characters

    def _take(self, character: str) -> list[str]:
        if self._is_json is None and not character.isspace():
            self._is_json = character == "{"
        if character == "[" and self._state is not _State.QUOTED:
            self._state, self._held = _State.BRACKET, []
            return []
        if character == '"' and self._is_json:
            return self._quote()
        if self._state is _State.OUTSIDE:
            return []
        if self._state is _State.BRACKET and character == "]":
            return self._closed()
        self._held.append(character)
        if len(self._held) > _LONGEST:
            self._state, self._held = _State.OUTSIDE, []
        return []

    def _quote(self) -> list[str]:
        if self._state is _State.QUOTED:
            return self._closed()
        self._state, self._held = _State.QUOTED, []
        return []

    def _closed(self) -> list[str]:
        held, self._held, self._state = "".join(self._held), [], _State.OUTSIDE
        ids = ids_in(held)
        if ids:
            self.reference_characters += len(held)
        return ids


def ids_in(held: str) -> list[str]:
    """Return the ids in the text of one bracket; none where it holds anything else as well."""
    for separator in _SEPARATORS:
        held = held.replace(separator, " ")
    ids = [part.lower() for part in held.split(" ") if part]
    return ids if ids and all(_is_id(part) for part in ids) else []


def _is_id(part: str) -> bool:
    number = part[1:]
    return part[:1] == "s" and number.isascii() and number.isdecimal() and len(number) <= 6 and number[0] != "0"
