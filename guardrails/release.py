"""Reads one stream of a model and lets out the sentences that the facts support."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from guardrails.grounding import check_against
from guardrails.patience import patient
from guardrails.scope import TurnScope
from guardrails.stream import SentenceGate

LONGEST_ANSWER = 8000  # code points released in one turn
MOST_CALLS = 8  # tool calls of one message
_FINISHED = {"stop", "tool_calls", "function_call"}


class ModelMisbehaved(Exception):
    """A model's output cannot be used; ``cause`` is from a closed set."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Release:
    """One model call of a turn. A mute one reads tool calls only and lets no text out."""

    def __init__(self, scope: TurnScope, *, is_mute: bool = False) -> None:
        self._scope = scope
        self._is_mute = is_mute
        self._gate = SentenceGate()
        self._calls: AIMessageChunk | None = None
        self._is_finished = False
        self.has_spoken = False
        self.rejected: str | None = None

    async def through(self, chunks: AsyncIterator[ChatGenerationChunk]) -> AsyncGenerator[str]:
        """Yield released sentences until the stream ends or one is rejected.

        Raises:
            ModelMisbehaved: the stream was cut off, too long, or asked for calls that make no sense.
            TimeoutError: the model's time in this turn is up. Its client watches over silence.
        """
        async with aclosing(self._sentences(chunks)) as sentences:
            async for sentence in sentences:
                with self._scope.guard_time.measured():
                    released = self._checked(sentence)
                if released is None:
                    return
                yield released

    async def _sentences(self, chunks: AsyncIterator[ChatGenerationChunk]) -> AsyncGenerator[str]:
        async for chunk in patient(chunks, ends_at=self._scope.model_ends_at):
            message = ai_chunk(chunk)
            self._note(chunk, message)
            if self._is_mute:
                continue
            for sentence in self._gate.feed(text_of(message)):
                yield sentence
        if not self._is_finished:
            raise ModelMisbehaved("cutOff")  # the tail that is held may be half a sentence
        for sentence in self._gate.close():
            yield sentence

    def _note(self, chunk: ChatGenerationChunk, message: AIMessageChunk) -> None:
        reason = chunk.generation_info.get("finish_reason") if chunk.generation_info else None
        self._is_finished = self._is_finished or reason in _FINISHED or message.chunk_position == "last"
        if not message.tool_call_chunks:
            return
        calls = AIMessageChunk(content="", tool_call_chunks=message.tool_call_chunks)
        self._calls = calls if self._calls is None else self._calls + calls
        if len(self._calls.tool_call_chunks) > MOST_CALLS:
            raise ModelMisbehaved("tooManyCalls")

    def tool_calls(self) -> list[ToolCallChunk]:
        """Give the whole calls that the model asked for, with nothing raw in their arguments.

        Raises:
            ModelMisbehaved: when the arguments of one are not a JSON object.
        """
        if self._calls is None:
            return []
        return [
            tool_call_chunk(
                name=call["name"], args=_swept_arguments(call["args"], self._scope), id=call["id"], index=index
            )
            for index, call in enumerate(self._calls.tool_call_chunks)
        ]

    def _checked(self, sentence: str) -> str | None:
        """Give the sentence with references for its figures, or None when it may not go out."""
        scope = self._scope
        verdict = check_against(
            scope.grounds, scope.vault.sweep(sentence), claimed=scope.claimed, silent=scope.silent_sources
        )
        if not verdict.accepted:
            self.rejected = verdict.code or "ungrounded"
            return None
        if sum(map(len, scope.released)) + len(verdict.text) > LONGEST_ANSWER:
            self.rejected = "tooLong"
            return None
        self.has_spoken = self.has_spoken or bool(verdict.text.strip())
        scope.released.append(verdict.text)
        return verdict.text


def ai_chunk(chunk: ChatGenerationChunk) -> AIMessageChunk:
    """Give the message of a chunk as what it should be."""
    message = chunk.message
    return message if isinstance(message, AIMessageChunk) else AIMessageChunk(content=message.text)


def text_of(message: AIMessageChunk) -> str:
    """Give the text of a chunk; nearly always it is the content as it stands."""
    return message.content if isinstance(message.content, str) else str(message.text)


def swept_values(value: Any, scope: TurnScope) -> Any:
    """Sweep every text and number of a JSON value; a number that is sensitive becomes the text of its token."""
    if isinstance(value, dict):
        return {scope.vault.sweep(str(name)): swept_values(inner, scope) for name, inner in value.items()}
    if isinstance(value, list):
        return [swept_values(inner, scope) for inner in value]
    if isinstance(value, str):
        return scope.vault.sweep(value)
    if value is None or isinstance(value, bool):
        return value
    swept = scope.vault.sweep(str(value))
    return value if swept == str(value) else swept


def _swept_arguments(arguments: str | None, scope: TurnScope) -> str:
    try:
        parsed = json.loads(arguments or "{}")
    except (ValueError, RecursionError) as error:
        raise ModelMisbehaved("malformedCall") from error
    if not isinstance(parsed, dict):
        raise ModelMisbehaved("malformedCall")
    return json.dumps(swept_values(parsed, scope), ensure_ascii=False)
