"""Holds the single words of a slow stream together until something can be done with them.

Only whole references are read out of a model's text, and for every chunk LangChain builds and joins messages. So words
wait for each other, but never for long, and what may end a reference waits for nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.provider.chunk_reader import Chunk, is_plain, text_chunk

_MARK = re.compile(r'[\]"]')  # may end a reference, in text or in a JSON object
MAX_HELD = 48  # code points
HELD_FOR_S = 0.25


class ChunkCoalescer:
    """Gathers one stream. What comes out is the same text, in fewer chunks."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._usage: Mapping[str, int] | None = None
        self._length = 0
        self._since = 0.0
        self._is_first = True  # the first chunk shows that the provider has begun

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
            is_due = self._length >= MAX_HELD or now - self._since >= HELD_FOR_S
            if is_due or self._is_first or _MARK.search(text):
                yield from self.rest()
            self._is_first = False

    def rest(self) -> Iterator[Chunk]:
        """Return what is held."""
        if self._held:
            text, usage = "".join(self._held), self._usage
            self._held.clear()
            self._usage = None
            self._length = 0
            yield text_chunk(text, usage)
