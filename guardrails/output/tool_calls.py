"""The tool calls of a model's message, assembled from chunks, with redacted arguments."""

import json
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk

from guardrails.errors import ModelMisbehaved
from guardrails.pii.vault import Vault

MOST_CALLS = 8  # of one message


class ToolCalls:
    """The calls of one message."""

    def __init__(self) -> None:
        self._calls: AIMessageChunk | None = None

    def note(self, message: AIMessageChunk) -> None:
        """Add the parts of calls in a chunk.

        Raises:
            ModelMisbehaved: there are too many calls.
        """
        if not message.tool_call_chunks:
            return
        part = AIMessageChunk(content="", tool_call_chunks=message.tool_call_chunks)
        self._calls = part if self._calls is None else self._calls + part
        if len(self._calls.tool_call_chunks) > MOST_CALLS:
            raise ModelMisbehaved("tooManyCalls")

    def whole(self, vault: Vault) -> list[ToolCallChunk]:
        """Return the calls with swept arguments.

        Raises:
            ModelMisbehaved: the arguments of one are not a JSON object, as when the answer was cut off in them.
        """
        if self._calls is None:
            return []
        return [
            tool_call_chunk(name=call["name"], args=_arguments(call["args"], vault), id=call["id"], index=index)
            for index, call in enumerate(self._calls.tool_call_chunks)
        ]


def _arguments(arguments: str | None, vault: Vault) -> str:
    try:
        parsed = json.loads(arguments or "{}")
    except (ValueError, RecursionError) as error:
        raise ModelMisbehaved("malformedCall") from error
    if not isinstance(parsed, dict):
        raise ModelMisbehaved("malformedCall")
    return json.dumps(swept_values(parsed, vault), ensure_ascii=False)


def swept_values(value: Any, vault: Vault) -> Any:
    """Sweep every text and number of a JSON value; a number that is sensitive becomes the text of its token."""
    if isinstance(value, dict):
        return {vault.sweep(str(name)): swept_values(inner, vault) for name, inner in value.items()}
    if isinstance(value, list):
        return [swept_values(inner, vault) for inner in value]
    if isinstance(value, str):
        return vault.sweep(value)
    if value is None or isinstance(value, bool):
        return value
    swept = vault.sweep(str(value))
    return value if swept == str(value) else swept
