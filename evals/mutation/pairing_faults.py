"""Faults of what belongs to what: a sum to its day, a card to its sum, a name to its benefit, a status to both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.contract import IssuanceStatus, ReversalStatus, SourceStatus
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, giving

_TALLY = "rewards.ledger.position:tally"
_BENEFIT = "tools.order_record:_benefit"
_ANSWER = "agent.turn:answer_of"


def _of_sums(**change: Callable[[Any], Any]) -> Any:
    return giving(lambda sums: sums and replace(sums, **{name: value(sums) for name, value in change.items()}))


def _rotated(*names: str) -> Any:
    """Move what belongs to each installment to the one before."""

    def change(benefit: Any) -> Any:
        own = benefit.issuances
        moved = tuple(
            issuance.model_copy(update={name: getattr(following, name) for name in names})
            for issuance, following in zip(own, (*own[1:], *own[:1]), strict=True)
        )
        return replace(benefit, issuances=moved)

    return giving(change)


def _titles_moved(benefit: Any) -> Any:
    items = benefit.items
    moved = (
        item.model_copy(update={"title": n.title}) for item, n in zip(items, (*items[1:], *items[:1]), strict=True)
    )
    return replace(benefit, items=tuple(moved))


def _cancelled_as_expired(cashback: Any) -> Any:
    return cashback.model_copy(update={"cancelled": cashback.expired, "expired": cashback.cancelled})


def _without_end(original: Any) -> Any:
    """Search from a day on, whatever the last day is."""

    async def faulty(self: Any, path: str, query: Any, model: Any) -> Any:
        return await original(self, path, {name: value for name, value in query.items() if name != "to"}, model)

    return faulty


def _all_answered(answer: Any) -> Any:
    told = [source.model_copy(update={"status": SourceStatus.OK}) for source in answer.sources]
    return answer.model_copy(update={"sources": told})


def _usage_shown(original: Any) -> Any:
    return lambda self, answer: original(self, answer).model_copy(update={"usage": answer.usage})


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "all-of-it-pending",
        "Whatever remains is told as being on its way.",
        "rewards.ledger.fold:build_position",
        giving(lambda position: replace(position, pending=position.remaining)),
        ("amounts",),
        "pending",
        "currency",
        "conflict",
    ),
    _fault(
        "cancelled-as-expired",
        "What was cancelled is told as expired, and the other way round.",
        "rewards.ledger.fold:cashback",
        giving(_cancelled_as_expired),
        ("amounts",),
        "expiry",
        "cancelled",
    ),
    _fault(
        "never-due-again",
        "What was taken back and becomes due again is not.",
        _TALLY,
        _of_sums(reinstated=lambda _: 0),
        ("amounts",),
        "reversal",
    ),
    _fault(
        "always-due-again",
        "Whatever was taken back becomes due again.",
        _TALLY,
        _of_sums(reinstated=lambda sums: sums.reversed),
        ("amounts",),
        "reversal",
    ),
    _fault(
        "status-of-ped",
        "The status is told as PED has it, which says ISSUED after the first part.",
        "rewards.ledger.fold:issuance_status",
        always(IssuanceStatus.ISSUED),
        ("cards",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "nothing-was-reversed",
        "The status says that nothing was taken back.",
        "rewards.ledger.fold:reversal_status",
        always(ReversalStatus.NONE),
        ("cards",),
        "reversal",
    ),
    _fault(
        "revealed-when-it-expires",
        "The day until which a card is good is told as the day on which it was revealed.",
        _BENEFIT,
        giving(lambda b: replace(b, revealed_at=b.expires_at, expires_at=b.revealed_at)),
        ("dates",),
        "scratch-card",
    ),
    _fault(
        "name-of-another-promotion",
        "Every promotion goes by the name of one.",
        _BENEFIT,
        giving(lambda b: replace(b, promotion_name="Summer cashback")),
        ("records",),
        "several-promotions",
    ),
    _fault(
        "titles-moved",
        "Each item goes by the name of the next.",
        _BENEFIT,
        giving(_titles_moved),
        ("records",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "card-of-the-next-installment",
        "Each installment is told with the gift card of the next.",
        _BENEFIT,
        _rotated("gift_card_id"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "day-of-the-next-installment",
        "Each installment is told with the day of the next.",
        _BENEFIT,
        _rotated("issued_at"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "sum-of-the-next-installment",
        "Each installment is told with the sum of the next.",
        _BENEFIT,
        _rotated("amount"),
        ("records",),
        "multi-shipment",
        "story",
    ),
    _fault(
        "window-without-end",
        "A search goes on beyond the last day that was named.",
        "tools.rewards_client:RewardsApi._get",
        _without_end,
        ("requests", "amounts"),
        "window",
    ),
    _fault(
        "second-order-not-looked-up",
        "Of two orders in a question one is looked up.",
        "agent.turn:plan_lookups",
        giving(lambda planned: planned[:1]),
        ("amounts", "requests", "says"),
        "several-orders",
    ),
    _fault(
        "sources-all-answered",
        "Of a database that did not answer it is told that it did.",
        _ANSWER,
        giving(_all_answered),
        ("honesty",),
        "partial",
    ),
    _fault(
        "another-model-named",
        "An answer names a model that has not written it.",
        _ANSWER,
        giving(lambda answer: answer.model_copy(update={"model": "some-model"})),
        ("outcome",),
        "single-shipment",
    ),
    _fault(
        "usage-to-customers",
        "A customer is told how many tokens their question took.",
        "api.edge_rendering:Edge.answer",
        _usage_shown,
        ("audience",),
        "customer",
    ),
    _fault(
        "orders-a-day-late",
        "An order is told as created on the day after.",
        _BENEFIT,
        giving(lambda b: replace(b, created_at=b.created_at and b.created_at + timedelta(days=1))),
        ("records",),
        "ambiguous",
        "window",
    ),
)
