"""The fold beside a naive one that was written from the design alone: the same sums, states and times."""

from random import Random

import pytest

from evals.oracles.positions import order_differences
from evals.oracles.world_rows import Sources
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row
from tests.rewards.ledger.histories import make_sources
from tests.rewards.world import NOW, ORDER
from tests.thoroughness import seeds


def _folded(sources: Sources) -> FoldedOrder:
    evidence = Evidence(
        ORDER,
        ped=None if sources.ped is None else tuple(parse_row(PedRow, row) for row in sources.ped),
        items=None if sources.items is None else tuple(parse_row(LineItemRow, row) for row in sources.items),
        events=tuple(parse_row(EventRow, row) for row in sources.events or ()),
        events_complete=sources.events is not None,
    )
    return fold(evidence, as_of=NOW)


def _differences(sources: Sources) -> list[str]:
    promotions = [promotion.model_dump(mode="json") for promotion in _folded(sources).promotions]
    return order_differences({"promotions": promotions}, sources)


def _all_differences(chosen: range) -> dict[int, list[str]]:
    return {seed: found for seed in chosen if (found := _differences(make_sources(Random(seed))))}


@pytest.mark.slow
@pytest.mark.wide
def test_both_folds_agree_on_many_histories() -> None:
    assert _all_differences(seeds(800, nightly=20_000)) == {}


def test_generated_histories_hold_what_they_are_for() -> None:
    """Guards the comparison itself: enough of the sums are known, and every kind of state occurs."""
    benefits = [
        benefit for seed in range(300) for p in _folded(make_sources(Random(seed))).promotions for benefit in p.benefits
    ]
    assert {benefit.issuance_status.value for benefit in benefits} >= {
        "PENDING", "RESERVED", "PARTIALLY_ISSUED", "ISSUED", "FAILED", "CANCELLED", "UNKNOWN",
    }  # fmt: skip
    assert {benefit.reversal_status.value for benefit in benefits} == {"NONE", "PARTIAL", "FULL", "UNKNOWN"}
    known = [benefit for benefit in benefits if benefit.cashback.amounts_complete]
    assert len(known) > len(benefits) / 3
    assert sum(benefit.cashback.pending_reversals > 0 for benefit in benefits) > 10
