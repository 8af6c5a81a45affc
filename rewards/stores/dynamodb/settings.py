"""Location and names of the DynamoDB tables.

Tables, indexes and attributes are named differently in every company: all names are settings, so that existing tables
can be used unchanged. ``attributes`` maps a field of a row to the table's name for it, as in
``REWARDS_DYNAMODB_PED='{"table": "ped-prod", "attributes": {"customerId": "cid"}}'``.
"""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.protected_url import is_protected_url

# A table may also be given by its ARN.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,1024}$")]


class UpdatedForm(StrEnum):
    """The format of the sort key of the index by last update.

    DERIVED is a separate attribute in UTC text, which this service writes. The others are ``lastUpdatedTime`` as the
    writers of an existing table write it: ISO 8601 text with any offset (or epoch digits), or epoch numbers.
    """

    DERIVED = "derived"
    TEXT = "text"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    table: Name
    sort_key: Name
    attributes: Mapping[str, Name] = Field(default_factory=dict)

    def attribute(self, field: str) -> str:
        """Return the table's name for a field of a row."""
        return self.attributes.get(field, field)

    @property
    def partition_key(self) -> str:
        return self.attribute("businessReferenceId")

    @property
    def derived(self) -> frozenset[str]:
        """The attributes that exist for lookups only and are not part of a row."""
        return frozenset({self.sort_key})

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Self:
        used = list(self.attributes.values())
        if len(set(used)) < len(used) or self.derived & set(used):
            raise ValueError("two attributes have the same name")
        return self


class PedTable(_Table):
    """Promotions. Each index holds the rows that have its key: a creation time, a reservation, or a last update.

    A derived ``updated_key`` is written to undated rows only. ``updated_index`` is None once no writer leaves out the
    creation time any more and a backfill has completed. ``reserved_index`` is used where it exists.
    """

    table: Name = "PromotionExecutionDetails"
    sort_key: Name = "promotionBenefit"
    created_index: Name = "byCustomerCreated"
    created_key: Name = "createdKey"
    reserved_index: Name | None = "byCustomerReserved"
    reserved_key: Name = "reservedKey"
    updated_index: Name | None = "byCustomerUpdated"
    updated_key: Name = "updatedKey"
    updated_form: UpdatedForm = UpdatedForm.DERIVED

    @property
    def derived(self) -> frozenset[str]:
        own = {self.sort_key, self.created_key, self.reserved_key}
        return frozenset(own | {self.updated_key} if self.updated_form is UpdatedForm.DERIVED else own)


class LineItemsTable(_Table):
    table: Name = "LineItemsBenefitTracker"
    sort_key: Name = "lineItemKey"


class ConcessionsTable(_Table):
    """Events. ``customer_index`` is used where it exists: it must then hold every reservation and issuance.

    Its key is derived, for tables that only this service writes, or the text of ``eventTime`` itself.
    """

    table: Name = "Concessions"
    sort_key: Name = "eventKey"
    gift_card_index: Name = "byGiftCard"
    customer_index: Name | None = "byCustomerEventTime"
    customer_key: Name = "customerEventKey"
    customer_form: Literal["derived", "text"] = "derived"

    @property
    def derived(self) -> frozenset[str]:
        own = {self.sort_key}
        return frozenset(own | {self.customer_key} if self.customer_form == "derived" else own)


class BookkeepingTable(BaseModel):
    """The table of this service itself: which event ids are taken, and the progress of the backfill."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: Name = "RewardsBookkeeping"
    partition_key: Name = "subject"
    sort_key: Name = "entry"


class DynamoDbSettings(BaseSettings):
    """Settings from ``REWARDS_DYNAMODB_*`` variables. Credentials come from the AWS SDK's usual chain."""

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
    ped: PedTable = PedTable()
    line_items: LineItemsTable = LineItemsTable()
    concessions: ConcessionsTable = ConcessionsTable()
    bookkeeping: BookkeepingTable = BookkeepingTable()

    @model_validator(mode="after")
    def _production_uses_tls(self) -> Self:
        if self.environment == "production" and self.endpoint is not None and not is_protected_url(self.endpoint):
            raise ValueError("the address of DynamoDB must be an https address in production")
        return self

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
