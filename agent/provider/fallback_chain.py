"""The providers of a turn, tried one after the other until one has begun to answer."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict, SkipValidation

from agent.provider.chat_model import ProviderModel
from agent.provider.errors import ProviderError, ProviderRejected, ProvidersExhausted
from agent.telemetry.traces import ChatTrace, TurnTrace

logger = logging.getLogger(__name__)


class ProviderChain(BaseChatModel):
    """A chat model over several providers.

    The next one is asked as long as nothing of an answer has come; after that a failure is the caller's to deal with.
    A provider in trouble is left alone by its breaker.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    providers: SkipValidation[Sequence[ProviderModel]]
    on_begun: SkipValidation[Callable[[ProviderModel], None]]  # told which provider answers
    trace: SkipValidation[TurnTrace]

    @property
    def _llm_type(self) -> str:
        return "providers"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Describe the tools as the first provider wants them; they all speak one protocol."""
        return self.providers[0].chat.bind_tools(tools, tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the providers are asked asynchronously")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        failure: Exception | None = None
        for provider in self.providers:
            if not provider.breaker.try_acquire():
                continue
            begun = False
            try:
                async with aclosing(_answer(provider, self.trace, messages, stop=stop, **kwargs)) as chunks:
                    async for chunk in chunks:
                        if not begun:
                            begun = True
                            self.on_begun(provider)
                        yield chunk
            except provider.failures as error:
                if begun:
                    raise
                failure = error
                continue
            return
        raise failure or ProvidersExhausted


async def _answer(
    provider: ProviderModel, trace: TurnTrace, messages: list[BaseMessage], **kwargs: Any
) -> AsyncGenerator[ChatGenerationChunk]:
    """Stream one provider's answer from its first word or call on, and tell the breaker what became of it.

    A reader that wants no more closes this, and with it the provider's stream and its connection.
    """
    begun = False
    stream = cast("AsyncGenerator[ChatGenerationChunk]", provider.chat._astream(messages, **kwargs))
    with trace.chat(provider.name) as watched, _usage_noted(watched) as usage:
        try:
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    usage.note(chunk)
                    if begun or _says_something(chunk):
                        begun = True
                        watched.record_first_token()
                        yield chunk
        except GeneratorExit:
            if begun:
                provider.breaker.record_success()  # it is not its fault that no more was wanted
            raise
        except provider.failures as error:
            watched.result = error.cause if isinstance(error, ProviderError) else "failed"
            _log(provider, error, cause=watched.result)
            if _counts(error):
                provider.breaker.record_failure(retry_after_s=getattr(error, "retry_after_s", None))
            raise
        provider.breaker.record_success()
        watched.result = "ok"


class _Usage:
    """What a provider counted. Some tell it with every chunk, always of all so far: the last one counts."""

    def __init__(self) -> None:
        self.last: UsageMetadata | None = None

    def note(self, chunk: ChatGenerationChunk) -> None:
        if isinstance(chunk.message, AIMessageChunk):
            self.last = chunk.message.usage_metadata or self.last


@contextmanager
def _usage_noted(watched: ChatTrace) -> Iterator[_Usage]:
    """Record in the trace once what a call used, however it ends."""
    usage = _Usage()
    try:
        yield usage
    finally:
        if usage.last is not None:
            watched.record_usage(input_tokens=usage.last["input_tokens"], output_tokens=usage.last["output_tokens"])


def _log(provider: ProviderModel, error: Exception, *, cause: str) -> None:
    told: dict[str, str | int | None] = {"model": provider.name, "cause": cause}
    if isinstance(error, ProviderError):
        told |= {"status": error.status, "provider_code": error.provider_code}
    logger.warning("model failed", extra=told)


def _says_something(chunk: ChatGenerationChunk) -> bool:
    message = chunk.message
    has_ended = bool((chunk.generation_info or {}).get("finish_reason"))
    return bool(message.text or (isinstance(message, AIMessageChunk) and message.tool_call_chunks) or has_ended)


def _counts(error: Exception) -> bool:
    if isinstance(error, ProviderRejected):
        return not error.is_ours
    return error.counts if isinstance(error, ProviderError) else True
