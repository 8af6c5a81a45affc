"""An answer about a long order is derived off the event loop, and is late for nobody."""

import asyncio
from collections.abc import Iterator, Sequence
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from core.contract import ExecutionV2
from rewards import long_orders
from rewards.cache import snapshot
from rewards.cache.snapshot import LONG_ORDER, Snapshot
from rewards.cache.snapshot_version import snapshot_version
from rewards.errors import AnswerLate
from rewards.ledger.fold import FoldedOrder, fold
from rewards.long_orders import LongOrders
from rewards.sources.gathering import Deadline, Gathered
from rewards.stores import sqlite_store
from rewards.stores.base import RawRow
from rewards.stores.sqlite_rows import parse_rows
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import READER, MakeClient
from tests.rewards.long_orders import equal_issuances
from tests.rewards.world import NOW, ORDER, event, evidence, load

_PATHS = ["?version=2&", "/cashback?", "/issuances?", "?version=2&include=conflicts&"]
_UNHURRIED = "deadlineMs=10000"
_DAY_MS = 86_400_000  # from the import of this module on, and a whole run of the tests may take long
_NO_LIMIT = Deadline.within(deadline_ms=_DAY_MS, source_timeout_ms=_DAY_MS)
_SLICE = 10  # rows
_OTHER = "404-0000002-0000002"


class _Fold:
    """The fold, which notes its threads, and in any but the main one waits to be allowed to go on."""

    def __init__(self) -> None:
        self.in_main_thread: list[bool] = []
        self.may_go_on = Event()
        self.may_go_on.set()

    def __call__(self, *args: Any, **named: Any) -> FoldedOrder:
        is_in_main_thread = current_thread() is main_thread()
        self.in_main_thread.append(is_in_main_thread)
        if not is_in_main_thread:
            self.may_go_on.wait()
        return fold(*args, **named)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Fold]:
    found = _Fold()
    monkeypatch.setattr(snapshot, "fold", found)
    yield found
    found.may_go_on.set()


def _load(store: SqliteStore, *, events: int) -> None:
    peds, _, logged = equal_issuances(events)
    load(store, *(("p", row) for row in peds), *(("e", row) for row in logged))
    load(store, ("p", peds[0] | {"businessReferenceId": _OTHER}))


@pytest.mark.parametrize(("events", "is_in_main_thread"), [(LONG_ORDER - 1, True), (LONG_ORDER, False)])
async def test_long_order_is_folded_in_a_thread(
    make_client: MakeClient, store: SqliteStore, watched: _Fold, *, events: int, is_in_main_thread: bool
) -> None:
    _load(store, events=events)
    answer = await make_client().get(f"/promotion-executions/{ORDER}?version=2&{_UNHURRIED}", headers=READER)

    (promotion,) = ExecutionV2.model_validate_json(answer.content).promotions
    assert len(promotion.benefits[0].issuances) == events
    assert watched.in_main_thread == [is_in_main_thread]


@pytest.mark.parametrize("path", _PATHS)
async def test_every_form_of_a_long_order_is_answered(make_client: MakeClient, store: SqliteStore, path: str) -> None:
    _load(store, events=LONG_ORDER)
    client = make_client()
    answers = [await client.get(f"/promotion-executions/{ORDER}{path}{_UNHURRIED}", headers=READER) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]


async def test_long_fold_is_late_by_its_deadline_and_delays_no_other_order(
    make_client: MakeClient, store: SqliteStore, watched: _Fold
) -> None:
    _load(store, events=LONG_ORDER)
    client = make_client()
    watched.may_go_on.clear()
    late = await client.get(f"/promotion-executions/{ORDER}?version=2&deadlineMs=100", headers=READER)
    other = await client.get(f"/promotion-executions/{_OTHER}?version=2", headers=READER)

    assert (late.status_code, late.json()["code"], late.json()["retryable"]) == (503, "answerLate", True)
    assert (other.status_code, watched.in_main_thread[-1]) == (200, True)


async def test_late_order_is_answered_when_it_was_folded(
    make_client: MakeClient, store: SqliteStore, watched: _Fold
) -> None:
    _load(store, events=LONG_ORDER)
    client = make_client()
    watched.may_go_on.clear()
    late = await client.get(f"/promotion-executions/{ORDER}?version=2&deadlineMs=100", headers=READER)
    watched.may_go_on.set()
    answer = await client.get(f"/promotion-executions/{ORDER}?version=2&{_UNHURRIED}", headers=READER)

    assert (late.status_code, answer.status_code) == (503, 200)
    assert not any(watched.in_main_thread)


async def test_parsing_ends_soon_after_the_deadline_and_the_answer_says_which_source_is_late(
    make_client: MakeClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is up during the second of forty slices; the event loop notices it after the third."""
    loop = asyncio.get_running_loop()
    now, late_by_s = loop.time, 0.0
    slices: list[int] = []  # of each request

    def parse(texts: Sequence[str]) -> list[RawRow]:
        nonlocal late_by_s
        if len(texts) == _SLICE:
            slices[-1] += 1
            late_by_s += 3600.0 if slices[-1] == 2 else 0.0
        return parse_rows(texts)

    monkeypatch.setattr(loop, "time", lambda: now() + late_by_s)
    monkeypatch.setattr(sqlite_store, "ROWS_AT_ONCE", _SLICE)
    monkeypatch.setattr(sqlite_store, "parse_rows", parse)
    _load(store, events=40 * _SLICE)
    client = make_client()
    answers = []
    for _ in range(30):
        slices.append(0)
        answers.append(await client.get(f"/promotion-executions/{ORDER}?version=2&{_UNHURRIED}", headers=READER))

    assert slices == [3] * 30
    assert {answer.status_code for answer in answers} == {200}
    execution = ExecutionV2.model_validate_json(answers[-1].content)
    statuses = {report.source: (report.status.value, report.code) for report in execution.sources}
    # The circuit stays closed: it is not the database that is slow.
    assert statuses == {"ped": ("ok", None), "lineItems": ("empty", None), "concessions": ("timeout", "late")}


async def test_more_long_orders_than_may_wait_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_orders, "_MOST_WAITING", 0)
    _, _, logged = equal_issuances(LONG_ORDER + 1)
    rows = evidence(*(event(row["eventId"]) for row in logged))
    with pytest.raises(AnswerLate):
        await LongOrders().derive(Snapshot(Gathered(rows, []), NOW), str, _NO_LIMIT)


async def test_version_of_a_long_order_is_found_in_a_thread(
    make_client: MakeClient, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_main_thread: list[bool] = []

    def noted(*args: Any, **named: Any) -> str:
        in_main_thread.append(current_thread() is main_thread())
        return snapshot_version(*args, **named)

    monkeypatch.setattr(snapshot, "snapshot_version", noted)
    _load(store, events=LONG_ORDER)
    path = f"/promotion-executions/{ORDER}?version=2&{_UNHURRIED}"
    client = make_client()
    answers = [await client.get(path, headers=READER) for _ in range(2)]
    again = await client.get(path, headers={**READER, "If-None-Match": answers[1].headers["etag"]})

    assert [answer.status_code for answer in (*answers, again)] == [200, 200, 304]
    assert in_main_thread == [False]
