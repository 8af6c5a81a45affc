"""Coalesce the chunks of a slow stream, one word each, into larger ones.

Only complete references are read out of a model's text, and LangChain builds and joins messages for every chunk. So
words are held back briefly to be sent together; what may end a reference is passed on at once.
"""

import re
from collections.abc import Iterable, Iterator

from agent.provider.chunk_reader import Chunk, is_plain, text_chunk
from agent.provider.reported_usage import Counts, sum_counts

_MARK = re.compile(r'[\]"]')  # may end a reference, in text or in a JSON object
MAX_HELD = 48  # code points
HELD_FOR_S = 0.25


class ChunkCoalescer:
    """Coalesces one stream: the same text in fewer chunks."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._usage: Counts | None = None
        self._length = 0
        self._since = 0.0
        self._is_first = True  # the first chunk shows that the provider has begun

    def add(self, chunks: Iterable[Chunk], *, now: float) -> Iterator[Chunk]:
        """Add the chunks that arrived at ``now`` (event loop time), and yield those that are due."""
        for chunk in chunks:
            if not is_plain(chunk):
                yield from self.flush()
                yield chunk
                continue
            text = chunk["choices"][0]["delta"]["content"]
            self._usage = sum_counts(self._usage, chunk["usage"])
            if not self._held:
                self._since = now
            self._held.append(text)
            self._length += len(text)
            is_due = self._length >= MAX_HELD or now - self._since >= HELD_FOR_S
            if is_due or self._is_first or _MARK.search(text):
                yield from self.flush()
            self._is_first = False

    def flush(self) -> Iterator[Chunk]:
        """Yield what is held back."""
        if self._held:
            text, usage = "".join(self._held), self._usage
            self._held.clear()
            self._usage = None
            self._length = 0
            yield text_chunk(text, usage)
