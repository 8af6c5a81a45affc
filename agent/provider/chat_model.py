"""The configured chat model. The heaviest import happens here, and only when a model is configured."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from agent.provider.capabilities import Capabilities, Support
from agent.provider.chat_completions import ChatCompletions
from agent.provider.errors import ProviderError
from agent.provider.timeouts import ModelTimeouts
from core.circuit_breaker import CircuitBreaker, CircuitRules

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

OPENAI_URL = "https://api.openai.com/v1"
MAX_TOKENS = 1_200  # of one completion
CIRCUIT_RULES = CircuitRules(consecutive_failures=3, open_s=15.0)
_DEFAULT_TIMEOUTS = ModelTimeouts()


async def _no_op() -> None:
    return


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """A provider's chat model, its name, and the exceptions of its client when it cannot answer."""

    chat: BaseChatModel
    name: str
    failures: tuple[type[Exception], ...]
    breaker: CircuitBreaker = field(default_factory=lambda: CircuitBreaker(CIRCUIT_RULES))
    aclose: Callable[[], Awaitable[None]] = _no_op
    capabilities: Capabilities = field(default_factory=Capabilities)

    @property
    def json_schema(self) -> Support:
        """Whether the server has accepted ``response_format`` so far.

        Accepted means that it answered, not that it followed the schema: the answer is validated in any case.
        """
        return self.capabilities.support("response_format")


def build_openai_model(
    *,
    api_key: str,
    base_url: str | None,
    model: str,
    timeouts: ModelTimeouts = _DEFAULT_TIMEOUTS,
    max_tokens: int | None = MAX_TOKENS,
) -> ProviderModel:
    """Return a model behind any OpenAI-compatible server, using the client in ``chat_completions.py``.

    ``response_format`` may be bound to the model (``chat.bind(response_format=...)``); a server that rejects it is
    asked without it. Retries are few and short: the offline selector can answer at once, and a user is waiting.
    """
    from pydantic import SecretStr

    completions = ChatCompletions(
        base_url=base_url or OPENAI_URL, api_key=api_key, timeouts=timeouts, max_tokens=max_tokens
    )
    chat = _chat_class()(
        model=model,
        api_key=SecretStr(api_key),
        base_url=base_url or OPENAI_URL,
        temperature=0,
        use_responses_api=False,
        stream_usage=True,
        stream_chunk_timeout=None,  # the client's own timeouts are shorter
        client=completions,
        async_client=completions,
    )
    # LangChain raises the builtin ones over a chunk that it cannot parse: that is the provider's failure as well.
    failures = (ProviderError, OSError, ValueError, TypeError, LookupError)
    return ProviderModel(
        chat=chat, name=model, failures=failures, aclose=completions.aclose, capabilities=completions.capabilities
    )


@cache
def _chat_class() -> "type[ChatOpenAI]":
    from langchain_openai import ChatOpenAI

    class StreamedChat(ChatOpenAI):
        """Sends ``response_format`` like any other parameter.

        ``ChatOpenAI`` would pass such a request to a part of the SDK's client that parses answers itself.
        """

        def _get_request_payload(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
            payload: dict[str, Any] = super()._get_request_payload(*args, **kwargs)
            if "response_format" in payload:
                response_format = payload.pop("response_format")
                payload["extra_body"] = {**(payload.get("extra_body") or {}), "response_format": response_format}
            return payload

    return StreamedChat
