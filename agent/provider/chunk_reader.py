"""Parse the bytes of a streamed chat completion into plain chunks, in the form that ``ChatOpenAI`` reads.

Text that arrived together is passed on together: joining it delays nothing and saves LangChain a message object per
token.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.provider.errors import ProviderProtocolError, ProviderTruncated
from agent.provider.reported_usage import Counts, ReportedUsage, sum_counts
from agent.provider.stream_delta import CallDelta, Delta, Finish, parse_delta
from agent.provider.text_filters import SurrogateJoiner, ThinkFilter

Chunk = dict[str, Any]
_DONE = b"[DONE]"
_LONGEST_LINE = 1_000_000  # bytes
_LONGEST_STREAM = 8_000_000


class ChunkReader:
    """Parses one stream, whose pieces may be cut anywhere. Reasoning is dropped."""

    def __init__(self, *, max_characters: int | None = None) -> None:
        """End the stream with finish ``length`` after ``max_characters`` of text and arguments."""
        self._rest = b""
        self._seen = 0
        self._characters = 0
        self._max_characters = max_characters
        self._joiner = SurrogateJoiner()
        self._thoughts = ThinkFilter()
        self._calls = _Calls()
        self._usage = ReportedUsage()
        self.has_begun = False  # content, a tool call or reasoning has arrived: more than a keep-alive
        self.has_finished = False  # a choice has stated its finish reason
        self.is_done = False

    def feed(self, data: bytes) -> list[Chunk]:
        """Return the chunks that the next bytes complete.

        Raises:
            ProviderProtocolError: it is not a stream of completions, or it exceeds the maximum length.
            ProviderError: the stream contains an error.
        """
        self._seen += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE or self._seen > _LONGEST_STREAM:
            raise ProviderProtocolError
        return list(_joined(self._chunks(lines)))

    def close(self) -> list[Chunk]:
        """Return the chunks of the last line when the stream has ended.

        Raises:
            ProviderTruncated: neither a finish reason nor the end marker has arrived.
        """
        try:
            chunks = list(_joined(self._chunks([self._rest])))
        except ProviderProtocolError:
            if not self.has_finished:
                raise ProviderTruncated from None  # half a line
            chunks = []
        if not (self.is_done or self.has_finished):
            raise ProviderTruncated
        return chunks

    def _chunks(self, lines: list[bytes]) -> Iterator[Chunk]:
        for line in lines:
            if self.is_done or not line.startswith(b"data:"):
                continue
            content = line[5:].strip()
            if content == _DONE:
                yield from self._finished(Finish.TOOL_CALLS if self._calls.has_any else Finish.STOP)
                self.is_done = True
                continue
            yield from self._read(parse_delta(content))

    def _read(self, delta: Delta) -> Iterator[Chunk]:
        self.has_begun = self.has_begun or bool(delta.text or delta.calls or delta.is_reasoning)
        text = self._thoughts.feed(self._joiner.feed(delta.text)) if delta.text else ""
        usage = self._usage.increment(delta.usage) if delta.usage else None
        if text or usage:
            yield text_chunk(text, usage)
        if delta.calls:
            yield _chunk({"tool_calls": self._calls.placed(delta.calls)})
            self._characters += sum(len(call.arguments) for call in delta.calls)
        self._characters += len(text)
        if delta.finish is not None:
            yield from self._finished(delta.finish)
        elif self._max_characters is not None and self._characters > self._max_characters:
            yield from self._finished(Finish.LENGTH)
            self.is_done = True

    def _finished(self, finish: Finish) -> Iterator[Chunk]:
        """Yield the text that was held back and the finish reason, which counts once."""
        if rest := self._thoughts.close():
            yield text_chunk(rest)
        if not self.has_finished:
            self.has_begun = self.has_finished = True
            yield _chunk({}, finish=finish)


class _Calls:
    """Assigns pieces to tool calls. A piece without an index begins the next call if it has an id that is new."""

    def __init__(self) -> None:
        self._joiners: dict[int, SurrogateJoiner] = {}
        self._ids: dict[str, int] = {}
        self._last = -1

    @property
    def has_any(self) -> bool:
        return bool(self._joiners)

    def placed(self, calls: Iterable[CallDelta]) -> list[dict[str, Any]]:
        return [self._placed(call, place) for place, call in enumerate(calls)]

    def _placed(self, call: CallDelta, place: int) -> dict[str, Any]:
        index = call.index if call.index is not None else self._index_of(call, place)
        self._last = index
        if call.call_id is not None:
            self._ids.setdefault(call.call_id, index)
        joiner = self._joiners.setdefault(index, SurrogateJoiner())
        function = {"name": call.name, "arguments": joiner.feed(call.arguments)}
        return {"index": index, "id": call.call_id, "type": "function", "function": function}

    def _index_of(self, call: CallDelta, place: int) -> int:
        if call.call_id in self._ids:
            return self._ids[call.call_id]
        is_new = call.call_id is not None or self._last < 0 or (place > 0 and call.name is not None)
        return self._last + 1 if is_new else self._last


def _joined(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks with neighbours that hold only text joined."""
    text: list[str] = []
    usage: Counts | None = None
    for chunk in chunks:
        if is_plain(chunk):
            text.append(chunk["choices"][0]["delta"]["content"])
            usage = sum_counts(usage, chunk["usage"])
            continue
        if text:
            yield text_chunk("".join(text), usage)
            text, usage = [], None
        yield chunk
    if text:
        yield text_chunk("".join(text), usage)


def text_chunk(text: str, usage: Counts | None = None) -> Chunk:
    """Return a chunk that holds only text, with the usage that it adds to that of the chunks before."""
    return {
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
        "usage": usage,
    }


def is_plain(chunk: Chunk) -> bool:
    """Whether a chunk holds only text."""
    choice = chunk["choices"][0]
    return choice["finish_reason"] is None and "tool_calls" not in choice["delta"]


def _chunk(delta: Mapping[str, Any], *, finish: Finish | None = None) -> Chunk:
    reason = None if finish is None else finish.value
    return {
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": "", **delta}, "finish_reason": reason}],
        "usage": None,
    }
