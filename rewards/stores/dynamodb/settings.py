"""Location of the DynamoDB tables. Their names and forms are in the mapping (docs/mapping.md)."""

from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.protected_url import is_protected_url
from rewards.mapping.file_model import BookkeepingSpec
from rewards.mapping.mapping_setting import DEFAULT_MAPPING, MappingSetting
from rewards.mapping.rewards_mapping import ConcessionsMapping, LineItemsMapping, PedMapping


class DynamoDbSettings(BaseSettings):
    """Settings from ``REWARDS_DYNAMODB_*`` variables, and the mapping in the file that ``REWARDS_MAPPING`` names.

    Credentials come from the AWS SDK's usual chain.

    Raises:
        MappingInvalid: if the mapping file cannot be used.
    """

    model_config = SettingsConfigDict(
        env_prefix="REWARDS_DYNAMODB_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    environment: Literal["development", "production"] = Field("development", alias="REWARDS_AGENT_ENV")

    # The default endpoint is the region's at AWS, and the default region that of the AWS configuration.
    endpoint: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+/?$")] | None = None
    region: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")] | None = None
    mapping: MappingSetting = DEFAULT_MAPPING

    @model_validator(mode="after")
    def _production_uses_tls(self) -> Self:
        if self.environment == "production" and self.endpoint is not None and not is_protected_url(self.endpoint):
            raise ValueError("the address of DynamoDB must be an https address in production")
        return self

    @property
    def ped(self) -> PedMapping:
        return self.mapping.ped

    @property
    def line_items(self) -> LineItemsMapping:
        return self.mapping.line_items

    @property
    def concessions(self) -> ConcessionsMapping:
        return self.mapping.concessions

    @property
    def bookkeeping(self) -> BookkeepingSpec:
        return self.mapping.bookkeeping

    @property
    def place(self) -> str:
        """A name of the store for operators."""
        return f"DynamoDB at {self.endpoint or self.region or 'the configured region'}"

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is a stand-in on this machine, to which no real credentials are sent."""
        host = urlsplit(self.endpoint or "").hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False
