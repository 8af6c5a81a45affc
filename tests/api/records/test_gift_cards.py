"""``GET /v1/gift-cards/{id}/issuances``: an agent finds the cards of the case's customer only."""

from typing import Any

import httpx
import pytest

from core.contract import HistoryEntry, Page, SourceName
from core.identity.tokens import Principal
from tests.api.conftest import Chat
from tests.api.records.conftest import looked_up, without_request_id
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import CUSTOMER, FIRST_AT, FIRST_CARD, ORDER, SECOND_CARD, issuance, sources

PATH = f"/v1/gift-cards/{FIRST_CARD}/issuances"
UPSTREAM = f"gift-cards/{FIRST_CARD}/issuances"


def entry(event_id: str = "EV-1", **changes: Any) -> HistoryEntry:
    found = HistoryEntry(
        **issuance(event_id, 1500, FIRST_CARD, FIRST_AT, "SHP-1").model_dump(by_alias=False),
        business_reference_id=ORDER,
        customer_id=CUSTOMER,
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
    )
    return found.model_copy(update=changes)


def answers(chat: Chat, *entries: HistoryEntry, **changes: Any) -> None:
    page = Page[HistoryEntry](
        data=list(entries), has_more=False, next_cursor=None, partial=False, sources=sources()[2:]
    ).model_copy(update=changes)
    chat.world.router.get(UPSTREAM).mock(return_value=answer_json(page))


@pytest.mark.parametrize("who", [AGENT, SHOPPER, LEAD], ids=lambda who: who.role)
async def test_the_issuances_on_a_card(chat: Chat, who: Principal) -> None:
    reversal = entry("EV-9", type="REVERSED", status="REVERSAL")
    answers(chat, entry(), reversal, entry("EV-2", business_reference_id="404-7"), has_more=True, next_cursor="n.p")

    response = await looked_up(chat, f"{PATH}?limit=7&cursor=c.c", who)

    found = response.json()
    assert (response.status_code, found["giftCard"], found["nextCursor"]) == (200, "•••• 1111", "n.p")
    assert [each["businessReferenceId"] for each in found["data"]] == [ORDER, "404-7"]
    assert found["data"][0]["installment"]["amount"] == {"amountMinor": 1500, "currency": "INR"}
    assert FIRST_CARD not in response.text
    assert dict(chat.world.requests[-1].url.params) == {"limit": "7", "cursor": "c.c"}


async def test_a_typed_number_is_normalised_and_in_no_record(chat: Chat) -> None:
    answers(chat, entry())

    response = await looked_up(chat, f"/v1/gift-cards/ {FIRST_CARD.replace('-', '–')} /issuances")

    assert response.status_code == 200
    [record] = chat.world.audit.records
    assert (record.tool, record.policy) == ("read_gift_card", "agent-sees-customer-of-case")
    assert FIRST_CARD not in str(record)


@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=lambda who: who.role)
async def test_the_card_of_another_customer_looks_like_a_missing_one(chat: Chat, who: Principal) -> None:
    foreign = entry(customer_id="CUST-2002")
    claimed = [entry("EV-2"), entry("EV-3", customer_id="CUST-2002")]  # one order, two owners
    other_card = entry(gift_card_id=SECOND_CARD)
    seen = []
    chat.world.router.get(UPSTREAM).mock(return_value=httpx.Response(404))
    seen.append(without_request_id(await looked_up(chat, PATH, who)))
    for entries in ([foreign], claimed, [other_card], []):
        answers(chat, *entries)
        seen.append(without_request_id(await looked_up(chat, PATH, who)))

    assert seen[0][0] == 404
    assert seen == [seen[0]] * 5


async def test_an_own_issuance_beside_a_foreign_one_is_all_that_is_shown(chat: Chat) -> None:
    answers(chat, entry("EV-2", business_reference_id="404-8", customer_id="CUST-2002"), entry())

    response = await looked_up(chat, PATH)

    assert [each["businessReferenceId"] for each in response.json()["data"]] == [ORDER]
    assert "404-8" not in response.text


async def test_a_delimited_field_of_an_old_writer_names_each_of_its_cards(chat: Chat) -> None:
    answers(chat, entry(gift_card_id=f"{SECOND_CARD}, {FIRST_CARD}", source=SourceName.CONCESSIONS))

    assert (await looked_up(chat, PATH)).status_code == 200
