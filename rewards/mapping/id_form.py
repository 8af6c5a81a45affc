"""Identifiers as a table writes them: with a prefix, or as a number."""

from dataclasses import dataclass

from rewards.mapping.fields import Unreadable


@dataclass(frozen=True, slots=True)
class IdForm:
    """The form of an identifier; ``is_number`` means that the table holds its digits as a number."""

    prefix: str = ""
    is_number: bool = False

    @property
    def absent(self) -> str | int:
        """A value in this form that no identifier has."""
        return -1 if self.is_number else "-"

    def read(self, value: object) -> object:
        """Return the identifier.

        Raises:
            Unreadable: if the value does not have this form.
        """
        if self.is_number:
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise Unreadable
            return str(value)
        if not isinstance(value, str) or not value.startswith(self.prefix):
            raise Unreadable
        return value[len(self.prefix) :]

    def write(self, value: object) -> str | int:
        """Return the identifier as the table writes it.

        Raises:
            Unreadable: if the table cannot hold it: as a number, an identifier with letters or a leading zero.
        """
        if not isinstance(value, str):
            raise Unreadable
        if not self.is_number:
            return self.prefix + value
        if not (value.isascii() and value.isdigit()) or str(int(value)) != value:
            raise Unreadable
        return int(value)
