"""A regular expression matcher that takes the same steps as Python's ``re``, in the same order, and counts them."""

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

# Private modules of ``re``, which have no type information.
sre: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

_Node = tuple[Any, Any]
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
}
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


class StepCounter:
    """A search of one text for one pattern. It supports only the syntax that the product uses."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._tree: Sequence[_Node] = list(_parser.parse(pattern.pattern, pattern.flags))
        self._is_caseless = bool(pattern.flags & re.IGNORECASE)
        self._text = text
        self.steps = 0

    def find_all(self) -> list[tuple[int, int]]:
        """Return the spans that ``finditer`` would."""
        spans: list[tuple[int, int]] = []
        position = 0
        while position <= len(self._text):
            end = next(self._ends(self._tree, position), None)
            if end is None or end == position:
                position += 1
                continue
            spans.append((position, end))
            position = end
        return spans

    def _ends(self, nodes: Sequence[_Node], at: int) -> Iterator[int]:
        """Yield every position at which the nodes can end, in the order in which they are tried."""
        if not nodes:
            yield at
            return
        for end in self._node(nodes[0], at):
            yield from self._ends(nodes[1:], end)

    def _node(self, node: _Node, at: int) -> Iterator[int]:
        self.steps += 1
        kind, value = node
        if kind in _SINGLE:
            if at < len(self._text) and self._fits(node, self._text[at]):
                yield at + 1
        elif kind is sre.AT:
            if self._is_at(value, at):
                yield at
        elif kind is sre.SUBPATTERN:
            yield from self._group(value, at)
        elif kind is sre.BRANCH:
            for alternative in value[1]:
                yield from self._ends(list(alternative), at)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            if self._holds(value, at) is (kind is sre.ASSERT):
                yield at
        else:
            yield from self._repeated(node, at)

    def _group(self, value: Any, at: int) -> Iterator[int]:
        nodes = list(value[3])
        if not value[1] & re.IGNORECASE or self._is_caseless:
            yield from self._ends(nodes, at)
            return
        self._is_caseless = True
        ends = list(self._ends(nodes, at))  # all at once, because what follows is case-sensitive again
        self._is_caseless = False
        yield from ends

    def _repeated(self, node: _Node, at: int) -> Iterator[int]:
        kind, value = node
        if kind is sre.ATOMIC_GROUP:
            end = next(self._ends(list(value), at), None)
            yield from () if end is None else (end,)
            return
        if kind not in (sre.POSSESSIVE_REPEAT, sre.MAX_REPEAT, sre.MIN_REPEAT):
            raise NotImplementedError(kind)
        least, most, inner = value[0], value[1], list(value[2])
        if kind is sre.POSSESSIVE_REPEAT:
            count, position = 0, at
            while count < most and (end := next(self._ends(inner, position), None)) is not None and end > position:
                count, position = count + 1, end
            yield from (position,) if count >= least else ()
        elif kind is sre.MAX_REPEAT and len(inner) == 1 and inner[0][0] in _SINGLE:
            yield from self._run(inner[0], least, most, at)
        else:
            yield from self._times(inner, least, most, at, is_greedy=kind is sre.MAX_REPEAT)

    def _run(self, node: _Node, least: int, most: int, at: int) -> Iterator[int]:
        end = at
        while end - at < most and end < len(self._text) and self._fits(node, self._text[end]):
            self.steps += 1
            end += 1
        yield from range(end, at + least - 1, -1)

    def _times(self, inner: Sequence[_Node], least: int, most: int, at: int, *, is_greedy: bool) -> Iterator[int]:
        if least <= 0 and not is_greedy:
            yield at
        if most > 0:
            for end in self._ends(inner, at):
                if end > at or least > 0:
                    yield from self._times(inner, least - 1, most - 1, end, is_greedy=is_greedy)
        if least <= 0 and is_greedy:
            yield at

    def _holds(self, value: Any, at: int) -> bool:
        direction, nodes = value
        start = at if direction > 0 else at - nodes.getwidth()[0]
        return start >= 0 and any(direction > 0 or end == at for end in self._ends(list(nodes), start))

    def _is_at(self, value: Any, at: int) -> bool:
        if value is sre.AT_BOUNDARY:
            return self._is_word(at - 1) != self._is_word(at)
        if value in (sre.AT_END, sre.AT_END_STRING):
            return at == len(self._text)
        if value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return at == 0
        raise NotImplementedError(value)

    def _is_word(self, at: int) -> bool:
        return 0 <= at < len(self._text) and (self._text[at].isalnum() or self._text[at] == "_")

    def _fits(self, node: _Node, character: str) -> bool:
        kind, value = node
        if kind is sre.ANY:
            return character != "\n"
        if self._is_caseless:
            return any(self._fits_exactly(kind, value, c) for c in {character, character.lower(), character.upper()})
        return self._fits_exactly(kind, value, character)

    def _fits_exactly(self, kind: Any, value: Any, character: str) -> bool:
        if kind is sre.LITERAL:
            return bool(ord(character) == value)
        if kind is sre.NOT_LITERAL:
            return bool(ord(character) != value)
        is_negated = value[0][0] is sre.NEGATE
        return is_negated != any(_has(item, character) for item in value[is_negated:])


def _has(item: _Node, character: str) -> bool:
    kind, value = item
    if kind is sre.LITERAL:
        return bool(ord(character) == value)
    if kind is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    return bool(_CATEGORIES[value](character))
