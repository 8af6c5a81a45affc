"""Normalisation of typed identifiers into the form that the stores hold."""

import re
import unicodedata
from typing import Annotated

from pydantic import StringConstraints

from core.errors import InvalidIdentifier

# Long enough for every identifier in use; excludes "/" (paths), "#" (key separator), quotes and spaces.
IDENTIFIER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN)]

_IDENTIFIER = re.compile(IDENTIFIER_PATTERN)
_MARKETPLACE_ORDER = re.compile(r"^(\d{3})-?(\d{7})-?(\d{7})$")
_DASH_LIKE = {"\u2212", "\u00ad", "\u2043"}  # minus sign, soft hyphen, hyphen bullet, which are not in category Pd
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}


def fold_characters(text: str) -> str:
    """Return the text with every digit as ASCII and every dash as ``-``; the length is kept, so offsets stay valid."""
    return "".join(_fold(character) for character in text)


def normalise_id(text: str) -> str:
    """Return a typed identifier of any kind, normalised.

    Full-width and Devanagari digits become ASCII, all dashes become ``-``, spaces and invisible characters are removed.

    Raises:
        InvalidIdentifier: if the result is not a valid identifier.
    """
    if _IDENTIFIER.fullmatch(text):
        return text  # the common case
    folded = "".join(c for c in fold_characters(text) if not c.isspace() and c not in _INVISIBLE)
    if not _IDENTIFIER.fullmatch(folded):
        raise InvalidIdentifier("not an identifier")
    return folded


def normalise_order_id(text: str) -> str:
    """Return a typed order number, normalised; marketplace orders get their dashes ("40410293845566778").

    Raises:
        InvalidIdentifier: see ``normalise_id``.
    """
    folded = normalise_id(text)
    order = _MARKETPLACE_ORDER.fullmatch(folded)
    return "-".join(order.groups()) if order else folded


def order_forms(text: str) -> tuple[str, ...]:
    """Return the forms in which a typed order id may be stored: 17 bare digits may not be a marketplace order.

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
