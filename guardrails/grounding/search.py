"""Expressions that are asked only of a text that they could match.

The checks of a sentence are some seventy choices of words, and ``re`` tries each at every place of the text. Most
sentences hold no word of most of them, which a plain ``in`` tells in a hundredth of the time. What a text must hold is
read out of the expression itself, so that no list beside it can be forgotten.
"""

import re
from collections.abc import Iterator
from re import _constants as c
from re import _parser  # private, but the one parser that is sure to agree with ``re``
from typing import Any, TypeAlias

_Sequence: TypeAlias = list[tuple[Any, Any]]  # as the parser gives it: kinds of parts with their values
_Need: TypeAlias = frozenset[str]  # one of these stands in the spaced text of whatever matches; empty: none is sure
_REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
_SPACE = [(c.CATEGORY, c.CATEGORY_SPACE)]
_MOST = 60  # with more to look for, asking for them costs as much as asking the expression
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w")


class Haystack:
    """A text, and the same in lower case with one space around every word and sign."""

    __slots__ = ("spaced", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.spaced = f" {' '.join(_TOKEN.findall(text.lower()))} "


class Search:
    """Finds what a compiled pattern without regard to case would; give it folded text.

    (``re`` also takes a long s for an s and a dotless i for an i, and this does not: folding leaves no long s, and no
    word of the vocabulary has a dotless i.)
    """

    __slots__ = ("_need", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._need = tuple(_need_of(list(_parser.parse(pattern, re.IGNORECASE)))) or ("",)

    def may_match(self, hay: Haystack) -> bool:
        """Tell whether the text holds what every match must; when not, there is no match."""
        spaced = hay.spaced
        for word in self._need:  # noqa: SIM110  (a generator costs more than what it would ask)
            if word in spaced:
                return True
        return False

    def finditer(self, hay: Haystack) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(hay.text) if self.may_match(hay) else iter(())


def _need_of(parsed: _Sequence) -> _Need:
    """Give the rarest of what the parts of a sequence need, for all of them have to match."""
    found: list[_Need] = []
    run = ""
    for kind, value in [*parsed, (None, None)]:
        if (piece := _piece(kind, value)) is not None:
            run = (run + piece).replace("  ", " ")
            continue
        found += [frozenset({run})] if run.strip() else []
        run = ""
        found += [need] if (need := _need_of_part(kind, value)) else []
    return max((need for need in found if len(need) <= _MOST), key=_rarity, default=frozenset())


def _rarity(need: _Need) -> tuple[int, int, int]:
    """Put long words before short ones, and few before many."""
    return min(len(word.strip()) for word in need), min(map(len, need)), -len(need)


def _piece(kind: object, value: Any) -> str | None:
    """Give what a part stands for in a spaced text; None where it may stand for several things."""
    if kind is c.LITERAL:
        letter = chr(value).lower()
        return (letter if _WORD.match(letter) else f" {letter} ") if len(letter) == 1 else None
    if kind is c.AT and value is c.AT_BOUNDARY:
        return " "
    is_space = kind is c.IN and value == _SPACE
    is_spaces = kind in _REPEATS and value[0] > 0 and list(value[2]) == [(c.IN, _SPACE)]
    return " " if is_space or is_spaces else None


def _need_of_part(kind: object, value: Any) -> _Need:
    if kind is c.SUBPATTERN:
        return _need_of(list(value[3]))
    if kind is c.ATOMIC_GROUP:
        return _need_of(list(value))
    if kind in _REPEATS and value[0] > 0:
        return _need_of(list(value[2]))
    if kind is c.BRANCH:
        branches = [_need_of(list(branch)) for branch in value[1]]
        return _without_longer(frozenset().union(*branches)) if all(branches) else frozenset()
    return frozenset()


def _without_longer(need: _Need) -> _Need:
    """Leave out what holds another of them: where it stands, that one stands as well."""
    return frozenset(word for word in need if not any(other in word for other in need - {word}))
