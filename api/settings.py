"""The settings of the chat service. Nothing else in it reads the environment."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode

from agent.handoff.webhook import validate_webhook_url
from agent.provider.timeouts import ModelTimeouts
from agent.reading.order_id_patterns import validate_order_pattern
from api.embedding import Embedding
from core.http.metrics_place import MetricsSetting
from core.identity.settings import IdentitySettings, Secret
from core.protected_url import is_protected_url
from core.rate_limits import Rate
from core.settings_errors import settings_error_text
from core.web_origin import web_origin

# One per white space; matched against at most 80 characters of a message.
Pattern = Annotated[str, StringConstraints(min_length=3, max_length=120)]
_MODULE = r"^(?:/[\w.-]+)+\.m?js$"  # the path of a module of the same origin
Price = Annotated[Decimal, Field(ge=0)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(web_origin)], ...], NoDecode, Field(max_length=50)]


class Settings(IdentitySettings):
    """Environment variables, or a ``.env`` file. Every name is in ``.env.example``."""

    rewards_url: str = Field("http://127.0.0.1:8081", alias="REWARDS_URL")
    retention_days: int = Field(90, alias="REWARDS_AGENT_RETENTION_DAYS", ge=1, le=3650)
    audit_sync: bool = Field(False, alias="REWARDS_AGENT_AUDIT_SYNC")
    chat_rate: Rate = Field("60/minute", alias="REWARDS_AGENT_CHAT_RATE")
    reveal_rate: Rate = Field("10/minute", alias="REWARDS_AGENT_REVEAL_RATE")
    read_rate: Rate = Field("600/minute", alias="REWARDS_AGENT_READ_RATE")
    change_rate: Rate = Field("120/minute", alias="REWARDS_AGENT_CHANGE_RATE")
    token_provider: Annotated[str, StringConstraints(pattern=_MODULE)] | None = Field(
        None, alias="REWARDS_AGENT_TOKEN_PROVIDER"
    )
    limits_url: SecretStr | None = Field(None, alias="REWARDS_AGENT_LIMITS_URL")
    most_turns: int = Field(50, alias="REWARDS_AGENT_MOST_TURNS", ge=1)
    most_turn_tokens: int = Field(30_000, alias="REWARDS_AGENT_MOST_TURN_TOKENS", ge=0)
    most_conversation_tokens: int = Field(300_000, alias="REWARDS_AGENT_MOST_CONVERSATION_TOKENS", ge=0)
    most_conversation_cost: Price | None = Field(None, alias="REWARDS_AGENT_MOST_CONVERSATION_COST")
    input_price: Price = Field(Decimal(0), alias="REWARDS_AGENT_INPUT_PRICE")
    output_price: Price = Field(Decimal(0), alias="REWARDS_AGENT_OUTPUT_PRICE")
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, alias="OPENAI_BASE_URL")
    model: str = Field("gpt-4.1-mini", alias="REWARDS_AGENT_MODEL")
    otel_endpoint: str | None = Field(None, alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    database_url: SecretStr | None = Field(None, alias="REWARDS_AGENT_DATABASE_URL")
    second_api_key: SecretStr | None = Field(None, alias="REWARDS_AGENT_SECOND_API_KEY")
    second_base_url: str | None = Field(None, alias="REWARDS_AGENT_SECOND_BASE_URL")
    second_model: str | None = Field(None, alias="REWARDS_AGENT_SECOND_MODEL")
    model_connect_ms: int = Field(2_000, alias="REWARDS_AGENT_CONNECT_MS", ge=1)
    model_first_token_ms: int = Field(12_000, alias="REWARDS_AGENT_FIRST_TOKEN_MS", ge=1)
    model_between_tokens_ms: int = Field(8_000, alias="REWARDS_AGENT_BETWEEN_TOKENS_MS", ge=1)
    model_turn_ms: int = Field(45_000, alias="REWARDS_AGENT_MODEL_TURN_MS", ge=1)
    model_max_tokens: int = Field(1_200, alias="REWARDS_AGENT_MODEL_MAX_TOKENS", ge=1, le=1_000_000)
    knowledge: Path | None = Field(None, alias="REWARDS_KNOWLEDGE")
    order_id_patterns: Annotated[tuple[Pattern, ...] | None, NoDecode] = Field(None, alias="REWARDS_ORDER_ID_PATTERNS")
    entity_model: str | None = Field(None, alias="REWARDS_AGENT_ENTITY_MODEL")
    handoff_url: str | None = Field(None, alias="REWARDS_HANDOFF_URL")
    handoff_secret: Secret | None = Field(None, alias="REWARDS_HANDOFF_SECRET")
    handoff_orders: Literal["hashed", "plain"] = Field("hashed", alias="REWARDS_HANDOFF_ORDERS")
    cors_origins: Origins = Field((), alias="REWARDS_AGENT_CORS_ORIGINS")
    metrics: MetricsSetting = Field("public", alias="REWARDS_AGENT_METRICS")
    frame_ancestors: Origins = Field((), alias="REWARDS_AGENT_FRAME_ANCESTORS")

    @property
    def model_times(self) -> ModelTimeouts:
        """How long a model may take."""
        return ModelTimeouts(
            connect_s=self.model_connect_ms / 1000,
            first_token_s=self.model_first_token_ms / 1000,
            between_tokens_s=self.model_between_tokens_ms / 1000,
            turn_s=self.model_turn_ms / 1000,
        )

    @property
    def embedding(self) -> Embedding:
        """Which pages of other origins may use the sidebar."""
        return Embedding(script_origins=self.cors_origins, frame_origins=self.frame_ancestors)

    def _problems(self) -> list[str]:
        """Return also the addresses to which questions, records or keys would go in plain text."""
        addresses = {
            "REWARDS_URL": self.rewards_url,
            "OPENAI_BASE_URL": self.openai_base_url,
            "REWARDS_AGENT_SECOND_BASE_URL": self.second_base_url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.otel_endpoint,
        }
        databases = {
            "REWARDS_AGENT_DATABASE_URL": self.database_url,
            "REWARDS_AGENT_LIMITS_URL": self.limits_url,
        }
        plain = [name for name, url in addresses.items() if url is not None and not is_protected_url(url)]
        plain_databases = [
            name for name, url in databases.items() if url is not None and not is_protected_url(url.get_secret_value())
        ]
        origins = {
            "REWARDS_AGENT_CORS_ORIGINS": self.cors_origins,
            "REWARDS_AGENT_FRAME_ANCESTORS": self.frame_ancestors,
        }
        plain_origins = [name for name, each in origins.items() if any(not one.startswith("https://") for one in each)]
        return [
            *super()._problems(),
            *(f"{name} must be an https address" for name in plain),
            *(f"{name} must require TLS" for name in plain_databases),
            *(f"{name} must be https origins" for name in plain_origins),
        ]

    @field_validator("handoff_url")
    @classmethod
    def _is_webhook(cls, value: str | None) -> str | None:
        if value is not None:
            validate_webhook_url(value)
        return value

    @model_validator(mode="after")
    def _webhook_has_secret(self) -> Self:
        if self.handoff_url is not None and self.handoff_secret is None:
            raise ValueError("REWARDS_HANDOFF_URL needs REWARDS_HANDOFF_SECRET")
        return self

    @field_validator("order_id_patterns", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.split()) or None if isinstance(value, str) else value

    @field_validator("cors_origins", "frame_ancestors", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("order_id_patterns")
    @classmethod
    def _is_usable(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for pattern in value or ():
            validate_order_pattern(pattern)
        return value


class SettingsError(ValueError):
    """The environment holds a setting that cannot be used; the message names it and never its value."""


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: naming the settings that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(settings_error_text(error)) from None
