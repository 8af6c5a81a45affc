"""A table's words for a status, a type or a flag."""

from collections.abc import Mapping
from dataclasses import dataclass

from rewards.mapping.fields import Unreadable

Word = str | int
Meaning = str | bool


@dataclass(frozen=True, slots=True)
class WordForm:
    """Words of the table and what they mean. A word that is not listed is kept, for the row's model to judge."""

    meanings: Mapping[Word, Meaning]

    def read(self, value: object) -> object:
        """Return the meaning of a stored word, or the value itself.

        Raises:
            Unreadable: if a number is not listed: it means nothing by itself.
        """
        if isinstance(value, str):
            return self.meanings.get(value, value)
        if isinstance(value, int) and not isinstance(value, bool):
            if value not in self.meanings:
                raise Unreadable
            return self.meanings[value]
        return value

    def write(self, value: object) -> object:
        """Return the first listed word with this meaning, or the value itself.

        Raises:
            Unreadable: if reading the result would give another value.
        """
        for word, meaning in self.meanings.items():
            if type(meaning) is type(value) and meaning == value:
                return word
        if isinstance(value, str) and value in self.meanings:
            raise Unreadable
        return value
