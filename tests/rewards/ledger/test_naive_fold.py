"""The fold beside a naive one that was written from the design alone: the same sums, states and times."""

from random import Random

import pytest

from evals.oracles.naive_fold import NaiveBenefit
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


def _is_summable_alone(sources: Sources) -> bool:
    """Whether the order has one benefit, with an issuance, and its sums are proven."""
    benefits = [NaiveBenefit(sources, key) for key in sources.benefit_keys()]
    return [one.is_summable and one.promised is not None and bool(one.of_type("ISSUED")) for one in benefits] == [True]


def test_naive_fold_names_each_figure_that_is_wrong() -> None:
    generated = (make_sources(Random(seed)) for seed in range(300))
    sources = next(each for each in generated if _is_summable_alone(each))
    (promotion,) = (one.model_dump(mode="json") for one in _folded(sources).promotions)
    (benefit,) = promotion["benefits"]
    cashback = benefit["cashback"]
    for name in ("eligible", "issued", "reversed", "granted", "cancelled", "expired", "overIssued", "remaining"):
        wrong = cashback | {name: cashback[name] | {"amountMinor": cashback[name]["amountMinor"] + 1_000}}
        stated = promotion | {"benefits": [benefit | {"cashback": wrong}]}
        assert any(found.startswith(f"{name}:") for found in order_differences({"promotions": [stated]}, sources))
    assert order_differences({"promotions": []}, sources)
