"""Find out what a model server supports by asking it twice: once with a tool, once for JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, cast

from langchain_core.messages import AIMessageChunk

from agent.provider.capabilities import Support
from agent.provider.chat_model import ProviderModel

_ID = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"], "additionalProperties": False}
_TOOL = {"type": "function", "function": {"name": "look_up", "description": "Looks up a record.", "parameters": _ID}}
_SCHEMA = {"type": "json_schema", "json_schema": {"name": "record", "strict": True, "schema": _ID}}


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """What a server supports. ``output_bound`` is the parameter that bounds its output, None if it accepts none."""

    first_token_ms: int | None  # None: the answer was empty
    calls_tools: bool
    reports_usage: bool
    temperature: Support
    json_schema: Support
    keeps_to_json_schema: bool
    output_bound: str | None


async def check_model(provider: ProviderModel, *, time: Callable[[], float] = perf_counter) -> ModelCheck:
    """Return what the server supports; ``time`` returns seconds.

    Raises:
        ProviderError: it did not answer the first question.
    """
    started, first_token_ms = time(), None
    whole = AIMessageChunk(content="")
    async for chunk in provider.chat.bind(tools=[_TOOL]).astream("Call the tool look_up for the record with id 7."):
        if first_token_ms is None and (chunk.text or (isinstance(chunk, AIMessageChunk) and chunk.tool_call_chunks)):
            first_token_ms = round((time() - started) * 1000)
        whole = cast(AIMessageChunk, whole + chunk)
    keeps_to_schema = await _keeps_to_schema(provider)
    return ModelCheck(
        first_token_ms=first_token_ms,
        calls_tools=any(call["name"] == "look_up" for call in whole.tool_calls),
        reports_usage=whole.usage_metadata is not None,
        temperature=provider.capabilities.support("temperature"),
        json_schema=provider.json_schema,
        keeps_to_json_schema=keeps_to_schema,
        output_bound=provider.capabilities.output_bound,
    )


async def _keeps_to_schema(provider: ProviderModel) -> bool:
    """Whether the answer to a request for JSON follows the schema."""
    model = provider.chat.bind(response_format=_SCHEMA)
    try:
        text = "".join([chunk.text async for chunk in model.astream("Which record has the id 7? Answer in JSON.")])
    except provider.failures:
        return False  # JSON is optional; whether the parameter was accepted is known in any case
    try:
        answer: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and answer.keys() == {"id"} and isinstance(answer["id"], int)
