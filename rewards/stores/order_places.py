"""Where a customer's orders stand in an index by customer and time, in pages that can be continued."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.windows import Window


class PlaceIndex(StrEnum):
    """An index by customer and one instant. The last two hold one entry per event of that type."""

    CREATED = "created"  # PED by recorded creation
    RESERVED = "reserved"  # PED by recorded reservation
    EVENT_RESERVED = "eventReserved"
    EVENT_ISSUED = "eventIssued"


@dataclass(frozen=True, slots=True, order=True)
class OrderPlace:
    """An order at one of its instants. Places sort by instant, then by order."""

    at: datetime
    business_reference_id: str


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """The next places of a customer in the half-open window, about ``limit`` of them.

    ``after`` is exclusive: in the direction of the query, only places behind it are returned.
    """

    customer_id: str
    index: PlaceIndex
    window: Window
    is_descending: bool
    limit: int
    after: OrderPlace | None = None


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Distinct places in the direction of the query. ``next_after`` continues, and is None at the end.

    A page may be empty and still be continued.
    """

    places: tuple[OrderPlace, ...] = ()
    next_after: OrderPlace | None = None

    @property
    def is_empty(self) -> bool:
        return not self.places
