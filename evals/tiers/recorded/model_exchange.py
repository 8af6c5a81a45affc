"""One recorded exchange with a model: the key of its request, and what is kept of the request and the answer.

Nothing is kept by default. Of the answer's headers and of both bodies, at every level, only the fields listed here are
kept. No request header is kept or part of the key.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

METHOD = "POST"
PATH = "/chat/completions"  # under the base URL, which is not kept

# The fields that are kept: each with the fields kept within it, or None for a value that is kept as it is.
_Shape = Mapping[str, Any]
_CALL: _Shape = {"index": None, "id": None, "type": None, "function": {"name": None, "arguments": None}}
_REQUEST: _Shape = {
    "model": None,
    "messages": {"role": None, "content": None, "name": None, "tool_calls": _CALL, "tool_call_id": None},
    "tools": None,  # the product's own
    "tool_choice": None,
    "parallel_tool_calls": None,
    "temperature": None,
    "stream": None,
    "stream_options": None,
    "max_tokens": None,
    "max_completion_tokens": None,
    "response_format": None,  # the product's own
}
_FRAME: _Shape = {
    "model": None,
    "object": None,
    "choices": {
        "index": None,
        "delta": {
            "role": None,
            "content": None,
            "reasoning_content": None,
            "reasoning": None,
            "refusal": None,
            "tool_calls": _CALL,
        },
        "finish_reason": None,
    },
    "usage": {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None},
}
_HEADERS = ("content-type", "retry-after")
_DONE = "[DONE]"
_FAILED = {"error": {"message": "left out"}}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, scrubbed. ``key`` is the hash of the request before it was scrubbed."""

    key: str
    request: Mapping[str, Any]
    status: int
    headers: Mapping[str, str]
    frames: tuple[Mapping[str, Any], ...]
    is_whole: bool  # the stream was complete
    is_request_whole: bool = True  # scrubbing removed nothing from the request

    @classmethod
    def kept(cls, body: Mapping[str, Any], *, status: int, headers: Mapping[str, str], received: bytes) -> Self:
        """Return the scrubbed exchange; of an answer that is not a stream, the status is kept and no body."""
        request = _only(body, _REQUEST)
        return cls(
            key=key_of(body),
            request=request,
            status=status,
            headers={name: value for name, value in headers.items() if name.lower() in _HEADERS},
            frames=tuple(_FAILED if frame.get("error") else _only(frame, _FRAME) for frame in frames_of(received)),
            is_whole=f"data: {_DONE}".encode() in received,
            is_request_whole=request == body,
        )

    @classmethod
    def unanswered(cls, body: Mapping[str, Any]) -> Self:
        """Return the exchange of a request without an answer; replayed, it is answered with 503."""
        return cls.kept(body, status=503, headers={}, received=b"")

    def wire(self) -> bytes:
        """Return the body of the answer."""
        lines = [json.dumps(frame, ensure_ascii=False) for frame in self.frames]
        return "".join(f"data: {line}\n\n" for line in [*lines, *[_DONE] * self.is_whole]).encode()

    @property
    def answered_by(self) -> set[str]:
        """Return the model names that the answer's frames give."""
        return {str(frame["model"]) for frame in self.frames if frame.get("model")}


def key_of(body: Mapping[str, Any]) -> str:
    """Return the hash of a request's method, path and body, with tool-call ids replaced by their order.

    Those ids are the only part of a request that a provider chooses; everything else follows from the task.
    """
    canonical = json.dumps([METHOD, PATH, _numbered(body)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def frames_of(received: bytes) -> list[dict[str, Any]]:
    """Return the frames of a stream; a line that is not a frame, or is cut off, is skipped."""
    found: list[dict[str, Any]] = []
    for line in received.decode("utf-8", errors="replace").splitlines():
        if not line.startswith("data:"):
            continue
        try:
            frame = json.loads(line[5:])
        except ValueError:
            continue
        found += [frame] if isinstance(frame, dict) else []
    return found


def first_difference(one: Any, other: Any, *, at: str = "body") -> str | None:
    """Return the path of the first difference between two requests, without its values; None if they are equal."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        pairs: Iterator[tuple[str, Any, Any]] = (
            (f"{at}.{name}", one.get(name), other.get(name)) for name in sorted(one.keys() | other.keys())
        )
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = ((f"{at}[{i}]", *pair) for i, pair in enumerate(zip(one, other, strict=True)))
    else:
        return None if one == other else at
    return next((where for place, a, b in pairs if (where := first_difference(a, b, at=place))), None)


def scrubbed_request(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a request that a recording keeps."""
    kept: dict[str, Any] = _only(body, _REQUEST)
    return kept


def _only(value: Any, shape: _Shape | None) -> Any:
    if shape is None:
        return value
    if isinstance(value, list):
        return [_only(each, shape) for each in value]
    if not isinstance(value, Mapping):
        return None  # not of the listed shape, so its content is unknown
    return {name: _only(value[name], shape[name]) for name in shape if name in value}


def _numbered(body: Mapping[str, Any]) -> Any:
    copy = json.loads(json.dumps(body))
    numbers: dict[str, str] = {}
    for message in copy.get("messages", ()):
        for holder, name in [*((call, "id") for call in message.get("tool_calls") or ()), (message, "tool_call_id")]:
            if holder.get(name):
                holder[name] = numbers.setdefault(holder[name], f"call {len(numbers) + 1}")
    return copy
