"""The settings of consumers that are secrets or belong to a machine; the rest are options of the command."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ConsumeSettings(BaseSettings):
    """What every consumer reads from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="REWARDS_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    environment: Literal["development", "production"] = Field("development", alias="REWARDS_AGENT_ENV")

    @property
    def is_production(self) -> bool:
        return self.environment == "production"


class KafkaSecurity(ConsumeSettings):
    """How brokers of Kafka are reached, from ``REWARDS_KAFKA_*`` variables."""

    model_config = SettingsConfigDict(env_prefix="REWARDS_KAFKA_")

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    # Certificates of the authorities that sign the brokers'; those of the system by default.
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _production_uses_tls(self) -> Self:
        if self.is_production and not self.security_protocol.endswith("SSL"):
            raise ValueError("the brokers of Kafka must be reached by SSL or SASL_SSL in production")
        return self

    @model_validator(mode="after")
    def _credentials_are_complete(self) -> Self:
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError("SASL needs REWARDS_KAFKA_SASL_USERNAME and REWARDS_KAFKA_SASL_PASSWORD")
        return self
