"""Recognise the ids of orders and customers in a text, in the formats of the site and however they are typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from agent.reading.question import ReadingContext
from core.ids import normalise_order_id
from language.tokenizer import Token, TokenKind, fold, merge_tokens

_MAX_PARTS = 8  # words and numbers of one id
_LONGEST_ID = 80
_LONGEST_GAP = 2  # characters between two parts
_SHORTEST_ID = 4
_JOINS = frozenset(" \t\n\u00a0._/-")
_MARKETPLACE_DIGITS = 17
_MARKETPLACE_BREAKS = frozenset({3, 10})
_DIGITS_OF_ABOUT = ((3, 3), (5, 9), (4, 9))  # digit counts of an order number with a digit too few or too many
_BRACKETS = {"<": ">", "‹": "›"}


class IdKind(StrEnum):
    ORDER = "order"
    CUSTOMER = "customer"
    PLACEHOLDER = "placeholder"  # a value that was masked before it arrived


@dataclass(frozen=True, slots=True)
class TokensWithIds:
    """The tokens of a text in which every id is one token; ``kinds`` has the kind of each id by position."""

    tokens: tuple[Token, ...]
    kinds: Mapping[int, IdKind]

    def positions(self, kind: IdKind) -> tuple[int, ...]:
        return tuple(position for position, found in self.kinds.items() if found is kind)


def merge_ids(text: str, tokens: Sequence[Token], context: ReadingContext) -> TokensWithIds:
    """Return the tokens of a text with each id merged into one token, spelled as on record."""
    finder = _Finder(text, tokens, context)
    kept: list[Token] = []
    kinds: dict[int, IdKind] = {}
    position = 0
    while position < len(tokens):
        found = finder.at(position)
        if found is None:
            kept.append(tokens[position])
            position += 1
            continue
        last, kind, name = found
        kinds[len(kept)] = kind
        kept.append(merge_tokens(tokens, position, last, name))
        position = last + 1
    return TokensWithIds(tuple(kept), kinds)


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def id_key(identifier: str) -> str:
    """Return an id without punctuation and in lower case, the same for all of its spellings."""
    return "".join(c for c in identifier if c.isalnum()).casefold()


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], context: ReadingContext) -> None:
        self._text, self._tokens = fold(text), tokens
        self._orders, self._customers = _compiled(context.order_id_patterns), _compiled(context.customer_id_patterns)
        discussed = (*context.recent_orders, *context.earlier_orders, *context.listed_orders)
        self._known = {id_key(order): order for order in (*context.known_orders, *discussed)}

    def at(self, position: int) -> tuple[int, IdKind, str] | None:
        """Return the last token, the kind and the spelling of the longest id that begins at a token."""
        token = self._tokens[position]
        if token.text in _BRACKETS:
            return self._placeholder(position, _BRACKETS[token.text])
        if token.kind not in (TokenKind.WORD, TokenKind.NUMBER) or self._is_inside(position):
            return None
        best: tuple[int, IdKind, str] | None = None
        for last, parts, gaps in self._windows(position):
            if (found := self._named(parts, gaps)) is not None and not self._is_followed(last):
                best = (last, *found)
        return best

    def _windows(self, position: int) -> Iterator[tuple[int, list[str], list[str]]]:
        """Yield ever longer runs of the words and numbers from a position, with the text between them."""
        parts, gaps, length = (
            [self._tokens[position].text],
            [""],
            self._tokens[position].end - self._tokens[position].start,
        )
        yield position, parts, gaps
        index = position + 1
        while index < len(self._tokens) and len(parts) < _MAX_PARTS and length <= _LONGEST_ID:
            token = self._tokens[index]
            if token.kind in (TokenKind.WORD, TokenKind.NUMBER):
                gap = self._text[self._end_of(index, position) : token.start]
                if len(gap) > _LONGEST_GAP or not _is_join(gap):
                    return
                parts, gaps, length = [*parts, token.text], [*gaps, gap], length + len(token.text) + 1
                yield index, parts, gaps
            elif token.text not in _JOINS:
                return
            index += 1

    def _end_of(self, index: int, position: int) -> int:
        """Return the offset at which the word or number before a token ends."""
        before = index - 1
        while before > position and self._tokens[before].kind not in (TokenKind.WORD, TokenKind.NUMBER):
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
        if _resembles_order(parts, gaps):
            return IdKind.ORDER, dashed
        is_long = (
            len(parts) == 2 and parts[1].isdecimal() and len(parts[1]) >= _SHORTEST_ID
        )  # "cust 2002", not "cust 36"
        if is_long or not any(gap.isspace() for gap in gaps if gap):
            for form in (dashed, "-".join(parts)):
                if self._customers.fullmatch(form):
                    return IdKind.CUSTOMER, form.upper()
        return None

    def _is_inside(self, position: int) -> bool:
        """Whether a token directly follows a word, a number, or a dash after one of these."""
        if position == 0 or not self._tokens[position].follows(self._tokens[position - 1]):
            return False
        before = self._tokens[position - 1]
        return before.kind in (TokenKind.WORD, TokenKind.NUMBER) or (
            before.text == "-" and position > 1 and self._is_inside_of(position)
        )

    def _is_inside_of(self, position: int) -> bool:
        dash, before = self._tokens[position - 1], self._tokens[position - 2]
        return dash.follows(before) and before.kind in (TokenKind.WORD, TokenKind.NUMBER)

    def _is_followed(self, last: int) -> bool:
        """Whether a token is directly followed by a word or number, or by a dash and more."""
        if last + 1 >= len(self._tokens) or not self._tokens[last + 1].follows(self._tokens[last]):
            return False
        after = self._tokens[last + 1]
        if after.kind in (TokenKind.WORD, TokenKind.NUMBER):
            return True
        return after.text == "-" and last + 2 < len(self._tokens) and self._tokens[last + 2].follows(after)

    def _placeholder(self, position: int, closing: str) -> tuple[int, IdKind, str] | None:
        for index in range(position + 1, min(len(self._tokens), position + _MAX_PARTS + 1)):
            token = self._tokens[index]
            if not token.follows(self._tokens[index - 1]):
                return None
            if token.text == closing:
                return (index, IdKind.PLACEHOLDER, "<>") if index > position + 1 else None
        return None


def _is_join(gap: str) -> bool:
    return all(character in _JOINS or character.isspace() for character in gap)


def _marketplace(parts: list[str]) -> str | None:
    """Return a marketplace order (17 digits) in its canonical form, however the digits were grouped; else None."""
    breaks, length = set(), 0
    for part in parts:
        if not part.isdecimal():
            return None
        length += len(part)
        breaks.add(length)
    if length != _MARKETPLACE_DIGITS or not breaks - {length} <= _MARKETPLACE_BREAKS:
        return None
    return normalise_order_id("".join(parts))


def _resembles_order(parts: list[str], gaps: list[str]) -> bool:
    """Whether three numbers joined by dashes look like an order with a digit missing: it is looked up as typed."""
    if len(parts) != len(_DIGITS_OF_ABOUT) or gaps[1:] != ["-", "-"]:
        return False
    return all(p.isdecimal() and low <= len(p) <= high for p, (low, high) in zip(parts, _DIGITS_OF_ABOUT, strict=True))
