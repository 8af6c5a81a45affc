"""The one way to a language model: nothing raw goes to it, and only what the facts support comes out of it.

The wrapper calls the inner model's own ``_astream``: through the public ``astream`` LangGraph would see, stream and
store the raw text.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, SkipValidation

from guardrails.budget import counted
from guardrails.release import ModelMisbehaved, Release, ai_chunk, swept_values
from guardrails.scope import TurnScope

logger = logging.getLogger(__name__)


# Composes from the facts what an answer still has to say after what was released of it.
Finish = Callable[[TurnScope], str]


class GuardedModel(BaseChatModel):
    """A chat model between the two guards, for one turn.

    When the inner model fails before it has said anything, ``fallback`` takes its place; when it fails later, or says
    what no fact supports, the answer is finished from the facts. What was released is never taken back.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    inner: SkipValidation[BaseChatModel]
    fallback: SkipValidation[BaseChatModel]
    scope: SkipValidation[TurnScope]
    finish: SkipValidation[Finish]
    failures: tuple[type[Exception], ...] = ()  # of the inner model's client; its silence is one in any case

    @property
    def _llm_type(self) -> str:
        return "guarded"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools as the inner model wants them described."""
        bound = self.inner.bind_tools(tools, tool_choice=tool_choice, **kwargs)
        return self.bind(**getattr(bound, "kwargs", {}))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the guarded model is asynchronous")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        merged: AIMessageChunk | None = None
        async for chunk in self._astream(messages, stop=stop, **kwargs):
            part = ai_chunk(chunk)
            merged = part if merged is None else merged + part
        return ChatResult(generations=[ChatGenerationChunk(message=merged or AIMessageChunk(content=""))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with self.scope.guard_time.measured():
            guarded = [_swept(message, self.scope) for message in messages]
        release = Release(self.scope, is_mute=self._is_mute)
        failures: tuple[type[Exception], ...] = (*self.failures, TimeoutError)
        cause: str | None = None
        calls: list[ToolCallChunk] = []
        try:
            async with aclosing(release.through(self._inner_stream(guarded, stop, **kwargs))) as texts:
                async for text in texts:
                    yield _text_chunk(text)
            calls = release.tool_calls()
        except ModelMisbehaved as error:
            cause = error.cause
        except failures as error:
            cause = type(error).__name__
        cause = cause or release.rejected or (None if release.has_spoken or calls else "emptyAnswer")
        if cause is None:
            yield _calls_chunk(calls)
        else:
            async for chunk in self._recover(release, guarded, cause, **kwargs):
                yield chunk
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))

    def _inner_stream(
        self, messages: list[BaseMessage], stop: list[str] | None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        stream = self.inner._astream(messages, stop=stop, **kwargs)
        return stream if self.inner is self.fallback else counted(stream, messages, self.scope.budget)

    @property
    def _is_mute(self) -> bool:
        """Before anything was found, a provider can state nothing that it could know: only its tool calls are read."""
        return self.inner is not self.fallback and not self.scope.has_found

    async def _recover(
        self, release: Release, messages: list[BaseMessage], cause: str, **kwargs: Any
    ) -> AsyncGenerator[ChatGenerationChunk]:
        """Let the fallback take the call, or finish from the facts what was begun."""
        scope = self.scope
        is_unneeded = self._is_mute and cause == "emptyAnswer"  # no call, and nothing that it may say
        if not is_unneeded:
            scope.is_degraded = True
            scope.has_model_failed = scope.has_model_failed or release.rejected is None
            logger.warning("model output replaced", extra={"cause": cause, "request_id": scope.request_id})
        if release.has_spoken or release.rejected:
            rest = self.finish(scope)
            if rest:
                scope.released.append(rest)
                yield _text_chunk(rest if not release.has_spoken else f"\n{rest}")
            return
        scope.model_name = self.fallback._llm_type
        substitute = Release(scope)
        async with aclosing(substitute.through(self.fallback._astream(messages, **kwargs))) as texts:
            async for text in texts:
                yield _text_chunk(text)
        yield _calls_chunk(substitute.tool_calls())


def _calls_chunk(calls: list[ToolCallChunk]) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=calls))


def _text_chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def _swept(message: BaseMessage, scope: TurnScope) -> BaseMessage:
    """Give a copy of a message in which nothing raw is left, its earlier tool calls' arguments included."""
    update: dict[str, Any] = {"content": scope.vault.sweep(message.text)}
    if isinstance(message, AIMessage) and message.tool_calls:
        update["tool_calls"] = [{**call, "args": swept_values(call["args"], scope)} for call in message.tool_calls]
    return message.model_copy(update=update)
