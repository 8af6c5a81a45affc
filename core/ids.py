"""Identifiers as people type them, made into the form the stores hold."""

import re
import unicodedata
from typing import Annotated

from pydantic import StringConstraints

from core.errors import InvalidIdentifier

# Long enough for every identifier in use; no "/" (paths), no "#" (key separator), no quotes, no spaces.
IDENTIFIER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN)]

_IDENTIFIER = re.compile(IDENTIFIER_PATTERN)
_MARKETPLACE_ORDER = re.compile(r"^(\d{3})-?(\d{7})-?(\d{7})$")
_DASH_LIKE = {"\u2212", "\u00ad", "\u2043"}  # minus sign, soft hyphen, hyphen bullet: not of category Pd
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}


def fold_characters(text: str) -> str:
    """Fold every digit to ASCII and every kind of dash to ``-``; the length is kept, so offsets stay valid."""
    return "".join(_fold(character) for character in text)


def normalise_id(text: str) -> str:
    """Return the identifier that a person typed, of whatever kind.

    Full-width and Devanagari digits become ASCII, dashes of any kind ``-``, spaces and invisible characters go.

    Raises:
        InvalidIdentifier: when what remains cannot be an identifier.
    """
    if _IDENTIFIER.fullmatch(text):
        return text  # as most callers send it
    folded = "".join(c for c in fold_characters(text) if not c.isspace() and c not in _INVISIBLE)
    if not _IDENTIFIER.fullmatch(folded):
        raise InvalidIdentifier("not an identifier")
    return folded


def normalise_order_id(text: str) -> str:
    """Return the order number that a person typed: one of a marketplace gets its dashes back ("40410293845566778").

    Raises:
        InvalidIdentifier: see ``normalise_id``.
    """
    folded = normalise_id(text)
    order = _MARKETPLACE_ORDER.fullmatch(folded)
    return "-".join(order.groups()) if order else folded


def order_forms(text: str) -> tuple[str, ...]:
    """Return the forms in which a typed order id may be stored: 17 bare digits need not be a marketplace order.

    Raises:
        InvalidIdentifier: see ``normalise_id``.
    """
    return tuple(dict.fromkeys((normalise_order_id(text), normalise_id(text))))


def _fold(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd" or character in _DASH_LIKE:
        return "-"
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character
