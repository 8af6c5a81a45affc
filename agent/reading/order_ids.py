"""Orders and customers that a text names by their ids, in a site's own forms, however they are typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from agent.reading.reading_context import ReadingContext
from core.ids import normalise_order_id
from language.tokenizer import Token, TokenKind, fold, merged

_MOST_PARTS = 8  # words and numbers of one id
_LONGEST_ID = 80
_LONGEST_GAP = 2  # characters between two parts
_SHORTEST_ID = 4
_JOINS = frozenset(" \t\n\u00a0._/-")
_MARKETPLACE_DIGITS = 17
_MARKETPLACE_BREAKS = frozenset({3, 10})
_DIGITS_OF_ABOUT = ((3, 3), (5, 9), (4, 9))  # of an order number that is a digit short or long
_BRACKETS = {"<": ">", "‹": "›"}


class IdKind(StrEnum):
    ORDER = "order"
    CUSTOMER = "customer"
    PLACEHOLDER = "placeholder"  # of a value that was masked before it got here


@dataclass(frozen=True, slots=True)
class NamedIds:
    """A text as tokens in which every id is one token; ``kinds`` says of what, by the token's place."""

    tokens: tuple[Token, ...]
    kinds: Mapping[int, IdKind]

    def places(self, kind: IdKind) -> tuple[int, ...]:
        return tuple(place for place, found in self.kinds.items() if found is kind)


def with_ids(text: str, tokens: Sequence[Token], setting: ReadingContext) -> NamedIds:
    """Return the tokens of a text with its ids put together, each spelled as on record."""
    finder = _Finder(text, tokens, setting)
    kept: list[Token] = []
    kinds: dict[int, IdKind] = {}
    place = 0
    while place < len(tokens):
        found = finder.at(place)
        if found is None:
            kept.append(tokens[place])
            place += 1
            continue
        last, kind, name = found
        kinds[len(kept)] = kind
        kept.append(merged(tokens, place, last, name))
        place = last + 1
    return NamedIds(tuple(kept), kinds)


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def key_of(identifier: str) -> str:
    """Return an id without its signs and capitals: what two spellings of it have in common."""
    return "".join(c for c in identifier if c.isalnum()).casefold()


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], setting: ReadingContext) -> None:
        self._text, self._tokens = fold(text), tokens
        self._orders, self._customers = _compiled(setting.order_id_patterns), _compiled(setting.customer_id_patterns)
        spoken = (*setting.recent_orders, *setting.earlier_orders, *setting.listed_orders)
        self._known = {key_of(order): order for order in (*setting.known_orders, *spoken)}

    def at(self, place: int) -> tuple[int, IdKind, str] | None:
        """Return the last token, the kind and the name of the longest id that begins at a token."""
        token = self._tokens[place]
        if token.text in _BRACKETS:
            return self._placeholder(place, _BRACKETS[token.text])
        if token.kind not in (TokenKind.WORD, TokenKind.NUMBER) or self._is_inside(place):
            return None
        best: tuple[int, IdKind, str] | None = None
        for last, parts, gaps in self._windows(place):
            if (found := self._named(parts, gaps)) is not None and not self._goes_on(last):
                best = (last, *found)
        return best

    def _windows(self, place: int) -> Iterator[tuple[int, list[str], list[str]]]:
        """Yield the words and numbers from a place on, one more each time, with what stands between them."""
        parts, gaps, length = [self._tokens[place].text], [""], self._tokens[place].end - self._tokens[place].start
        yield place, parts, gaps
        index = place + 1
        while index < len(self._tokens) and len(parts) < _MOST_PARTS and length <= _LONGEST_ID:
            token = self._tokens[index]
            if token.kind in (TokenKind.WORD, TokenKind.NUMBER):
                gap = self._text[self._end_of(index, place) : token.start]
                if len(gap) > _LONGEST_GAP or not _is_join(gap):
                    return
                parts, gaps, length = [*parts, token.text], [*gaps, gap], length + len(token.text) + 1
                yield index, parts, gaps
            elif token.text not in _JOINS:
                return
            index += 1

    def _end_of(self, index: int, place: int) -> int:
        """Return where the word or number before a token ends."""
        before = index - 1
        while before > place and self._tokens[before].kind not in (TokenKind.WORD, TokenKind.NUMBER):
            before -= 1
        return self._tokens[before].end

    def _named(self, parts: list[str], gaps: list[str]) -> tuple[IdKind, str] | None:
        joined = "".join(parts)
        if len(joined) < _SHORTEST_ID or not any(part.isdecimal() for part in parts):
            return None
        if (known := self._known.get(joined)) is not None:
            return IdKind.ORDER, known
        if order := _marketplace(parts):
            return IdKind.ORDER, order
        dashed = "".join(("-" if gap else "") + part for gap, part in zip(gaps, parts, strict=True))
        if self._orders.fullmatch(dashed):
            return IdKind.ORDER, dashed.upper()
        if _is_about_an_order(parts, gaps):
            return IdKind.ORDER, dashed
        is_long = (
            len(parts) == 2 and parts[1].isdecimal() and len(parts[1]) >= _SHORTEST_ID
        )  # "cust 2002", not "cust 36"
        if is_long or not any(gap.isspace() for gap in gaps if gap):
            for form in (dashed, "-".join(parts)):
                if self._customers.fullmatch(form):
                    return IdKind.CUSTOMER, form.upper()
        return None

    def _is_inside(self, place: int) -> bool:
        """Whether a token is glued to a word, a number or a dash before it."""
        if place == 0 or not self._tokens[place].follows(self._tokens[place - 1]):
            return False
        before = self._tokens[place - 1]
        return before.kind in (TokenKind.WORD, TokenKind.NUMBER) or (
            before.text == "-" and place > 1 and self._is_inside_of(place)
        )

    def _is_inside_of(self, place: int) -> bool:
        dash, before = self._tokens[place - 1], self._tokens[place - 2]
        return dash.follows(before) and before.kind in (TokenKind.WORD, TokenKind.NUMBER)

    def _goes_on(self, last: int) -> bool:
        """Whether a token is glued to what comes after it: a longer number, or a dash and more."""
        if last + 1 >= len(self._tokens) or not self._tokens[last + 1].follows(self._tokens[last]):
            return False
        after = self._tokens[last + 1]
        if after.kind in (TokenKind.WORD, TokenKind.NUMBER):
            return True
        return after.text == "-" and last + 2 < len(self._tokens) and self._tokens[last + 2].follows(after)

    def _placeholder(self, place: int, closing: str) -> tuple[int, IdKind, str] | None:
        for index in range(place + 1, min(len(self._tokens), place + _MOST_PARTS + 1)):
            token = self._tokens[index]
            if not token.follows(self._tokens[index - 1]):
                return None
            if token.text == closing:
                return (index, IdKind.PLACEHOLDER, "<>") if index > place + 1 else None
        return None


def _is_join(gap: str) -> bool:
    return all(character in _JOINS or character.isspace() for character in gap)


def _marketplace(parts: list[str]) -> str | None:
    """Return the seventeen digits of a marketplace order in its own form, however they were broken up."""
    breaks, length = set(), 0
    for part in parts:
        if not part.isdecimal():
            return None
        length += len(part)
        breaks.add(length)
    if length != _MARKETPLACE_DIGITS or not breaks - {length} <= _MARKETPLACE_BREAKS:
        return None
    return normalise_order_id("".join(parts))


def _is_about_an_order(parts: list[str], gaps: list[str]) -> bool:
    """Whether three numbers joined by dashes are an order that is a digit short: it is looked up as it is."""
    if len(parts) != len(_DIGITS_OF_ABOUT) or gaps[1:] != ["-", "-"]:
        return False
    return all(p.isdecimal() and low <= len(p) <= high for p, (low, high) in zip(parts, _DIGITS_OF_ABOUT, strict=True))
