"""Whole sentences out of a stream, however it was cut into chunks.

What comes out depends on the text alone: a boundary is decided by what stands before it and the one character after
it, so two chunkings of one text give the same sentences, and joined they give the text back. Where a sentence ends in
what may begin something personal ("the account number is:", half of a telephone), a few characters more are waited for:
what a reader would put together is one sentence, so that it is looked at as one.
"""

import re

from guardrails.pii.joined import LOOK_AHEAD, is_one_value, is_open

LONGEST_HOLD = 600  # code points; a "sentence" this long is cut at a space

# The end of a sentence is where white space follows its mark and closing quotes, or where a line ends.
_CANDIDATE = re.compile(r"[.!?।][\"'”’)\]*_]*(?=\s)|(?<=\S)(?=\n)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“])(?:rs|re|no|nos|approx|e\.g|i\.e|eg|ie|viz|vs|etc|incl|excl|max|min|qty|amt|acc|a/c|ref|inr"
    r"|mr|mrs|ms|dr|shri|smt|st|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|रु|नं|डॉ)$",
    re.IGNORECASE,
)
_OPENED = re.compile(r"(?:\[\[?f?\d{0,9}\]?|<[A-Z_]{0,20}\d{0,9})$")
_LIST_MARKER = re.compile(r"(?:^|[\n:;])\s*\d{1,3}$")


class SentenceGate:
    """Holds a stream back until a sentence is whole. White space leads the sentence that follows it."""

    def __init__(self, *, longest_hold: int = LONGEST_HOLD) -> None:
        if longest_hold < 1:
            raise ValueError("the gate holds at least one character")
        self._longest = longest_hold
        self._held = ""
        self._seen = 0  # how much of what is held was searched, so that a long sentence is not read again and again

    def feed(self, chunk: str) -> list[str]:
        """Take the next chunk and give the sentences that are now whole."""
        self._held += chunk
        sentences: list[str] = []
        while (end := self._boundary()) is not None:
            sentences.append(self._held[:end])
            self._held = self._held[end:]
            self._seen = 0
        return sentences

    def close(self) -> list[str]:
        """Give what is left when the stream has ended."""
        sentences: list[str] = []
        while (end := self._boundary(is_last=True)) is not None:
            sentences.append(self._held[:end])
            self._held, self._seen = self._held[end:], 0
        rest, self._held, self._seen = self._held, "", 0
        return [*sentences, rest] if rest else sentences

    def _boundary(self, *, is_last: bool = False) -> int | None:
        held, longest = self._held, self._longest
        for match in _CANDIDATE.finditer(held, self._seen):
            end = match.end()
            if end > longest:
                break
            if not self._is_end(match):
                continue
            if end + LOOK_AHEAD > longest or not is_open(held[:end]):
                return end
            if len(held) < end + LOOK_AHEAD and not is_last:
                self._seen = match.start()
                return None
            if not is_one_value(held[:end], held[end : end + LOOK_AHEAD]):
                return end
        if len(held) > longest:
            return _cut(held, longest)
        # A mark and its closing quotes may stand at the very end, waiting for the character after them.
        self._seen = len(held.rstrip("\"'”’)]*_.!?।"))
        return None

    def _is_end(self, match: re.Match[str]) -> bool:
        if not match.group().startswith("."):
            return True
        before = self._held[: match.start()]
        return not (_ABBREVIATION.search(before[-12:]) or _LIST_MARKER.search(before))


def _cut(held: str, longest: int) -> int:
    """Give the last place at which an overlong sentence may be cut: a space that no number or code spans.

    Without one the run is not language, and is cut where it is longest, but not within a reference or a token.
    """
    for place in range(longest, 0, -1):
        if held[place].isspace() and _is_plain(held[:place].rsplit(maxsplit=1)[-1:]):
            return place
    opened = _OPENED.search(held[:longest])
    return opened.start() if opened and opened.start() else longest


def _is_plain(words: list[str]) -> bool:
    return bool(words) and not any(character.isnumeric() for character in words[0]) and not words[0].isupper()
