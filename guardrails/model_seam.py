"""The one way to a language model: nothing raw goes to it, and only what the facts support comes out of it.

The wrapper calls the inner model's own ``_astream``: through the public ``astream`` LangGraph would see, stream and
store the raw text.
"""

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, SkipValidation

from guardrails.grounding import check_sentence
from guardrails.scope import TurnScope
from guardrails.stream import SentenceGate

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
    failures: tuple[type[Exception], ...] = ()

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
        guarded = [_swept(message, self.scope) for message in messages]
        release = _Release(self.scope)
        failed: str | None = None
        try:
            async for text in release.through(self.inner._astream(guarded, stop=stop, **kwargs)):
                yield _text_chunk(text)
        except self.failures as error:
            failed = type(error).__name__
        if failed is None and release.tool_calls and not release.rejected:
            yield release.tool_call_chunk()
        elif failed is not None or release.rejected or not release.has_spoken:
            async for chunk in self._recover(release, guarded, failed=failed, **kwargs):
                yield chunk
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))

    async def _recover(
        self, release: "_Release", messages: list[BaseMessage], *, failed: str | None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Let the fallback take the whole turn, or finish from the facts what was begun."""
        cause = failed or release.rejected or "emptyAnswer"
        self.scope.is_degraded = True
        logger.warning("model output replaced", extra={"cause": cause, "request_id": self.scope.request_id})
        if release.has_spoken or release.rejected:
            rest = self.finish(self.scope)
            if rest:
                yield _text_chunk(rest if not release.has_spoken else f"\n{rest}")
            return
        self.scope.model_name = self.fallback._llm_type
        substitute = _Release(self.scope)
        async for text in substitute.through(self.fallback._astream(messages, **kwargs)):
            yield _text_chunk(text)
        if substitute.tool_calls:
            yield substitute.tool_call_chunk()


class _Release:
    """Reads one model stream and lets out the sentences that the facts support."""

    def __init__(self, scope: TurnScope) -> None:
        self._scope = scope
        self._gate = SentenceGate()
        self._calls: AIMessageChunk | None = None
        self.has_spoken = False
        self.rejected: str | None = None

    async def through(self, chunks: AsyncIterator[ChatGenerationChunk]) -> AsyncIterator[str]:
        """Yield released sentences until the stream ends or one is rejected."""
        async with aclosing(self._sentences(chunks)) as sentences:
            async for sentence in sentences:
                released = self._checked(sentence)
                if released is None:
                    return
                yield released

    async def _sentences(self, chunks: AsyncIterator[ChatGenerationChunk]) -> AsyncGenerator[str]:
        async for chunk in chunks:
            message = _ai_chunk(chunk)
            if message.tool_call_chunks:
                calls = AIMessageChunk(content="", tool_call_chunks=message.tool_call_chunks)
                self._calls = calls if self._calls is None else self._calls + calls
            for sentence in self._gate.feed(message.text):
                yield sentence
        for sentence in self._gate.close():
            yield sentence

    @property
    def tool_calls(self) -> list[ToolCallChunk]:
        """The whole calls that the model asked for, with nothing raw in their arguments."""
        if self._calls is None:
            return []
        return [
            tool_call_chunk(name=call["name"], args=_swept_json(call["args"], self._scope), id=call["id"], index=index)
            for index, call in enumerate(self._calls.tool_call_chunks)
        ]

    def tool_call_chunk(self) -> ChatGenerationChunk:
        return ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=self.tool_calls))

    def _checked(self, sentence: str) -> str | None:
        """Give the sentence with references for its figures, or None when it may not go out."""
        scope = self._scope
        swept = scope.vault.sweep(sentence)
        verdict = check_sentence(swept, scope.facts, known_ids=scope.known_ids, claimed=scope.claimed)
        if not verdict.accepted:
            self.rejected = verdict.code or "ungrounded"
            return None
        self.has_spoken = self.has_spoken or bool(verdict.text.strip())
        scope.released.append(verdict.text)
        return verdict.text


def _ai_chunk(chunk: ChatGenerationChunk) -> AIMessageChunk:
    message = chunk.message
    return message if isinstance(message, AIMessageChunk) else AIMessageChunk(content=message.text)


def _text_chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def _swept(message: BaseMessage, scope: TurnScope) -> BaseMessage:
    """Give a copy of a message in which nothing raw is left, its earlier tool calls' arguments included."""
    update: dict[str, Any] = {"content": scope.vault.sweep(message.text)}
    if isinstance(message, AIMessage) and message.tool_calls:
        update["tool_calls"] = [{**call, "args": _swept_values(call["args"], scope)} for call in message.tool_calls]
    return message.model_copy(update=update)


def _swept_json(arguments: str | None, scope: TurnScope) -> str:
    """Sweep the arguments of a call value by value; what is no JSON is swept as text and stays invalid."""
    try:
        parsed = json.loads(arguments or "{}")
    except ValueError:
        return scope.vault.sweep(arguments or "")
    return json.dumps(_swept_values(parsed, scope), ensure_ascii=False)


def _swept_values(value: Any, scope: TurnScope) -> Any:
    """Sweep every text and number of a JSON value; a number that is sensitive becomes the text of its token."""
    if isinstance(value, dict):
        return {scope.vault.sweep(str(name)): _swept_values(inner, scope) for name, inner in value.items()}
    if isinstance(value, list):
        return [_swept_values(inner, scope) for inner in value]
    if isinstance(value, str):
        return scope.vault.sweep(value)
    if value is None or isinstance(value, bool):
        return value
    swept = scope.vault.sweep(str(value))
    return value if swept == str(value) else swept
