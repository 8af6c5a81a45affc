"""Holds the single words of a slow stream together until something can be done with them.

No word of an answer goes out before its sentence is whole, and for every chunk LangChain builds and joins messages. So
words wait for each other, but never for long, and what may end a sentence waits for nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.provider.chunks import Chunk, is_plain, text_chunk

_MARK = re.compile(r"[.!?।\n\]]")  # may end a sentence or a reference
_PASSING = 2  # chunks after a mark: that a sentence has ended is seen by what follows its mark
MOST_HELD = 48  # code points
HELD_FOR_S = 0.25


class Gatherer:
    """Gathers one stream. What comes out is the same text, in fewer chunks."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._usage: Mapping[str, int] | None = None
        self._length = 0
        self._since = 0.0
        self._passing = 1  # the first chunk shows that the provider has begun

    def gathered(self, chunks: Iterable[Chunk], *, now: float) -> Iterator[Chunk]:
        """Take what has come at ``now`` (the event loop's time) and give what need not wait."""
        for chunk in chunks:
            if not is_plain(chunk):
                yield from self.rest()
                yield chunk
                continue
            text = chunk["choices"][0]["delta"]["content"]
            self._usage = chunk["usage"] or self._usage
            if not self._held:
                self._since = now
            self._held.append(text)
            self._length += len(text)
            if _MARK.search(text):
                self._passing = _PASSING + 1
            if self._passing or self._length >= MOST_HELD or now - self._since >= HELD_FOR_S:
                yield from self.rest()
            self._passing = max(0, self._passing - 1)

    def rest(self) -> Iterator[Chunk]:
        """Give what is held."""
        if self._held:
            text, usage = "".join(self._held), self._usage
            self._held.clear()
            self._usage = None
            self._length = 0
            yield text_chunk(text, usage)
