"""Faults of sources and the rewards API: what an answer says when one failed, and what of its data is lost."""

from dataclasses import replace
from typing import Any

from core.contract import SourceStatus
from evals.mutation.patching import fault_at
from evals.mutation.replacements import always, constant, giving
from tools.errors import RewardsError, RewardsNotFound, RewardsTimeout, RewardsUnavailable
from tools.order_record import LookupResult

_DETAILS = "tools.promotion_execution:get_promotion_execution_details"
_NOTHING = LookupResult(orders=(), partial=False, sources=())
_ANSWER = "agent.turn:build_answer"


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


def _without_cards(events: Any) -> Any:
    return [replace(event, gc_id=None) for event in events]


def _cards_as_numbers(events: Any) -> Any:
    digits = ["".join(filter(str.isdigit, event.gc_id or "")) for event in events]
    cards = [str(int(each)) if each else None for each in digits]
    return [replace(event, gc_id=card) for event, card in zip(events, cards, strict=True)]


def _all_answered(answer: Any) -> Any:
    reports = [source.model_copy(update={"status": SourceStatus.OK}) for source in answer.sources]
    return answer.model_copy(update={"sources": reports})


FAULTS = (
    fault_at(
        "partial-flag-ignored",
        "A partial result passes for a complete one.",
        "tools.promotion_execution:from_execution",
        giving(_whole),
        ("outcome", "honesty"),
        "partial",
    ),
    fault_at(
        "endless-token",
        "A history is read for as long as there is a next page.",
        "tools.issuance_history:_MAX_PAGES",
        constant(40),
        ("budgets",),
        "pages",
        "history",
    ),
    fault_at(
        "gift-cards-lost",
        "An installment loses its gift card.",
        "rewards.order_text:list_attempts",
        giving(_without_cards),
        ("giftCards",),
        "gift-cards",
    ),
    fault_at(
        "gift-cards-as-numbers",
        "A gift card is kept as a number: its leading zeros are lost.",
        "rewards.order_text:list_attempts",
        giving(_cards_as_numbers),
        ("giftCards",),
        "gift-cards",
    ),
    fault_at(
        "unknown-status-dropped",
        "An event of an unknown, newer type is ignored.",
        "rewards.ledger.event_log:EventLog.moves_unknown_money",
        always(value=False),
        ("notStated", "amounts"),
        "unknown-type",
    ),
    fault_at(
        "server-error-as-none",
        "An error of the rewards API becomes not found.",
        "tools.rewards_client:_error_for",
        lambda _: lambda response: RewardsNotFound(status_code=404),
        ("outcome",),
        "http",
    ),
    fault_at(
        "server-error-as-empty",
        "An error of the rewards API becomes an empty search result.",
        _DETAILS,
        _nothing_when(RewardsUnavailable),
        ("outcome",),
        "http",
        "unavailable",
    ),
    fault_at(
        "time-out-as-empty",
        "A timeout becomes an empty search result.",
        _DETAILS,
        _nothing_when(RewardsTimeout),
        ("outcome",),
        "unavailable",
    ),
    fault_at(
        "retry-rules",
        "A failed request is retried again and again.",
        "tools.rewards_client:RewardsApi._get",
        _asked_often,
        ("budgets",),
        "http",
    ),
    fault_at(
        "version-1-for-2",
        "The older version of the API is requested.",
        "tools.rewards_client:RewardsApi._get",
        _without_version,
        ("access",),
        "single-shipment",
    ),
    fault_at(
        "gap-kept-in-the-cache",
        "What was read while a database was down is cached as if it were complete.",
        "rewards.cache.snapshot:Snapshot.is_whole",
        always(value=True),
        ("outcome", "amounts"),
        "partial",
        "conversation",
    ),
    fault_at(
        "sources-all-answered",
        "A database that did not answer is reported as answering.",
        _ANSWER,
        giving(_all_answered),
        ("honesty",),
        "partial",
    ),
)
