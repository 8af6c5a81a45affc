"""The settings of the chat service: the one place that reads its environment."""

from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables, or a ``.env`` file. Every name is in ``.env.example``."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True)

    environment: Literal["development", "production"] = Field("development", alias="REWARDS_AGENT_ENV")
    token_secret: SecretStr | None = Field(None, alias="REWARDS_TOKEN_SECRET", min_length=32)
    rewards_url: str = Field("http://127.0.0.1:8081", alias="REWARDS_URL")
    retention_days: int = Field(90, alias="REWARDS_AGENT_RETENTION_DAYS", ge=1, le=3650)
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
    entity_model: str | None = Field(None, alias="REWARDS_AGENT_ENTITY_MODEL")

    @model_validator(mode="after")
    def _production_needs_a_secret(self) -> Self:
        if self.environment == "production" and self.token_secret is None:
            raise ValueError("REWARDS_TOKEN_SECRET is required in production")
        return self


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
        names = sorted({str(part) for problem in error.errors() for part in problem["loc"]}) or ["the environment"]
        reasons = [problem["msg"] for problem in error.errors() if not problem["loc"]]
        raise SettingsError(f"a setting cannot be used: {', '.join(names)} {'; '.join(reasons)}".strip()) from None
