"""From the bytes of a streamed chat completion to plain chunks, as ``ChatOpenAI`` reads them.

What arrived together is handed on together: joining text that is there already delays nothing, and saves LangChain a
message object for every token.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agent.provider.errors import ProviderCutOff, ProviderFailed, ProviderGarbled

Chunk = dict[str, Any]
_DONE = b"[DONE]"
_LONGEST_LINE = 1_000_000  # bytes
_LONGEST_STREAM = 8_000_000


class ChunkReader:
    """Reads one stream, cut anywhere."""

    def __init__(self) -> None:
        self._rest = b""
        self._seen = 0
        self._has_finished = False  # a choice told its reason for ending
        self.is_done = False

    def feed(self, data: bytes) -> list[Chunk]:
        """Take the next bytes and give the chunks that are whole.

        Raises:
            ProviderGarbled: it is not a stream of completions, or has no end.
            ProviderFailed: the stream holds an error.
        """
        self._seen += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST_LINE or self._seen > _LONGEST_STREAM:
            raise ProviderGarbled
        return list(_joined(self._chunks(lines)))

    def close(self) -> list[Chunk]:
        """Give what the last line holds when the stream has ended.

        Raises:
            ProviderCutOff: neither a reason for ending nor the mark of the end has come.
        """
        try:
            chunks = list(_joined(self._chunks([self._rest])))
        except ProviderGarbled:
            raise ProviderCutOff from None  # half a line
        if not (self.is_done or self._has_finished):
            raise ProviderCutOff
        return chunks

    def _chunks(self, lines: list[bytes]) -> Iterator[Chunk]:
        for line in lines:
            if self.is_done or not line.startswith(b"data:"):
                continue
            content = line[5:].strip()
            if content == _DONE:
                self.is_done = True
                continue
            chunk = _chunk(content)
            if chunk["choices"] and chunk["choices"][0]["finish_reason"]:
                self._has_finished = True
            yield chunk


def _chunk(content: bytes) -> Chunk:
    """Parse one chunk and keep what is used of it, in the form that it should have."""
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        raise ProviderGarbled from None
    if not isinstance(parsed, Mapping):
        raise ProviderGarbled
    if parsed.get("error"):
        raise ProviderFailed
    choices = [] if parsed.get("choices") is None else parsed["choices"]
    if not isinstance(choices, list) or not all(isinstance(choice, Mapping) for choice in choices):
        raise ProviderGarbled
    usage = parsed.get("usage")
    return {"choices": [_choice(choice) for choice in choices[:1]], "usage": _usage(usage) if usage else None}


def _choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    delta = choice.get("delta")
    given = delta if isinstance(delta, Mapping) else {}
    content = given.get("content")
    kept: dict[str, Any] = {"role": "assistant", "content": content if isinstance(content, str) else ""}
    if calls := given.get("tool_calls"):
        kept["tool_calls"] = _calls(calls)
    reason = choice.get("finish_reason")
    return {"index": 0, "delta": kept, "finish_reason": reason if isinstance(reason, str) else None}


def _calls(calls: Any) -> list[dict[str, Any]]:
    if not isinstance(calls, list) or not all(isinstance(call, Mapping) for call in calls):
        raise ProviderGarbled
    return [_call(call, place) for place, call in enumerate(calls)]


def _call(call: Mapping[str, Any], place: int) -> dict[str, Any]:
    """Some servers leave the index out, or give the arguments as an object."""
    function = call.get("function")
    given = function if isinstance(function, Mapping) else {}
    arguments, name, index, identity = given.get("arguments"), given.get("name"), call.get("index"), call.get("id")
    if isinstance(arguments, Mapping):
        arguments = json.dumps(arguments)
    return {
        "index": index if isinstance(index, int) else place,
        "id": identity if isinstance(identity, str) else None,
        "type": "function",
        "function": {
            "name": name if isinstance(name, str) else None,
            "arguments": arguments if isinstance(arguments, str) else "",
        },
    }


def _usage(usage: Any) -> dict[str, int]:
    if not isinstance(usage, Mapping):
        return {}
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {name: usage[name] for name in names if isinstance(usage.get(name), int)}


def _joined(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Join neighbours that hold nothing but text."""
    text: list[str] = []
    for chunk in chunks:
        if is_plain(chunk):
            text.append(chunk["choices"][0]["delta"]["content"])
            continue
        if text:
            yield text_chunk("".join(text))
            text.clear()
        yield chunk
    if text:
        yield text_chunk("".join(text))


def text_chunk(text: str) -> Chunk:
    """Give a chunk that holds nothing but text."""
    delta = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": None}], "usage": None}


def is_plain(chunk: Chunk) -> bool:
    """Tell whether a chunk holds nothing but text."""
    if not chunk["choices"] or chunk["usage"]:
        return False
    choice = chunk["choices"][0]
    return choice["finish_reason"] is None and "tool_calls" not in choice["delta"]
