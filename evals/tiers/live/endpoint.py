"""The model of the live tier: the one that the product's own settings name."""

from dataclasses import dataclass, field
from decimal import Decimal

from agent.provider.chat_model import MAX_TOKENS, OPENAI_URL
from agent.provider.timeouts import ModelTimeouts
from api.settings import Settings
from evals.harness.errors import HarnessError


class NoEndpoint(HarnessError):
    """The live tier was requested, and no model is configured."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server. Prices are per million tokens, in any one currency."""

    base_url: str = field(repr=False)  # it may hold credentials
    api_key: str = field(repr=False)
    model: str
    times: ModelTimeouts = field(default_factory=ModelTimeouts)
    max_tokens: int = MAX_TOKENS
    input_price: Decimal = Decimal(0)
    output_price: Decimal = Decimal(0)

    @property
    def has_prices(self) -> bool:
        return bool(self.input_price or self.output_price)


def endpoint_of(settings: Settings) -> Endpoint:
    """Return the primary model of the settings; the fallback model is never asked.

    Raises:
        NoEndpoint: if they name none.
    """
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    if not key or not settings.model:
        raise NoEndpoint("live: not run: OPENAI_API_KEY and REWARDS_AGENT_MODEL name the model, and are not set")
    return Endpoint(
        base_url=(settings.openai_base_url or OPENAI_URL).rstrip("/"),
        api_key=key,
        model=settings.model,
        times=settings.model_times,
        max_tokens=settings.model_max_tokens,
        input_price=settings.input_price,
        output_price=settings.output_price,
    )
