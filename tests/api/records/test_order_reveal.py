"""``POST /v1/orders/{brf}/reveal``: a lead sees the card, everybody else the same nothing, and each try is audited."""

import logging
from typing import Any
from unittest import mock

import httpx
import pytest

from api.app import create_app
from core.contract import GiftCard
from core.identity.tokens import Principal
from core.rate_limits import RateLimits
from guardrails.audit.record import MemoryAudit
from guardrails.errors import AuditUnavailable
from tests.api.conftest import Chat, _nothing
from tests.api.records.conftest import looked_up, without_request_id
from tests.core.test_rate_limits import RATES
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import FIRST_AT, ORDER, SECOND_CARD, benefit, execution

UPSTREAM = f"promotion-executions/{ORDER}"
SECOND = {"promotionId": "PROMO-FEST", "benefitId": "BEN-1", "revealId": "EV-2", "lastFour": "2222"}


async def reveal(chat: Chat, body: Any = SECOND, who: Principal = LEAD, order: str = ORDER) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.post(f"/v1/orders/{order}/reveal", json=body, headers=headers)


async def test_a_lead_sees_the_card_that_the_view_named(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    [only] = (await looked_up(chat, f"/v1/orders/{ORDER}", LEAD)).json()["benefits"]
    shown = only["installments"][1]
    named = {name: only[name] for name in ("promotionId", "benefitId")}

    response = await reveal(chat, named | {"revealId": shown["revealId"], "lastFour": shown["giftCard"][-4:]})

    assert (response.status_code, response.json()) == (200, {"giftCard": SECOND_CARD})
    assert response.headers["cache-control"] == "no-store"
    assert SECOND_CARD not in caplog.text
    record = chat.world.audit.records[-1]
    assert (record.tool, record.policy, record.reason) == ("reveal_gift_card", "lead-reveals", "escalation")
    assert SECOND_CARD not in str(record)


async def test_an_amount_on_record_without_an_event_is_named_by_its_place(chat: Chat) -> None:
    cards = [GiftCard(gift_card_id=f"GC-AAAA-BBBB-{n}{n}{n}{n}", issued_at=FIRST_AT, provenance="ped") for n in (7, 8)]
    found = execution(benefit=benefit(gift_cards=cards))
    chat.world.router.get(UPSTREAM).mock(return_value=answer_json(found))
    [only] = (await looked_up(chat, f"/v1/orders/{ORDER}", LEAD)).json()["benefits"]
    names = [one["revealId"] for one in only["installments"]]

    assert names == ["EV-1", "EV-2", "recorded:1", "recorded:2"]
    body = SECOND | {"revealId": "recorded:2", "lastFour": "8888"}
    assert (await reveal(chat, body)).json() == {"giftCard": "GC-AAAA-BBBB-8888"}
    # The records have changed since they were shown: the place is that of another card now.
    assert (await reveal(chat, body | {"lastFour": "7777"})).status_code == 404


async def test_denied_foreign_and_missing_are_the_same_bytes_and_all_audited(chat: Chat) -> None:
    tries: list[tuple[Any, Principal]] = [
        (SECOND, AGENT),
        (SECOND, SHOPPER),
        (SECOND | {"revealId": "EV-9"}, LEAD),
        (SECOND | {"lastFour": "1111"}, LEAD),
        (SECOND | {"promotionId": "PROMO-X"}, LEAD),
        (SECOND | {"benefitId": "BEN-X"}, LEAD),
    ]
    seen = [without_request_id(await reveal(chat, body, who)) for body, who in tries]
    for missing in (httpx.Response(404), answer_json(execution(business_reference_id="404-1"))):
        chat.world.router.get(UPSTREAM).mock(return_value=missing)
        seen.append(without_request_id(await reveal(chat)))

    assert seen[0][0] == 404
    assert seen == [seen[0]] * len(seen)
    records = chat.world.audit.records
    assert [(r.tool, r.decision, r.status) for r in records] == [("reveal_gift_card", "deny", "notFound")] * len(seen)


async def test_what_cannot_be_looked_up_or_audited_is_not_shown(chat: Chat) -> None:
    with mock.patch.object(MemoryAudit, "record", side_effect=AuditUnavailable):
        unaudited = await reveal(chat)
    chat.world.router.get(UPSTREAM).respond(500)
    unavailable = await reveal(chat)

    assert (unaudited.status_code, unaudited.json()["code"]) == (503, "auditUnavailable")
    assert (unavailable.status_code, unavailable.json()["code"]) == (503, "rewardsUnavailable")
    assert SECOND_CARD not in unaudited.text


@pytest.mark.parametrize(
    "body", [{}, SECOND | {"giftCard": SECOND_CARD}, SECOND | {"lastFour": "22222"}, SECOND | {"revealId": ""}]
)
async def test_a_body_that_makes_no_sense_is_refused_without_an_echo(chat: Chat, body: dict[str, Any]) -> None:
    response = await reveal(chat, body)

    assert (response.status_code, response.json()["code"]) == (422, "invalidRequest")
    assert SECOND_CARD not in response.text


async def test_reveals_and_reads_have_the_limits_of_their_purposes(chat: Chat) -> None:
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=_nothing, limits=RateLimits(RATES))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
        limited = Chat(http, chat.world)
        reveals = [(await reveal(limited)).status_code for _ in range(3)]
        reads = [(await looked_up(limited, f"/v1/orders/{ORDER}", LEAD)).status_code for _ in range(6)]

    assert 429 in reveals
    assert reveals.index(429) < reads.index(429)
