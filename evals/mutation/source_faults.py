"""Faults of what is told when something did not answer, and of gift cards and statuses that get lost."""

from dataclasses import replace
from typing import Any

from core.contract import SourceStatus
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, constant, giving
from tools.errors import RewardsError, RewardsNotFound, RewardsTimeout, RewardsUnavailable
from tools.order_record import LookupResult

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"
_NOTHING = LookupResult(orders=(), partial=False, sources=())


def _whole(order: Any) -> Any:
    sources = tuple(report.model_copy(update={"status": SourceStatus.OK}) for report in order.sources)
    return replace(order, partial=False, sources=sources)


def _nothing_when(*errors: type[Exception]) -> Any:
    def replaced(original: Any) -> Any:
        async def faulty(*args: Any, **kwargs: Any) -> Any:
            try:
                return await original(*args, **kwargs)
            except errors:
                return _NOTHING

        return faulty

    return replaced


def _asked_often(original: Any) -> Any:
    async def faulty(*args: Any, **kwargs: Any) -> Any:
        for _ in range(4):
            try:
                return await original(*args, **kwargs)
            except RewardsError:
                continue
        return await original(*args, **kwargs)

    return faulty


def _without_version(original: Any) -> Any:
    async def faulty(api: Any, path: str, query: Any, model: Any) -> Any:
        return await original(api, path, {name: value for name, value in query.items() if name != "version"}, model)

    return faulty


def _without_card(issuance: Any) -> Any:
    return issuance.model_copy(update={"gift_card_id": None})


def _card_as_number(issuance: Any) -> Any:
    digits = "".join(filter(str.isdigit, issuance.gift_card_id or ""))
    return issuance.model_copy(update={"gift_card_id": str(int(digits)) if digits else None})


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "partial-flag-ignored",
        "An answer with a gap is told as a whole one.",
        "tools.promotion_execution:from_execution",
        giving(_whole),
        ("outcome", "honesty"),
        "partial",
    ),
    _fault(
        "endless-token",
        "A history is read on for as long as there is a next page.",
        "tools.issuance_history:_MOST_PAGES",
        constant(40),
        ("budgets",),
        "pages",
        "history",
    ),
    _fault(
        "gift-cards-lost",
        "An installment loses its gift card.",
        "rewards.ledger.issuances:_issuance",
        giving(_without_card),
        ("giftCards",),
        "gift-cards",
    ),
    _fault(
        "gift-cards-as-numbers",
        "A gift card is kept as a number: the zeros before it are gone.",
        "rewards.ledger.issuances:_issuance",
        giving(_card_as_number),
        ("giftCards",),
        "gift-cards",
    ),
    _fault(
        "unknown-status-dropped",
        "An event of a type that a newer writer made is passed over.",
        "rewards.ledger.event_log:EventLog.moves_unknown_money",
        always(value=False),
        ("notStated", "amounts"),
        "unknown-type",
    ),
    _fault(
        "server-error-as-none",
        "An error of the rewards API is told as nothing found.",
        "tools.rewards_client:_error_for",
        lambda _: lambda response: RewardsNotFound(status_code=404),
        ("outcome",),
        "http",
    ),
    _fault(
        "server-error-as-empty",
        "An error of the rewards API is told as an empty search.",
        _DETAILS,
        _nothing_when(RewardsUnavailable),
        ("outcome",),
        "http",
        "unavailable",
    ),
    _fault(
        "time-out-as-empty",
        "A time-out is told as an empty search.",
        _DETAILS,
        _nothing_when(RewardsTimeout),
        ("outcome",),
        "unavailable",
    ),
    _fault(
        "retry-rules",
        "What failed is asked for again and again.",
        "tools.rewards_client:RewardsApi._get",
        _asked_often,
        ("budgets",),
        "http",
    ),
    _fault(
        "version-1-for-2",
        "The older version of the API is asked.",
        "tools.rewards_client:RewardsApi._get",
        _without_version,
        ("access",),
        "single-shipment",
    ),
    _fault(
        "reasons-lost",
        "Why money is missing is left out.",
        "rewards.ledger.fold:build_reasons",
        always([]),
        ("reasons",),
        "multi-shipment",
    ),
    _fault(
        "conflict-unsaid",
        "Sources disagree and nobody says so.",
        "rewards.ledger.fold:build_conflicts",
        always([]),
        ("reasons",),
        "conflict",
    ),
)
