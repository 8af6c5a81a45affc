"""What a page of a window reads: in proportion to what it shows, however many orders the customer has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from core.identity.tokens import Principal, Role
from core.windows import TimeField, Window
from rewards.order_views import Stamp
from rewards.sources.gathering import Deadline
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from rewards.stores.sqlite_store import SqliteStore
from rewards.window_query import Continuation, WindowQuery
from rewards.window_search import search
from rewards.window_views import V2View
from tests.rewards.stores.scripted_calls import Tap, tapped
from tests.rewards.stores.stand_in import tables_of
from tests.rewards.world import CUSTOMER, NOW, at, day, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

LEAD = Principal(role=Role.SUPPORT_LEAD, subject="lead-1", reason="escalation")
LIMIT = 5
ORDERS = 240
ORDERS_IN_DYNAMODB = 160  # its stand-in scans a table for each query
ROWS_OF_AN_ORDER = 4  # PED, tracker, two events


def load_orders(store: Store, count: int) -> None:
    """Load orders of one customer, an hour apart, each updated long after it was created."""
    rows: list[tuple[str, dict[str, Any]]] = []
    for number in range(count):
        key: dict[str, Any] = {"businessReferenceId": f"404-0000000-{number:07}"}
        when = day(number / 24)
        rows += [
            ("p", ped_raw(createdAt=when, reservedAt=when, lastUpdatedTime=day(500), **key)),
            ("l", item_raw(**key)),
            ("e", event_raw(f"R-{number}", "RESERVED", eventTime=when, **key)),
            ("e", event_raw(f"I-{number}", eventTime=when, **key)),
        ]
    load(store, *rows)


@dataclass
class CountingReader:
    """Counts the rows and index entries that a store returns."""

    store: Store
    rows: int = 0

    def __getattr__(self, name: str) -> Any:
        async def read(*arguments: Any, **keywords: Any) -> Any:
            found = await getattr(self.store, name)(*arguments, **keywords)
            self.rows += len(found) if isinstance(found, Sequence) else len(found.places)
            return found

        return read


def rows_of(tap: Tap) -> int:
    """Return the items that DynamoDB evaluated for queries, and returned for gets."""
    gets = sum(len(items) for answer in tap.answers("batch_get_item") for items in answer["Responses"].values())
    single = sum("Item" in answer for answer in tap.answers("get_item"))
    return gets + single + sum(int(answer["ScannedCount"]) for answer in tap.answers("query"))


async def page_of(
    store: Any, field: TimeField, *, is_descending: bool, begin: Continuation | None = None
) -> Continuation | None:
    """Search from the fifth day on, and require a whole page."""
    window = Window(at(5), at(400))
    query = WindowQuery(CUSTOMER, window, field, None, is_descending=is_descending, limit=LIMIT, begin=begin)
    deadline = Deadline.within(deadline_ms=60_000, source_timeout_ms=60_000)
    found = await search(query, standard_sources(store), LEAD, deadline, V2View(Stamp("r", NOW)))
    assert (len(found.executions), found.partial) == (LIMIT, False)
    return found.following


@pytest.fixture(scope="module")
def hot_sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteStore:
    opened = SqliteStore.open(tmp_path_factory.mktemp("hot") / "rewards.sqlite3")
    load_orders(opened, ORDERS)
    return opened


@pytest.fixture(scope="module")
def hot_dynamodb(dynamodb_endpoint: str) -> DynamoDbSettings:
    configured = tables_of("hot", endpoint=dynamodb_endpoint)
    opened = DynamoDbStore(configured)
    opened.create_tables()
    load_orders(opened, ORDERS_IN_DYNAMODB)
    return configured


BOUND = 2 * (LIMIT * ROWS_OF_AN_ORDER) + 20


@pytest.mark.parametrize("field", TimeField)
@pytest.mark.parametrize("is_descending", [False, True], ids=["asc", "desc"])
async def test_page_of_a_hot_customer_costs_what_it_shows_in_sqlite(
    hot_sqlite: SqliteStore, field: TimeField, *, is_descending: bool
) -> None:
    begin: Continuation | None = None
    for _ in range(3):
        counting = CountingReader(hot_sqlite)
        begin = await page_of(counting, field, is_descending=is_descending, begin=begin)
        assert counting.rows <= BOUND
        assert begin is not None


@pytest.mark.parametrize("field", TimeField)
@pytest.mark.parametrize("is_descending", [False, True], ids=["asc", "desc"])
async def test_page_of_a_hot_customer_costs_what_it_shows_in_dynamodb(
    hot_dynamodb: DynamoDbSettings, field: TimeField, *, is_descending: bool
) -> None:
    store, begin = DynamoDbStore(hot_dynamodb), None
    async with store.connected():
        for _ in range(2):
            with tapped(store) as tap:
                begin = await page_of(store, field, is_descending=is_descending, begin=begin)
            assert rows_of(tap) <= BOUND
            # Three for each order of the page and the next one; the indexes, and the watermark.
            assert len(tap.requests) <= 3 * (LIMIT + 1) + 4
            assert begin is not None
