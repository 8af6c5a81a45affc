"""Twice the rows take at most twice the calls, in every stage of an answer. Calls are counted, not time."""

from collections.abc import Callable
from random import Random
from typing import TypeVar

import pytest

from core.contract import SourceReport, SourceStatus
from core.windows import TimeField, open_window
from rewards.cache.snapshot import Snapshot
from rewards.ledger.conflicts import build_conflicts
from rewards.ledger.evidence import BenefitEvidence, Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.ledger.gift_cards import collect_gift_cards
from rewards.ledger.issuances import build_closures, build_history, build_issuances
from rewards.ledger.position import Position, build_position
from rewards.ledger.reasons import build_reasons
from rewards.ledger.timestamps import get_creation, get_instant_in, last_updated_at
from rewards.sources.gathering import Gathered
from tests.call_counter import calls_of
from tests.rewards.long_orders import SHAPES, Rows, equal_issuances, items_in_shipments, many_benefits, parsed
from tests.rewards.world import NOW, ORDER

pytestmark = pytest.mark.slow

MOST_GROWTH = 2.2
_SIZES = (60, 120, 240)
_REPORTS = [SourceReport(source="ped", status=SourceStatus.OK, latency_ms=1)]
_EVER = open_window(None, None)
_Result = TypeVar("_Result")


class _Stages:
    """Runs the stages one after another and keeps the number of calls of each."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = {}

    def run(self, name: str, work: Callable[[], _Result]) -> _Result:
        found: list[_Result] = []
        self.calls[name] = calls_of(lambda: found.append(work()))
        return found[0]


def _calls_over(rows: Rows) -> dict[str, int]:
    """Return the calls of each stage, from the rows to the bytes of the answer."""
    stages = _Stages()
    peds, items, events = stages.run("parse", lambda: parsed(rows))
    found = Evidence(ORDER, ped=peds, items=items, events=events, events_complete=True)
    benefits = stages.run("evidence", found.benefits)
    positions = stages.run("positions", lambda: [build_position(one) for one in benefits])
    pairs = list(zip(benefits, positions, strict=True))
    conflicts = stages.run("conflicts", lambda: [build_conflicts(*pair, as_of=NOW) for pair in pairs])
    stages.run(
        "reasons", lambda: [build_reasons(*pair, own, as_of=NOW) for pair, own in zip(pairs, conflicts, strict=True)]
    )
    stages.run("lists", lambda: [_lists(*pair) for pair in pairs])
    stages.run("times", lambda: [_times(one) for one in benefits])
    stages.run("history", lambda: build_history(found))
    snapshot = Snapshot(Gathered(found, _REPORTS), NOW)
    stages.run("version", lambda: snapshot.version)
    stages.run("fold", lambda: snapshot.folded)
    stages.run("text", snapshot.content)
    stages.run("position", lambda: snapshot.position_parts)
    stages.run("models", lambda: snapshot.execution)
    return stages.calls


def _lists(evidence: BenefitEvidence, position: Position) -> tuple[object, ...]:
    return build_issuances(evidence, position.tally), build_closures(evidence), collect_gift_cards(evidence)


def _times(evidence: BenefitEvidence) -> tuple[object, ...]:
    in_window = get_instant_in(_EVER, evidence, TimeField.ISSUED)
    return get_creation(evidence), last_updated_at(evidence, as_of=NOW), in_window


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_twice_the_rows_take_twice_the_calls(shape: Callable[[int], Rows]) -> None:
    _calls_over(shape(_SIZES[0]))  # fills the caches that the first order of a process fills
    counted = [_calls_over(shape(size)) for size in _SIZES]
    growth = {
        (stage, size): calls[stage] / before[stage]
        for before, calls, size in zip(counted[:-1], counted[1:], _SIZES[1:], strict=True)
        for stage in calls
    }

    assert {where: times for where, times in growth.items() if times > MOST_GROWTH} == {}


def _fold(rows: Rows, shuffled: Random | None = None) -> FoldedOrder:
    peds, items, events = parsed(rows)
    if shuffled is not None:
        events = tuple(shuffled.sample([*events, *events[::3]], k=len(events) + len(events[::3])))
        items = tuple(shuffled.sample(items, k=len(items)))
    return fold(Evidence(ORDER, ped=peds, items=items, events=events, events_complete=True), as_of=NOW)


@pytest.mark.parametrize("shape", [equal_issuances, items_in_shipments, many_benefits], ids=lambda one: one.__name__)
def test_arrival_and_repetition_change_nothing_of_a_long_order(shape: Callable[[int], Rows]) -> None:
    rows = shape(3000)
    in_order, shuffled = _fold(rows), _fold(rows, Random(7))

    assert shuffled.promotions == in_order.promotions
    assert (shuffled.totals, shuffled.conflicts) == (in_order.totals, in_order.conflicts)
