"""Generated orders under one or two numbers: whose they may be, what is down, what is cached, and who asks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import strategies as st

from core.contract import SourceName
from core.identity.tokens import SCOPE_INGEST, SCOPE_READ, Principal, Role
from rewards.errors import StoreUnavailable
from rewards.http.dependencies import RewardsService
from rewards.metrics import RewardsMetrics
from rewards.settings import RewardsSettings
from rewards.sources.base import Contribution, FirstOwner, SourceKind, Sources
from rewards.sources.gathering import Deadline
from rewards.sources.standard import standard_sources
from rewards.stores.base import Rows
from rewards.stores.order_places import PlacePage, PlaceQuery
from rewards.wiring import build_reading
from tests.rewards.conftest import CLOCK
from tests.rewards.examples.wallet_credits import WalletEvent
from tests.rewards.world import CUSTOMER, STRANGER, event, event_raw, item_raw, ped_raw

DASHED, BARE = "404-1029384-5566778", "40410293845566778"
FORMS = (DASHED, BARE)
RawRows = Sequence[dict[str, Any]]

AGENT = Principal(role=Role.SUPPORT_AGENT, subject="a", case_id="c", customer_id=CUSTOMER)
LEAD = Principal(role=Role.SUPPORT_LEAD, subject="l", reason="a check")
CALLERS = (
    AGENT,
    Principal(role=Role.CUSTOMER, subject="c", customer_id=CUSTOMER),
    LEAD,
    Principal(role=Role.SERVICE, subject="r", scopes=frozenset({SCOPE_READ})),
    Principal(role=Role.SERVICE, subject="w", scopes=frozenset({SCOPE_INGEST})),
    Principal(role=Role.SERVICE, subject="n", scopes=frozenset({SCOPE_INGEST}), customer_id=CUSTOMER),
)


@dataclass
class MemoryReader:
    """A store's reads over rows in memory, in the order of their keys. ``calls`` are the reads that were made."""

    ped: RawRows = ()
    items: RawRows = ()
    events: RawRows = ()
    down: frozenset[SourceName] = frozenset()
    calls: list[str] = field(default_factory=list)
    is_immediate: bool = True

    async def ped_of_order(self, business_reference_id: str) -> Rows:
        return self._of(SourceName.PED, self.ped, business_reference_id)

    async def line_items_of_order(self, business_reference_id: str) -> Rows:
        return self._of(SourceName.LINE_ITEMS, self.items, business_reference_id)

    async def events_of_order(self, business_reference_id: str) -> Rows:
        return self._of(SourceName.CONCESSIONS, self.events, business_reference_id)

    async def ped_owner_of_order(self, business_reference_id: str) -> Rows:
        return self._of(SourceName.PED, self.ped, business_reference_id, call="owner in ped")[:1]

    async def event_owner_of_order(self, business_reference_id: str) -> Rows:
        return self._of(SourceName.CONCESSIONS, self.events, business_reference_id, call="owner in events")[:1]

    async def events_of_gift_card(self, gift_card_id: str) -> Rows:
        raise NotImplementedError

    async def order_places(self, query: PlaceQuery) -> PlacePage | None:
        raise NotImplementedError

    async def undated_orders(self, customer_id: str, *, updated_from: datetime) -> Sequence[str]:
        raise NotImplementedError

    def _of(self, database: SourceName, rows: RawRows, order: str, call: str = "") -> Rows:
        self.calls.append(call or database.value)
        if database in self.down:
            raise StoreUnavailable("storeCorrupt", "memory")  # of the kind that is not read again
        return [row for row in rows if row["businessReferenceId"] == order]


@dataclass(frozen=True)
class Further:
    """A further cashback system, which holds one event of each of these orders."""

    owners: dict[str, str]
    name: str = WalletEvent.source
    kind: SourceKind = SourceKind.EVENTS
    is_immediate: bool = True

    async def owner_of_order(self, business_reference_id: str) -> FirstOwner:
        return FirstOwner(self.owners.get(business_reference_id))

    async def of_order(self, business_reference_id: str) -> Contribution:
        owner = self.owners.get(business_reference_id)
        row = event("W-1", businessReferenceId=business_reference_id, customerId=owner or CUSTOMER)
        return Contribution(events=(WalletEvent(**asdict(row)),) if owner else ())


@dataclass(frozen=True)
class World:
    """What the databases hold, which of them are down, which orders were cached before that, and what is asked."""

    ped: RawRows
    items: RawRows
    events: RawRows
    further: dict[str, str] | None
    down: frozenset[SourceName]
    cached: frozenset[str]
    typed: str
    caller: Principal
    fresh: bool
    allow_partial: bool

    async def service(self) -> RewardsService:
        """Return as much of a service as reading an order takes."""
        reader = MemoryReader(self.ped, self.items, self.events)
        sources = standard_sources(reader)
        if self.further is not None:
            sources = Sources(sources.ped, sources.line_items, sources.concessions, (Further(self.further),))
        service = service_over(sources)
        for order in sorted(self.cached):
            await service.orders.read(order, deadline())
        reader.down = self.down
        return service


def service_over(sources: Sources) -> RewardsService:
    # What is cached stays fresh, however long a test takes.
    settings = RewardsSettings(_env_file=None, cache_open_ms=60_000)
    reading = build_reading(sources, clock=CLOCK, settings=settings, metrics=RewardsMetrics())
    return cast(RewardsService, SimpleNamespace(sources=reading.sources, orders=reading.orders))


def deadline() -> Deadline:
    return Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)


def worlds(*, malformed: bool) -> st.SearchStrategy[World]:
    """Return worlds; with ``malformed`` some of their rows cannot be parsed."""
    marks: list[dict[str, Any]] = [{}, {}, {}, {"currency": 7}] if malformed else [{}]
    owners = st.sampled_from([CUSTOMER, CUSTOMER, STRANGER])
    keys = st.fixed_dictionaries({"businessReferenceId": st.sampled_from(FORMS), "customerId": owners})
    named = st.tuples(keys, st.sampled_from(marks))
    items = st.fixed_dictionaries({"businessReferenceId": st.sampled_from(FORMS)})
    return st.builds(
        World,
        ped=st.lists(named, max_size=4).map(
            lambda rows: [ped_raw(benefitId=f"BEN-{n}", **key) | mark for n, (key, mark) in enumerate(rows)]
        ),
        items=st.lists(items, max_size=1).map(lambda rows: [item_raw(**key) for key in rows]),
        events=st.lists(named, max_size=4).map(
            lambda rows: [event_raw(f"E-{n}") | key | mark for n, (key, mark) in enumerate(rows)]
        ),
        further=st.none() | st.dictionaries(st.sampled_from(FORMS), owners, max_size=2),
        down=st.frozensets(st.sampled_from(SourceName), max_size=3),
        cached=st.frozensets(st.sampled_from(FORMS)),
        typed=st.sampled_from(FORMS),
        caller=st.sampled_from(CALLERS),
        fresh=st.booleans(),
        allow_partial=st.booleans(),
    )
