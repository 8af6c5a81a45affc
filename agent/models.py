"""The configured chat model, when there is one. The heaviest import happens here, and only when it is needed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel

from agent.provider.breaker import Breaker
from agent.provider.client import ChatCompletions, ModelTimes
from agent.provider.errors import ProviderError

OPENAI_URL = "https://api.openai.com/v1"
_USUAL_TIMES = ModelTimes()


async def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """A chat model of a provider, its name, and what its client raises when it cannot answer."""

    chat: BaseChatModel
    name: str
    failures: tuple[type[Exception], ...]
    breaker: Breaker = field(default_factory=Breaker)
    aclose: Callable[[], Awaitable[None]] = _nothing


def openai_model(*, api_key: str, base_url: str | None, model: str, times: ModelTimes = _USUAL_TIMES) -> ProviderModel:
    """Give a model behind any OpenAI-compatible server, over a client of our own (``agent/provider/client.py``).

    Retries stay few and short: the offline model can answer at once, and a support agent is waiting.
    """
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    completions = ChatCompletions(base_url=base_url or OPENAI_URL, api_key=api_key, times=times)
    chat = ChatOpenAI(
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
    return ProviderModel(chat=chat, name=model, failures=failures, aclose=completions.aclose)
