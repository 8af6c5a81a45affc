"""A search that has no time for all, or cannot decide an order: it goes no further, and the next page goes on there."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.contract import ExecutionV2, IssuanceStatus, SourceStatus
from core.identity.tokens import Principal, Role
from core.windows import TimeField, Window
from rewards.errors import SourceFailed, SourceUnavailable
from rewards.order_views import Stamp
from rewards.sources.base import Contribution, Source, SourceKind, Sources
from rewards.sources.gathering import Deadline
from rewards.sources.ped import StoredPed
from rewards.sources.standard import standard_sources
from rewards.stores.base import LoadableRow
from rewards.stores.order_places import OrderPlace, PlacePage, PlaceQuery
from rewards.stores.rows import EventRow, PedRow, parse_row
from rewards.stores.sqlite_store import SqliteStore
from rewards.window_query import Continuation, WindowQuery
from rewards.window_search import SearchPage, search
from rewards.window_views import V2View
from tests.rewards.conftest import LEAD, MakeClient
from tests.rewards.world import CUSTOMER, NOW, at, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

LEAD_CALLER = Principal(role=Role.SUPPORT_LEAD, subject="lead-1", reason="escalation")
OWN_CALLER = Principal(role=Role.SUPPORT_AGENT, subject="agent-1", case_id="CASE-1", customer_id=CUSTOMER)
WINDOW = Window(at(0), at(30))


class Hand(Deadline):
    """A deadline that ends when a test says so."""

    _ended: list[str]

    def __init__(self, source_timeout_s: float = 5) -> None:
        super().__init__(ends_at_s=0, source_timeout_s=source_timeout_s)
        object.__setattr__(self, "_ended", [])  # its base is frozen

    def end(self, order: str = "") -> None:
        self._ended.append(order)

    def after(self, count: int) -> Callable[[str], None]:
        """Return what ends it when it has been called so often."""
        left = [None] * count

        def tell(order: str) -> None:
            left.pop()
            if not left:
                self.end(order)
                left.append(None)

        return tell

    @property
    def has_ended(self) -> bool:
        return bool(self._ended)

    def allowance_s(self) -> float:
        return 0.0 if self._ended else self.source_timeout_s


@dataclass
class Watched:
    """A source that reports each order before it reads it."""

    inner: Source
    tell: Callable[[str], None]
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def kind(self) -> SourceKind:
        return self.inner.kind

    async def of_order(self, business_reference_id: str) -> Contribution:
        self.asked.append(business_reference_id)
        self.tell(business_reference_id)
        return await self.inner.of_order(business_reference_id)

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return await StoredPed.places(self.inner, query)  # type: ignore[arg-type]  # it is one

    async def undated(self, customer_id: str, **updated: Any) -> Sequence[str]:
        return await StoredPed.undated(self.inner, customer_id, **updated)  # type: ignore[arg-type]

    async def of_gift_card(self, gift_card_id: str) -> Any:
        raise AssertionError


class Unindexed(Watched):
    """Concessions without an index by customer."""

    async def places(self, query: PlaceQuery) -> PlacePage | None:
        return None


def brf(number: int) -> str:
    return f"404-0000000-{number:07}"


def numbers(found: SearchPage[ExecutionV2]) -> list[int]:
    return [int(execution.business_reference_id[-7:]) for execution in found.executions]


async def look(
    sources: Sources,
    deadline: Deadline,
    *,
    begin: Continuation | None = None,
    status: IssuanceStatus | None = None,
    caller: Principal = LEAD_CALLER,
    field: TimeField = TimeField.CREATED,
    is_descending: bool = False,
) -> SearchPage[ExecutionV2]:
    query = WindowQuery(CUSTOMER, WINDOW, field, status, is_descending=is_descending, limit=2, begin=begin)
    view = V2View(Stamp("request-1", NOW), is_filtered=status is not None)
    return await search(query, sources, caller, deadline, view)


def load_orders(store: SqliteStore, count: int, *, issued: tuple[int, ...] = ()) -> None:
    for number in range(count):
        load(store, ("p", ped_raw(businessReferenceId=brf(number), createdAt=day(number // 4))))
    for number in issued:
        load(store, ("e", event_raw(f"E-{number}", amount=10000, businessReferenceId=brf(number))))


async def test_pages_that_end_at_the_deadline_join_to_the_whole(store: SqliteStore) -> None:
    load_orders(store, 14, issued=(1, 7, 8, 13))
    plain = standard_sources(store)
    seen: list[list[int]] = []
    begin: Continuation | None = None
    while True:
        deadline = Hand()
        slow = Watched(plain.line_items, deadline.end)
        found = await look(replace(plain, line_items=slow), deadline, begin=begin, status=IssuanceStatus.ISSUED)
        assert len(slow.asked) <= 3
        seen.append(numbers(found))
        assert found.partial == (found.following is not None)
        if found.following is None:
            break
        begin = found.following
    assert seen == [[1], [], [7, 8], [], [13]]


async def test_search_without_time_for_any_order_is_no_answer(store: SqliteStore) -> None:
    load_orders(store, 3)
    deadline = Hand()
    deadline.end()
    with pytest.raises(SourceUnavailable):
        await look(standard_sources(store), deadline)


async def test_customer_without_orders_needs_no_time(store: SqliteStore) -> None:
    deadline = Hand()
    deadline.end()
    found = await look(standard_sources(store), deadline)
    assert (found.executions, found.following, found.partial) == ([], None, False)


@pytest.mark.parametrize("field", TimeField)
@pytest.mark.parametrize("is_descending", [False, True], ids=["asc", "desc"])
async def test_old_orders_that_cannot_be_placed_in_time_are_placed_by_the_next_pages(
    store: SqliteStore, field: TimeField, *, is_descending: bool
) -> None:
    """Every page places some, and none is lost or shown twice, although more are found than a cursor holds."""
    for number in range(75):
        key: dict[str, Any] = {"businessReferenceId": brf(number)}
        when = day((number * 7 % 75) / 10)
        load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=day(20), **key)))
        load(store, ("e", event_raw(f"R-{number}", "RESERVED", eventTime=when, **key)))
        load(store, ("e", event_raw(f"I-{number}", eventTime=when, **key)))
    plain, seen, pages = standard_sources(store), list[int](), 0
    begin: Continuation | None = None
    while True:
        deadline = Hand()
        slow: Any = Unindexed(plain.concessions, deadline.after(40))
        sources = replace(plain, concessions=slow)
        found = await look(sources, deadline, begin=begin, field=field, is_descending=is_descending)
        assert found.partial == deadline.has_ended
        seen, pages = seen + numbers(found), pages + 1
        if found.following is None:
            break
        begin = found.following
    expected = sorted(range(75), key=lambda number: number * 7 % 75, reverse=is_descending)
    assert (seen, pages > 75) == (expected, True)


async def test_placing_that_comes_no_further_is_no_answer(store: SqliteStore) -> None:
    load(store, *(("p", ped_raw(businessReferenceId=brf(number), createdAt=None)) for number in range(25)))
    deadline = Hand()
    deadline.end()
    with pytest.raises(SourceUnavailable):
        await look(standard_sources(store), deadline)


def fail(order: str) -> None:
    if order == brf(2):
        raise SourceFailed("down")


UNDECIDED: list[tuple[str, IssuanceStatus | None, Principal]] = [
    ("ped", None, LEAD_CALLER),
    ("ped", None, OWN_CALLER),
    ("ped", IssuanceStatus.PENDING, LEAD_CALLER),
    ("concessions", IssuanceStatus.PENDING, LEAD_CALLER),
]


@pytest.mark.parametrize(("name", "status", "caller"), UNDECIDED)
async def test_page_stops_before_an_order_that_may_belong_to_it(
    store: SqliteStore, name: str, status: IssuanceStatus | None, caller: Principal
) -> None:
    load_orders(store, 4)
    load(store, *(("l", item_raw(businessReferenceId=brf(number))) for number in range(4)[1:] if caller is OWN_CALLER))
    plain = standard_sources(store)
    failing: Any = Watched(getattr(plain, name), fail)
    sources = replace(plain, **{name: failing})
    found = await look(sources, Hand(), status=status, caller=caller)
    assert (numbers(found), found.following, found.partial) == ([0, 1], Continuation(OrderPlace(at(0), brf(1))), True)
    assert SourceStatus.ERROR in {report.status for report in found.sources}
    with pytest.raises(SourceUnavailable):
        await look(sources, Hand(), begin=found.following, status=status, caller=caller)
    rest = await look(plain, Hand(), begin=found.following, status=status, caller=caller)
    assert (numbers(rest), rest.following, rest.partial) == ([2, 3], None, False)


async def test_cursor_goes_on_where_the_page_was_cut(store: SqliteStore, make_client: MakeClient) -> None:
    load_orders(store, 5)
    plain = standard_sources(store)
    failing: Any = Watched(plain.ped, fail)
    path = f"/customers/{CUSTOMER}/promotion-executions"
    query: dict[str, Any] = {"from": day(0), "to": day(9), "version": 2}
    cut = (await make_client(replace(plain, ped=failing), **SECRET).get(path, params=query, headers=LEAD)).json()
    assert (len(cut["data"]), cut["hasMore"], cut["partial"]) == (2, True, True)
    query["cursor"] = cut["nextCursor"]
    rest = (await make_client(**SECRET).get(path, params=query, headers=LEAD)).json()
    assert [one["businessReferenceId"] for one in rest["data"]] == [brf(2), brf(3), brf(4)]
    assert (rest["hasMore"], rest["nextCursor"], rest["partial"]) == (False, None, False)


SECRET = {"cursor_secret": "a secret that two services share, long enough"}


def load_malformed(store: SqliteStore, **changes: Any) -> None:
    good = ped_raw(**changes)
    store.load([LoadableRow(row=parse_row(PedRow, good), raw=good | {"eligibleMinor": 100.5})])


def ped_report(found: SearchPage[ExecutionV2]) -> tuple[SourceStatus, str | None]:
    (report,) = (report for report in found.sources if report.source == "ped")
    return report.status, report.code


@pytest.mark.parametrize("created_at", [day(0), None], ids=["dated", "undated"])
async def test_malformed_row_is_reported_and_hides_no_other(store: SqliteStore, created_at: str | None) -> None:
    load_malformed(store, businessReferenceId=brf(0), createdAt=created_at)
    load(store, ("p", ped_raw(businessReferenceId=brf(1))))
    found = await look(standard_sources(store), Hand())
    assert (numbers(found), found.following, found.partial) == ([0, 1], None, False)
    assert ped_report(found) == (SourceStatus.OK, "malformedRow")


async def test_order_with_a_malformed_row_does_not_end_the_search(store: SqliteStore) -> None:
    load_orders(store, 2)
    load_malformed(store, businessReferenceId=brf(0), benefitId="BEN-2")
    found = await look(standard_sources(store), Hand())
    assert (numbers(found), found.following, found.partial) == ([0, 1], None, False)


async def test_order_whose_events_cannot_be_read_is_on_a_page_once(store: SqliteStore) -> None:
    load(store, ("p", ped_raw()))
    for number in range(3):
        good = event_raw(f"I-{number}", eventTime=day(number))
        store.load([LoadableRow(row=parse_row(EventRow, good), raw=good | {"amountMinor": -1})])
    found = await look(standard_sources(store), Hand(), field=TimeField.ISSUED)
    assert (len(found.executions), found.following, found.partial) == (1, None, False)
    assert found.executions[0].partial  # what it lacks, the order says itself


async def test_customer_with_many_rows_in_an_embedded_store_is_not_timed_out(store: SqliteStore) -> None:
    load(store, *(("p", ped_raw(businessReferenceId=brf(number))) for number in range(2000)))
    found = await look(standard_sources(store), Hand(source_timeout_s=1e-6))
    assert (numbers(found), found.partial) == ([0, 1], False)


@asynccontextmanager
async def turns() -> AsyncIterator[list[None]]:
    """Count how often others had their turn."""
    had: list[None] = []

    async def wait_for_turns() -> None:
        while True:
            await asyncio.sleep(0)
            had.append(None)

    task = asyncio.create_task(wait_for_turns())
    try:
        yield had
    finally:
        task.cancel()


async def test_long_search_of_an_embedded_store_lets_others_have_their_turn(store: SqliteStore) -> None:
    load(store, *(("p", ped_raw(businessReferenceId=brf(number))) for number in range(1000)))
    async with turns() as had:
        found = await look(standard_sources(store), Hand(), status=IssuanceStatus.FAILED)
    assert (found.executions, len(had) >= 100) == ([], True)
