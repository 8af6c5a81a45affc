"""The route of one gift card: the issuances that put money on it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from core.contract import HistoryEntry, Page, SourceReport, SourceStatus
from core.ids import normalise_id
from rewards.auth.ownership import may_see
from rewards.errors import NotFound, RowMalformed, SourceUnavailable
from rewards.http.dependencies import AnswerBy, Caller, Parts
from rewards.http.paging import HistoryPaging
from rewards.http.parameters import Cursor, GiftCardId, caller_key
from rewards.ledger.issuances import build_history, has_gaps_in_history, history_key
from rewards.sources.gathering import Gathered, Read, as_malformed, gather_order, merge_reports, read_all
from rewards.stores.rows import EventRow
from rewards.stores.unreadable_rows import UnreadableRow

router = APIRouter(prefix="/gift-cards", tags=["gift cards"])


@router.get("/{gcId}/issuances")
async def get_gift_card_issuances(
    gift_card: GiftCardId,
    service: Parts,
    caller: Caller,
    answer_by: AnswerBy,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Cursor = None,
) -> Page[HistoryEntry]:
    """Return the events that name a gift card, oldest first. A card that only PED holds is not found here."""
    # PED's tables, which are used as they are, have no index by card.
    gift_card_id = normalise_id(gift_card)
    paging = HistoryPaging(service.cursors, ("giftCard", gift_card_id, *caller_key(caller)), limit)
    after = paging.position_of(cursor)
    log = service.sources.concessions
    (reading,) = await read_all([Read(log.name, lambda: log.of_gift_card(gift_card_id))], answer_by)
    if reading.answer is None:
        raise SourceUnavailable
    # Judged by the events alone: whether another source answers must not distinguish a foreign card from a missing one.
    found: list[EventRow | UnreadableRow] = [*reading.answer.rows, *reading.answer.unreadable]
    own = [event for event in found if caller.may_see_customer(event.customer_id)]
    orders = sorted({order for event in own if (order := event.business_reference_id) is not None})
    gathered = [await gather_order(tuple(service.sources), order, answer_by) for order in orders]
    entries = [
        entry
        for one in gathered
        if may_see(caller, one.evidence)
        for entry in build_history(one.evidence)
        if entry.gift_card_id == gift_card_id
    ]
    unreadable = [event for event in own if isinstance(event, UnreadableRow)]
    if not entries:
        if any(_is_owner_unknown(one) for one in gathered):
            raise SourceUnavailable
        raise RowMalformed if unreadable else NotFound
    reports = merge_reports(
        [_own_report(reading.report, unreadable), *(report for one in gathered for report in one.reports)]
    )
    is_partial = bool(unreadable) or any(has_gaps_in_history(one.evidence) for one in gathered)
    return paging.page(sorted(entries, key=history_key), after=after, reports=reports, is_partial=is_partial)


def _own_report(report: SourceReport, unreadable: Sequence[UnreadableRow]) -> SourceReport:
    """Return the report without the malformed rows of others, which are none of the caller's business."""
    whole = report.model_copy(update={"status": SourceStatus.OK, "code": None, "retryable": None})
    return as_malformed(whole) if unreadable else whole


def _is_owner_unknown(gathered: Gathered) -> bool:
    return gathered.evidence.ped is None or not gathered.evidence.events_complete
