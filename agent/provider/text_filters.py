"""Filters for a model's text while it streams in. Each accepts pieces cut anywhere and takes linear time."""

import re

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_OPEN, _CLOSE = "<think>", "</think>"


class SurrogateJoiner:
    """Joins surrogate pairs that were split across two JSON strings. A lone surrogate is dropped."""

    def __init__(self) -> None:
        self._held = ""  # a high surrogate at the end of a piece

    def feed(self, text: str) -> str:
        """Return the text that is complete."""
        if text.isascii() and not self._held:
            return text
        text, self._held = self._held + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return whole_characters(text)


def whole_characters(text: str) -> str:
    """Return the text with surrogate pairs joined and lone surrogates dropped."""
    if _HALF.search(text) is None:
        return text
    return _HALF.sub("", _PAIR.sub(_joined, text))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


class ThinkFilter:
    """Drops ``<think>...</think>``. If it is never closed, everything after it is dropped."""

    def __init__(self) -> None:
        self._is_inside = False
        self._held = ""  # may be the beginning of the next tag

    def feed(self, text: str) -> str:
        """Return the text outside, without an end that may be the beginning of a tag."""
        if "<" not in text and not self._held:
            return "" if self._is_inside else text
        text, self._held = self._held + text, ""
        kept: list[str] = []
        place = 0
        while (found := text.find(tag := self._tag, place)) >= 0:
            if not self._is_inside:
                kept.append(text[place:found])
            place = found + len(tag)
            self._is_inside = not self._is_inside
        self._held = _beginning_at_end(text[place:], tag)
        if not self._is_inside:
            kept.append(text[place : len(text) - len(self._held)])
        return "".join(kept)

    def close(self) -> str:
        """Return the text that was held back, at the end of the stream."""
        held, self._held = self._held, ""
        return "" if self._is_inside else held

    @property
    def _tag(self) -> str:
        return _CLOSE if self._is_inside else _OPEN


def _beginning_at_end(text: str, tag: str) -> str:
    """Return the longest suffix of the text that is a proper prefix of the tag."""
    lengths = range(min(len(tag) - 1, len(text)), 0, -1)
    return next((tag[:length] for length in lengths if text.endswith(tag[:length])), "")
