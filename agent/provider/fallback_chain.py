"""The providers of a turn, tried one after the other until one begins to answer."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata, add_usage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from pydantic import SkipValidation

from agent.provider.chat_model import ProviderModel
from agent.provider.errors import ProviderError, ProviderRejected, ProvidersExhausted
from agent.telemetry.traces import ChatTrace, TurnTrace
from guardrails.streaming_model import StreamingModel

logger = logging.getLogger(__name__)


class ProviderChain(StreamingModel):
    """A chat model over several providers.

    The next provider is asked as long as nothing of an answer has arrived; a later failure is raised to the caller. A
    provider whose circuit breaker is open is skipped.
    """

    providers: SkipValidation[Sequence[ProviderModel]]
    on_begun: SkipValidation[Callable[[ProviderModel], None]]  # called with the provider that answers
    trace: SkipValidation[TurnTrace]

    @property
    def _llm_type(self) -> str:
        return "providers"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind the tools in the first provider's format; all providers use the same protocol."""
        return self.providers[0].chat.bind_tools(tools, tool_choice=tool_choice, **kwargs)

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
    """Stream one provider's answer from its first word or tool call on, and report the result to its circuit breaker.

    A consumer that stops early closes this generator, and with it the provider's stream and connection.
    """
    begun = False
    stream = cast("AsyncGenerator[ChatGenerationChunk]", provider.chat._astream(messages, **kwargs))
    with trace.chat(provider.name) as call, _recorded_usage(call) as usage:
        try:
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    usage.note(chunk)
                    if begun or _has_content(chunk):
                        begun = True
                        call.record_first_token()
                        yield chunk
        except GeneratorExit:
            if begun:
                provider.breaker.record_success()  # the consumer stopped, the provider did not fail
            raise
        except provider.failures as error:
            call.result = error.cause if isinstance(error, ProviderError) else "failed"
            _log(provider, error, cause=call.result)
            if _counts_as_failure(error):
                provider.breaker.record_failure(retry_after_s=getattr(error, "retry_after_s", None))
            raise
        provider.breaker.record_success()
        call.result = "ok"


class _Usage:
    """The usage of a call so far: the sum of what its chunks add."""

    def __init__(self) -> None:
        self.total: UsageMetadata | None = None

    def note(self, chunk: ChatGenerationChunk) -> None:
        if isinstance(chunk.message, AIMessageChunk) and chunk.message.usage_metadata:
            self.total = add_usage(self.total, chunk.message.usage_metadata)


@contextmanager
def _recorded_usage(call: ChatTrace) -> Iterator[_Usage]:
    """Record the usage of a call in the trace once, however the call ends."""
    usage = _Usage()
    try:
        yield usage
    finally:
        if usage.total is not None:
            call.record_usage(input_tokens=usage.total["input_tokens"], output_tokens=usage.total["output_tokens"])


def _log(provider: ProviderModel, error: Exception, *, cause: str) -> None:
    fields: dict[str, str | int | None] = {"model": provider.name, "cause": cause}
    if isinstance(error, ProviderError):
        fields |= {"status": error.status, "provider_code": error.provider_code}
    logger.warning("model failed", extra=fields)


def _has_content(chunk: ChatGenerationChunk) -> bool:
    message = chunk.message
    has_ended = bool((chunk.generation_info or {}).get("finish_reason"))
    return bool(message.text or (isinstance(message, AIMessageChunk) and message.tool_call_chunks) or has_ended)


def _counts_as_failure(error: Exception) -> bool:
    if isinstance(error, ProviderRejected):
        return not error.is_request_error
    return error.counts if isinstance(error, ProviderError) else True
