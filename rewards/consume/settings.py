"""The settings of consumers that are secrets or belong to a machine; the rest are options of the command."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaSecurity(BaseSettings):
    """How brokers of Kafka are reached, from ``REWARDS_KAFKA_*`` variables."""

    model_config = SettingsConfigDict(
        env_prefix="REWARDS_KAFKA_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    # Certificates of the authorities that sign the brokers'; those of the system by default.
    ca_file: Path | None = None
