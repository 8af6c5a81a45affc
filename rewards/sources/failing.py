"""A source that always fails, for demonstrations and drills."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn

from core.contract import SourceName
from rewards.errors import SourceFailed
from rewards.sources.base import Contribution, FirstOwner, SourceKind, Sources
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.stores.rows import EventRow
from rewards.stores.unreadable_rows import ReadRows


@dataclass(frozen=True, slots=True)
class FailingSource:
    """A replacement for any of the three databases that fails every read."""

    name: str
    kind: SourceKind

    async def of_order(self, business_reference_id: str) -> Contribution:
        _fail()

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        _fail()

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        _fail()

    async def undated(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        _fail()

    async def of_gift_card(self, gift_card_id: str) -> ReadRows[EventRow]:
        _fail()


def with_failure(sources: Sources, failing: SourceName) -> Sources:
    """Return the same sources with one of them failing."""
    match failing:
        case SourceName.PED:
            return replace(sources, ped=FailingSource(failing, SourceKind.PROMISES))
        case SourceName.LINE_ITEMS:
            return replace(sources, line_items=FailingSource(failing, SourceKind.LINE_ITEMS))
        case SourceName.CONCESSIONS:
            return replace(sources, concessions=FailingSource(failing, SourceKind.EVENTS))


def _fail() -> NoReturn:
    raise SourceFailed("switchedOff")
