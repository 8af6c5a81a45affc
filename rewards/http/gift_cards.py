"""The route of one gift card: the issuances that put money on it."""

from typing import Annotated

from fastapi import APIRouter, Query

from core.contract import HistoryEntry, Page
from core.ids import normalise_id
from rewards.auth.ownership import may_see
from rewards.errors import NotFound, SourceUnavailable
from rewards.http.dependencies import AnswerBy, Caller, Parts
from rewards.http.paging import HistoryPaging
from rewards.http.parameters import Cursor, GiftCardId, caller_key
from rewards.ledger.issuances import build_history, history_key
from rewards.sources.gathering import Gathered, Read, gather_order, merge_reports, read_all

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
    own = [event for event in reading.answer if caller.may_see_customer(event.customer_id)]
    orders = sorted({event.business_reference_id for event in own})
    gathered = [await gather_order(tuple(service.sources), order, answer_by) for order in orders]
    entries = [
        entry
        for one in gathered
        if may_see(caller, one.evidence)
        for entry in build_history(one.evidence)
        if entry.gift_card_id == gift_card_id
    ]
    if not entries:
        raise SourceUnavailable if any(_is_owner_unknown(one) for one in gathered) else NotFound
    reports = merge_reports([reading.report, *(report for one in gathered for report in one.reports)])
    is_partial = any(one.evidence.is_partial for one in gathered)
    return paging.page(sorted(entries, key=history_key), after=after, reports=reports, is_partial=is_partial)


def _is_owner_unknown(gathered: Gathered) -> bool:
    return gathered.evidence.ped is None or not gathered.evidence.events_complete
