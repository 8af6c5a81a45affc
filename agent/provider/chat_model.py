"""The configured chat model, when there is one. The heaviest import happens here, and only when it is needed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from agent.provider.capabilities import Capabilities, Support
from agent.provider.chat_completions import ChatCompletions
from agent.provider.errors import ProviderError
from agent.provider.timeouts import ModelTimes
from core.circuit_breaker import CircuitBreaker, CircuitRules

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

OPENAI_URL = "https://api.openai.com/v1"
MAX_TOKENS = 1_200  # of one completion
CIRCUIT_RULES = CircuitRules(consecutive_failures=3, open_s=15.0)
_USUAL_TIMES = ModelTimes()


async def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """A chat model of a provider, its name, and what its client raises when it cannot answer."""

    chat: BaseChatModel
    name: str
    failures: tuple[type[Exception], ...]
    breaker: CircuitBreaker = field(default_factory=lambda: CircuitBreaker(CIRCUIT_RULES))
    aclose: Callable[[], Awaitable[None]] = _nothing
    capabilities: Capabilities = field(default_factory=Capabilities)

    @property
    def json_schema(self) -> Support:
        """Whether the server has taken ``response_format`` so far.

        Accepted means that it answered, not that it kept to the schema: the answer is parsed all the same.
        """
        return self.capabilities.support("response_format")


def openai_model(
    *,
    api_key: str,
    base_url: str | None,
    model: str,
    times: ModelTimes = _USUAL_TIMES,
    max_tokens: int | None = MAX_TOKENS,
) -> ProviderModel:
    """Return a model behind any OpenAI-compatible server, over our own client (``chat_completions.py``).

    ``response_format`` may be bound to the model (``chat.bind(response_format=...)``); a server that rejects it is
    asked without it. Retries stay few and short: the offline selector answers at once, and a support agent is waiting.
    """
    from pydantic import SecretStr

    completions = ChatCompletions(base_url=base_url or OPENAI_URL, api_key=api_key, times=times, max_tokens=max_tokens)
    chat = _chat_class()(
        model=model,
        api_key=SecretStr(api_key),
        base_url=base_url or OPENAI_URL,
        temperature=0,
        use_responses_api=False,
        stream_usage=True,
        stream_chunk_timeout=None,  # the client's own times are closer
        client=completions,
        async_client=completions,
    )
    # What LangChain raises over a chunk that it cannot make sense of is the provider's failure as well.
    failures = (ProviderError, OSError, ValueError, TypeError, LookupError)
    return ProviderModel(
        chat=chat, name=model, failures=failures, aclose=completions.aclose, capabilities=completions.capabilities
    )


@cache
def _chat_class() -> "type[ChatOpenAI]":
    from langchain_openai import ChatOpenAI

    class StreamedChat(ChatOpenAI):
        """Sends ``response_format`` like any other parameter.

        ``ChatOpenAI`` would hand such a request to a part of the SDK's client that parses answers on its own.
        """

        def _get_request_payload(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            payload: dict[str, Any] = super()._get_request_payload(*args, **kwargs)
            if "response_format" in payload:
                response_format = payload.pop("response_format")
                payload["extra_body"] = {**(payload.get("extra_body") or {}), "response_format": response_format}
            return payload

    return StreamedChat
