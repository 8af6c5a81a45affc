"""The only path to a language model: nothing raw goes to it, and only references and tool calls come out of it.

The wrapper calls the inner model's own ``_astream``: through the public ``astream`` LangGraph would see, stream and
store the raw text.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import SkipValidation

from guardrails.degradation import degraded_reason
from guardrails.errors import ModelMisbehaved
from guardrails.fail_closed import FailClosed
from guardrails.guard_threads import LONG_TEXT
from guardrails.output.references import ReferenceReader
from guardrails.output.tool_calls import ToolCalls, swept_values
from guardrails.stream_timeout import until_deadline
from guardrails.streaming_model import StreamingModel
from guardrails.token_budget import counted
from guardrails.turn_scope import TurnScope

logger = logging.getLogger(__name__)
_OURS = (SystemMessage, ToolMessage)  # instructions and menus
MOST_STATEMENTS = 16  # of one answer; required ones are added to it
MOST_CHARACTERS = 12_000  # of one call; the rest is not read


class ModelGateway(StreamingModel):
    """A chat model between two guards, for one turn. When the model fails, its message ends; nothing is raised."""

    inner: SkipValidation[BaseChatModel]
    scope: SkipValidation[TurnScope]
    is_on_menu: SkipValidation[Callable[[str], bool]]
    failures: tuple[type[Exception], ...] = ()  # of the inner model's client; its silence is one in any case

    @property
    def _llm_type(self) -> str:
        return "guarded"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools in the form that the inner model expects."""
        bound = self.inner.bind_tools(tools, tool_choice=tool_choice, **kwargs)
        return self.bind(**getattr(bound, "kwargs", {}))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        merged: AIMessageChunk | None = None
        async for chunk in self._astream(messages, stop=stop, **kwargs):
            part = _ai_chunk(chunk)
            merged = part if merged is None else merged + part
        return ChatResult(generations=[ChatGenerationChunk(message=merged or AIMessageChunk(content=""))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        scope = self.scope
        sweep = scope.guard_time.timing(lambda: [_swept(message, scope) for message in messages])
        with FailClosed("redaction"):
            is_long = sum(len(each.text) for each in messages if not isinstance(each, _OURS)) > LONG_TEXT
            guarded = await scope.guard_threads.run(sweep, is_long=is_long)
        reader, calls = ReferenceReader(), ToolCalls()
        whole: list[ToolCallChunk] = []
        try:
            stream = self._inner_stream(guarded, stop, **kwargs)
            async with aclosing(self._references(stream, reader, calls)) as references:
                async for statement_id in references:
                    yield _chunk(f"[[{statement_id}]]")
            with FailClosed("output"), self.scope.guard_time.measured():
                whole = calls.whole(self.scope.vault)
        except ModelMisbehaved as error:
            self._note_failure(error.cause)
        except TimeoutError:
            self._note_failure("turnTimeUp")
        self.scope.dropped_characters += reader.dropped_characters
        yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=whole, chunk_position="last"))

    async def _inner_stream(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncGenerator[ChatGenerationChunk]:
        """Yield the model's chunks. Only what is raised here is a failure of the model."""
        inner = self.inner._astream(messages, stop=stop, **kwargs)
        async with aclosing(counted(inner, messages, self.scope.budget)) as chunks:
            try:
                async for chunk in chunks:
                    yield chunk
            except self.failures as error:
                raise ModelMisbehaved(type(error).__name__) from error

    async def _references(
        self, stream: AsyncIterator[ChatGenerationChunk], reader: ReferenceReader, calls: ToolCalls
    ) -> AsyncGenerator[str]:
        """Yield the ids that are on the menu, each once, until the model ends or the maximum is reached."""
        scope = self.scope
        async with aclosing(until_deadline(stream, ends_at=scope.model_ends_at)) as chunks:
            async for chunk in chunks:
                with FailClosed("output"):
                    message = _ai_chunk(chunk)
                    calls.note(message)
                    found = reader.feed(_text_of(message))
                if (chunk.generation_info or {}).get("finish_reason") == "length":
                    self._note_failure("cutShort")
                for statement_id in found:
                    if statement_id in scope.selected or not self.is_on_menu(statement_id):
                        continue
                    scope.selected.append(statement_id)
                    yield statement_id
                    if len(scope.selected) >= MOST_STATEMENTS:
                        return  # closes the stream
                if reader.characters > MOST_CHARACTERS:
                    return

    def _note_failure(self, cause: str) -> None:
        self.scope.fail_model(degraded_reason(cause))
        logger.warning("the model failed", extra={"cause": cause, "request_id": self.scope.request_id})


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def _ai_chunk(chunk: ChatGenerationChunk) -> AIMessageChunk:
    message = chunk.message
    return message if isinstance(message, AIMessageChunk) else AIMessageChunk(content=message.text)


def _text_of(message: AIMessageChunk) -> str:
    return message.content if isinstance(message.content, str) else str(message.text)


def _swept(message: BaseMessage, scope: TurnScope) -> BaseMessage:
    """Return a copy of a message with personal data replaced by tokens.

    Instructions and menus are sent as written: every value on a menu was redacted when it was projected.
    """
    if isinstance(message, _OURS):
        return message
    update: dict[str, Any] = {"content": scope.vault.sweep(message.text)}
    if isinstance(message, AIMessage) and message.tool_calls:
        update["tool_calls"] = [
            {**call, "args": swept_values(call["args"], scope.vault)} for call in message.tool_calls
        ]
    return message.model_copy(update=update)
