"""Gift cards as a table writes them: one in a field, a list, a set, or text with separators.

Every form is understood when read, because tables hold several: a list in the field of one card, text in the field of
all. A number is refused: it may have lost leading zeros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.gift_cards import split_gift_cards
from rewards.mapping.fields import Unreadable


class CardsForm(StrEnum):
    """The form in which a table holds all gift cards of a benefit."""

    LIST = "list"
    STRING_SET = "stringSet"
    DELIMITED = "delimited"


@dataclass(frozen=True, slots=True)
class CardForm:
    """The field of the last gift card: text, in which several cards are separated by commas."""

    def read(self, value: object) -> object:
        return value if isinstance(value, str) else ",".join(_cards(value))

    def write(self, value: object) -> object:
        return value


@dataclass(frozen=True, slots=True)
class CardListForm:
    """The field of all gift cards. A set of an empty list does not exist, so an empty list is not written as one."""

    form: CardsForm = CardsForm.LIST
    separator: str = ","

    def read(self, value: object) -> object:
        return split_gift_cards(value) if isinstance(value, str) else _cards(value)

    def write(self, value: object) -> object:
        if self.form is CardsForm.LIST or not isinstance(value, Sequence) or isinstance(value, str):
            return value
        cards = _cards(value)
        if self.form is CardsForm.DELIMITED:
            if any(split_gift_cards(card) != [card] for card in cards):
                raise Unreadable
            return self.separator.join(cards)
        return frozenset(cards) or None


def _cards(value: object) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise Unreadable
    cards = [card for card in value if card is not None]
    if not all(isinstance(card, str) for card in cards):
        raise Unreadable
    return sorted(cards) if isinstance(value, set | frozenset) else cards
