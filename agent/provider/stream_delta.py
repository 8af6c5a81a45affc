"""Parse one event of a streamed chat completion, tolerating the deviations of real servers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from agent.provider.error_bodies import find_refusal
from agent.provider.errors import ProviderError, ProviderProtocolError, build_error
from agent.provider.text_filters import whole_characters

_REASONING = ("reasoning_content", "reasoning", "reasoning_details", "thinking", "refusal")
_TEXT_PARTS = (None, "text", "output_text")
_NO_REASON = ("", "null", "none")
_SERVER_ERROR = 500


class Finish(StrEnum):
    """Why a completion ended. Servers use many words for these."""

    STOP = "stop"
    TOOL_CALLS = "tool_calls"
    LENGTH = "length"
    CONTENT_FILTER = "content_filter"
    ABORTED = "aborted"


_FINISHES = {
    "tool_calls": Finish.TOOL_CALLS,
    "tool_call": Finish.TOOL_CALLS,
    "tool_use": Finish.TOOL_CALLS,
    "function_call": Finish.TOOL_CALLS,
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "max_output_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "limit": Finish.LENGTH,
    "content_filter": Finish.CONTENT_FILTER,
    "safety": Finish.CONTENT_FILTER,
    "refusal": Finish.CONTENT_FILTER,
    "sensitive": Finish.CONTENT_FILTER,
    "abort": Finish.ABORTED,
    "aborted": Finish.ABORTED,
    "cancelled": Finish.ABORTED,
    "error": Finish.ABORTED,
}


@dataclass(frozen=True, slots=True)
class CallDelta:
    """A piece of a tool call. ``index`` and ``call_id`` are None where the server left them out."""

    index: int | None
    call_id: str | None
    name: str | None
    arguments: str


class Delta(NamedTuple):
    """What one event adds. ``is_reasoning``: its content is dropped, but shows that the model is working.

    There is one per token: creating a named tuple takes a third of the time of a frozen dataclass.
    """

    text: str = ""
    calls: tuple[CallDelta, ...] = ()
    is_reasoning: bool = False
    finish: Finish | None = None
    usage: Mapping[str, int] | None = None


def parse_delta(content: bytes) -> Delta:
    """Parse the content of one event.

    Raises:
        ProviderProtocolError: it is not an event of a completion.
        ProviderError: it is an error of the server.
    """
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        raise ProviderProtocolError from None
    if not isinstance(parsed, Mapping):
        raise ProviderProtocolError
    if parsed.get("error") or parsed.get("object") == "error":
        raise _error(parsed)
    choices = [] if parsed.get("choices") is None else parsed["choices"]
    if not isinstance(choices, list) or not all(isinstance(choice, Mapping) for choice in choices):
        raise ProviderProtocolError
    usage = _usage(parsed.get("usage"))
    return _delta(choices[0], usage) if choices else Delta(usage=usage)


def _error(parsed: Mapping[str, Any]) -> ProviderError:
    """Return the error that an event reports; its code may be a status that came too late for the header."""
    error = parsed["error"] if isinstance(parsed.get("error"), Mapping) else parsed
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code <= 599 else _SERVER_ERROR
    return build_error(status, refusal=find_refusal(parsed, sent=()))


def _delta(choice: Mapping[str, Any], usage: Mapping[str, int] | None) -> Delta:
    delta = choice.get("delta")
    fields = delta if isinstance(delta, Mapping) else {}
    content = fields.get("content")
    text = content if isinstance(content, str) else "".join(_texts(content))
    calls = _calls(fields.get("tool_calls"))
    is_reasoning = not (text or calls) and (any(map(fields.get, _REASONING)) or _has_other_parts(content))
    return Delta(text, calls, is_reasoning, _finish(choice.get("finish_reason")), usage)


def _texts(content: Any) -> Iterator[str]:
    """Yield the text in ``content``, which may be a string, a part, or a list of parts not all of which are text."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
    elif isinstance(content, Mapping) and content.get("type") in _TEXT_PARTS:
        text = content.get("text")
        value = text.get("value") if isinstance(text, Mapping) else text
        if isinstance(value, str):
            yield value


def _has_other_parts(content: Any) -> bool:
    parts = content if isinstance(content, list) else [content]
    return any(isinstance(part, Mapping) and part.get("type") not in _TEXT_PARTS for part in parts)


def _finish(reason: Any) -> Finish | None:
    if not reason:
        return None
    word = reason.strip().casefold() if isinstance(reason, str) else ""
    if isinstance(reason, str) and word in _NO_REASON:
        return None
    return _FINISHES.get(word, Finish.STOP)


def _calls(calls: Any) -> tuple[CallDelta, ...]:
    if not calls:
        return ()
    if not isinstance(calls, list) or not all(isinstance(call, Mapping) for call in calls):
        raise ProviderProtocolError
    return tuple(map(_call, calls))


def _call(call: Mapping[str, Any]) -> CallDelta:
    """Parse a piece of a tool call. Some servers omit the index, or send the arguments as an object."""
    function = call.get("function")
    fields = function if isinstance(function, Mapping) else {}
    arguments, name, index, identity = fields.get("arguments"), fields.get("name"), call.get("index"), call.get("id")
    if isinstance(arguments, Mapping):
        arguments = json.dumps(arguments)
    return CallDelta(
        index=index if isinstance(index, int) else None,
        call_id=whole_characters(identity) if isinstance(identity, str) and identity else None,
        name=whole_characters(name) if isinstance(name, str) and name else None,
        arguments=arguments if isinstance(arguments, str) else "",
    )


def _usage(usage: Any) -> Mapping[str, int] | None:
    if not isinstance(usage, Mapping):
        return None
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    return {name: usage[name] for name in names if isinstance(usage.get(name), int)} or None
