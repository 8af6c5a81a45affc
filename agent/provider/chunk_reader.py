"""From the bytes of a streamed chat completion to plain chunks, as ``ChatOpenAI`` reads them.

What arrived together is handed on together: joining text that is there already delays nothing, and saves LangChain a
message object for every token.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.provider.errors import ProviderCutOff, ProviderGarbled
from agent.provider.stream_delta import CallDelta, Delta, Finish, parse_delta
from agent.provider.text_filters import SurrogateJoiner, ThinkFilter

Chunk = dict[str, Any]
_DONE = b"[DONE]"
_LONGEST_LINE = 1_000_000  # bytes
_LONGEST_STREAM = 8_000_000


class ChunkReader:
    """Reads one stream, cut anywhere. Reasoning is dropped."""

    def __init__(self, *, most_characters: int | None = None) -> None:
        """``most_characters``: after so many of text and arguments the stream is ended, finish ``length``."""
        self._rest = b""
        self._seen = 0
        self._characters = 0
        self._most_characters = most_characters
        self._joiner = SurrogateJoiner()
        self._thoughts = ThinkFilter()
        self._calls = _Calls()
        self.has_begun = False  # the model has given content, a tool call or reasoning: more than a sign of life
        self.has_finished = False  # a choice told its reason for ending
        self.is_done = False

    def feed(self, data: bytes) -> list[Chunk]:
        """Return the chunks that are whole with the next bytes.

        Raises:
            ProviderGarbled: it is not a stream of completions, or has no end.
            ProviderError: the stream holds an error.
        """
        self._seen += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE or self._seen > _LONGEST_STREAM:
            raise ProviderGarbled
        return list(_joined(self._chunks(lines)))

    def close(self) -> list[Chunk]:
        """Return what the last line holds when the stream has ended.

        Raises:
            ProviderCutOff: neither a reason for ending nor the mark of the end has come.
        """
        try:
            chunks = list(_joined(self._chunks([self._rest])))
        except ProviderGarbled:
            if not self.has_finished:
                raise ProviderCutOff from None  # half a line
            chunks = []
        if not (self.is_done or self.has_finished):
            raise ProviderCutOff
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
        if text or delta.usage:
            yield text_chunk(text, delta.usage)
        if delta.calls:
            yield _chunk({"tool_calls": self._calls.placed(delta.calls)})
            self._characters += sum(len(call.arguments) for call in delta.calls)
        self._characters += len(text)
        if delta.finish is not None:
            yield from self._finished(delta.finish)
        elif self._most_characters is not None and self._characters > self._most_characters:
            yield from self._finished(Finish.LENGTH)
            self.is_done = True

    def _finished(self, finish: Finish) -> Iterator[Chunk]:
        """Yield what was held and the reason for ending, which counts once."""
        if rest := self._thoughts.close():
            yield text_chunk(rest)
        if not self.has_finished:
            self.has_begun = self.has_finished = True
            yield _chunk({}, finish=finish)


class _Calls:
    """Says which call a piece belongs to. Without an index, one with an id of its own begins the next call."""

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
    """Join neighbours that hold nothing but text. What the provider counted last is what counts."""
    text: list[str] = []
    usage: Mapping[str, int] | None = None
    for chunk in chunks:
        if is_plain(chunk):
            text.append(chunk["choices"][0]["delta"]["content"])
            usage = chunk["usage"] or usage
            continue
        if text:
            yield text_chunk("".join(text), usage)
            text, usage = [], None
        yield chunk
    if text:
        yield text_chunk("".join(text), usage)


def text_chunk(text: str, usage: Mapping[str, int] | None = None) -> Chunk:
    """Return a chunk that holds nothing but text, and what has been used so far."""
    return {
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
        "usage": usage,
    }


def is_plain(chunk: Chunk) -> bool:
    """Whether a chunk holds nothing but text."""
    choice = chunk["choices"][0]
    return choice["finish_reason"] is None and "tool_calls" not in choice["delta"]


def _chunk(delta: Mapping[str, Any], *, finish: Finish | None = None) -> Chunk:
    reason = None if finish is None else finish.value
    return {
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": "", **delta}, "finish_reason": reason}],
        "usage": None,
    }
