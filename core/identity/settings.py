"""The settings that say which tokens both services trust."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.protected_url import is_protected_url

_FEWEST_CHARACTERS = 10  # distinct ones in a secret; text that a person types as a placeholder has fewer
Secret = Annotated[SecretStr, Field(min_length=32)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class IdentitySettings(BaseSettings):
    """In development one shared secret serves every purpose; in production each purpose requires its own."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", populate_by_name=True)

    environment: Literal["development", "production"] = Field("development", alias="REWARDS_AGENT_ENV")
    token_secret: Secret | None = Field(None, alias="REWARDS_TOKEN_SECRET")
    token_command: bool | None = Field(None, alias="REWARDS_TOKEN_COMMAND")
    jwks_url: str | None = Field(None, alias="REWARDS_TOKEN_JWKS_URL")
    issuer: Name | None = Field(None, alias="REWARDS_TOKEN_ISSUER")
    agent_audience: Name | None = Field(None, alias="REWARDS_AGENT_AUDIENCE")
    rewards_audience: Name | None = Field(None, alias="REWARDS_API_AUDIENCE")
    # The longest that a token may be valid, from its issue to its expiry.
    longest_token_life_s: int = Field(86_400, alias="REWARDS_TOKEN_MAX_LIFE_S", ge=60, le=31 * 86_400)
    delegation_secret: Secret | None = Field(None, alias="REWARDS_DELEGATION_SECRET")
    data_secret: Secret | None = Field(None, alias="REWARDS_DATA_SECRET")

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def longest_token_life(self) -> timedelta:
        return timedelta(seconds=self.longest_token_life_s)

    @property
    def has_token_command(self) -> bool:
        return not self.is_production and self.token_command is not False

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.is_production and (problems := self._problems()):
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> list[str]:
        """Return what keeps these settings from being those of production."""
        needed = {
            "REWARDS_TOKEN_JWKS_URL": self.jwks_url,
            "REWARDS_TOKEN_ISSUER": self.issuer,
            "REWARDS_AGENT_AUDIENCE": self.agent_audience,
            "REWARDS_API_AUDIENCE": self.rewards_audience,
            "REWARDS_DELEGATION_SECRET": self.delegation_secret,
            "REWARDS_DATA_SECRET": self.data_secret,
        }
        problems = [f"{name} is required in production" for name, value in needed.items() if value is None]
        if self.token_secret is not None:
            problems.append("REWARDS_TOKEN_SECRET is for development and must not be set in production")
        if self.token_command:
            problems.append("REWARDS_TOKEN_COMMAND must not be on in production")
        if self.jwks_url is not None and not is_protected_url(self.jwks_url):
            problems.append("REWARDS_TOKEN_JWKS_URL must be an https address")
        if self.agent_audience is not None and self.agent_audience == self.rewards_audience:
            problems.append("REWARDS_AGENT_AUDIENCE and REWARDS_API_AUDIENCE must differ")
        secrets = [secret.get_secret_value() for secret in (self.delegation_secret, self.data_secret) if secret]
        if len(set(secrets)) < len(secrets) or any(len(set(secret)) < _FEWEST_CHARACTERS for secret in secrets):
            problems.append("REWARDS_DELEGATION_SECRET and REWARDS_DATA_SECRET must be random, and differ")
        return problems
