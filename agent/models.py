"""The configured chat model, when there is one. Heavy imports happen here and only when they are needed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_REQUEST_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """A chat model of a provider, its name, and what its client raises when it cannot answer."""

    chat: "BaseChatModel"
    name: str
    failures: tuple[type[Exception], ...]


def openai_model(*, api_key: str, base_url: str | None, model: str) -> ProviderModel:
    """Give a model behind any OpenAI-compatible server.

    Retries stay few and short: the offline model can answer at once, and a support agent is waiting.
    """
    import httpx2
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    chat = ChatOpenAI(
        model=model,
        api_key=SecretStr(api_key),
        base_url=base_url,
        temperature=0,
        timeout=_REQUEST_TIMEOUT_S,
        max_retries=1,
        use_responses_api=False,
    )
    # Besides its own errors the client lets through transport errors in mid-stream, and whatever parsing a malformed
    # body raises.
    failures = (openai.OpenAIError, httpx2.HTTPError, OSError, TimeoutError, ValueError, TypeError, LookupError)
    return ProviderModel(chat=chat, name=model, failures=failures)
