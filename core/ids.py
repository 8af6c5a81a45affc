"""Identifiers: which texts are one, and normalisation of typed ones into the form that the stores hold."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from core.errors import InvalidIdentifier

# What is accepted without configuration: excludes "/" (paths), "#", quotes and spaces.
IDENTIFIER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$"
# Stands for "/" inside a segment of a path, where "%2F" was sent; no identifier contains a private character.
SLASH_IN_SEGMENT = "\ue02f"

_IDENTIFIER = re.compile(IDENTIFIER_PATTERN)
_MARKETPLACE_ORDER = re.compile(r"^(\d{3})-?(\d{7})-?(\d{7})$")
_DASH_LIKE = {"\u2212", "\u00ad", "\u2043"}  # minus sign, soft hyphen, hyphen bullet, which are not in category Pd
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}


class SiteIdentifiers:
    """Further identifiers that this process accepts, because the tables of its site contain them."""

    def __init__(self) -> None:
        self._pattern: re.Pattern[str] | None = None
        self._max_length = 0

    def accept(self, pattern: str, *, max_length: int) -> None:
        """Accept texts that match the whole pattern, from now on. Spaces and invisible characters stay excluded."""
        self._pattern, self._max_length = re.compile(pattern), max_length

    @contextmanager
    def accepting(self, pattern: str, *, max_length: int) -> Iterator[None]:
        """Accept them while the block runs."""
        before = (self._pattern, self._max_length)
        self.accept(pattern, max_length=max_length)
        try:
            yield
        finally:
            self._pattern, self._max_length = before

    @property
    def may_contain_slash(self) -> bool:
        """Whether any identifiers are accepted in addition: the usual ones contain no slash."""
        return self._pattern is not None

    def include(self, text: str) -> bool:
        if self._pattern is None or not 0 < len(text) <= self._max_length:
            return False
        return text.isprintable() and " " not in text and self._pattern.fullmatch(text) is not None

    def pattern(self) -> str:
        """Return the pattern of all identifiers that are accepted, for a JSON schema."""
        return IDENTIFIER_PATTERN if self._pattern is None else f"{IDENTIFIER_PATTERN}|^(?:{self._pattern.pattern})$"


SITE_IDENTIFIERS = SiteIdentifiers()


class _IdentifierType:
    """The type of an identifier. The usual form is checked first, by pydantic itself: rows consist of identifiers."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        usual = core_schema.str_schema(pattern=IDENTIFIER_PATTERN)
        of_site = core_schema.no_info_after_validator_function(_require_of_site, core_schema.str_schema())
        return core_schema.union_schema([usual, of_site], mode="left_to_right")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": SITE_IDENTIFIERS.pattern()}


Identifier = Annotated[str, _IdentifierType]


def _require_of_site(text: str) -> str:
    if not SITE_IDENTIFIERS.include(text):
        raise ValueError("not an identifier")
    return text


def is_identifier(text: str) -> bool:
    return _IDENTIFIER.fullmatch(text) is not None or SITE_IDENTIFIERS.include(text)


def fold_characters(text: str) -> str:
    """Return the text with every digit as ASCII and every dash as ``-``; the length is kept, so offsets stay valid."""
    return "".join(_fold(character) for character in text)


def normalise_id(text: str) -> str:
    """Return a typed identifier of any kind, normalised.

    Full-width and Devanagari digits become ASCII, all dashes become ``-``, spaces and invisible characters are removed.

    Raises:
        InvalidIdentifier: if the result is not a valid identifier.
    """
    if is_identifier(text):
        return text  # the common case
    folded = "".join(c for c in fold_characters(text) if not c.isspace() and c not in _INVISIBLE)
    if not is_identifier(folded):
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
    if character == SLASH_IN_SEGMENT:
        return "/"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(character) == "Pd" or character in _DASH_LIKE:
        return "-"
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character
