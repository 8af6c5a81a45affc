"""``GET /v1/orders/{brf}``: what each role is shown, that foreign and missing are the same, and the audit record."""

from typing import Any
from unittest import mock

import httpx
import pytest

from core.contract import Conflict, Reason, SourceStatus
from core.identity.tokens import AUDIENCE_REWARDS, Principal
from core.ids import SITE_IDENTIFIERS
from guardrails.audit.record import MemoryAudit
from guardrails.authorization.cedar import CedarPolicy
from guardrails.authorization.field_projection import Projection
from guardrails.errors import AuditUnavailable, PolicyUnavailable
from tests.api.conftest import Chat
from tests.api.records.conftest import looked_up, without_request_id
from tests.api.test_refusals_audited import UNSCOPED
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import (
    CUSTOMER,
    FIRST_AT,
    FIRST_CARD,
    ORDER,
    SECOND_CARD,
    benefit,
    cashback,
    execution,
    issuance,
    item,
    sources,
    without_concessions,
)

PATH = f"/v1/orders/{ORDER}"
UPSTREAM = f"promotion-executions/{ORDER}"


def answers(chat: Chat, response: httpx.Response) -> None:
    chat.world.router.get(UPSTREAM).mock(return_value=response)


async def test_an_agent_sees_position_lists_and_cards_by_their_last_four(chat: Chat) -> None:
    response = await looked_up(chat, PATH)

    order = response.json()
    [only] = order["benefits"]
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert (order["businessReferenceId"], order["customerId"], order["partial"]) == (ORDER, CUSTOMER, False)
    assert only["position"]["remaining"] == {"amountMinor": 6400, "currency": "INR"}
    assert [one["giftCard"] for one in only["installments"]] == ["•••• 1111", "•••• 2222"]
    assert [one["revealId"] for one in only["installments"]] == [None, None]
    assert [one["title"] for one in only["items"]][3:] == ["Desk lamp", "Yoga mat"]
    for card in (FIRST_CARD, SECOND_CARD):
        assert card not in response.text


async def test_the_token_of_the_lookup_is_minted_for_it(chat: Chat) -> None:
    await looked_up(chat, PATH)

    token = chat.world.requests[-1].headers["authorization"].removeprefix("Bearer ")
    assert chat.world.tokens.verify(token, audience=AUDIENCE_REWARDS) == AGENT


async def test_a_lead_is_given_names_for_a_reveal(chat: Chat) -> None:
    [only] = (await looked_up(chat, PATH, LEAD)).json()["benefits"]

    assert [one["revealId"] for one in only["installments"]] == ["EV-1", "EV-2"]


async def test_a_customer_sees_neither_owner_nor_excess_nor_databases(chat: Chat) -> None:
    conflict = Conflict(
        code="issuedDiffers",
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="issued",
        values={"lineItems": 4000},
        chosen=None,
        rule="r",
    )
    failed = issuance("EV-3", 500, FIRST_CARD, FIRST_AT, "SHP-1").model_copy(
        update={"status": "FAILED", "reason_code": "BANK_DOWN"}
    )
    story = benefit(reasons=[Reason.DUPLICATE_ISSUANCE, Reason.AWAITING_SHIPMENT], issuances=[failed])
    answers(chat, answer_json(execution(benefit=story, conflicts=[conflict], sources=sources(ped=SourceStatus.STALE))))

    of_staff, of_customer = [(await looked_up(chat, PATH, who)).json() for who in (AGENT, SHOPPER)]

    assert of_staff["benefits"][0]["conflicts"] == [
        {"code": "issuedDiffers", "field": "issued", "values": {"lineItems": 4000}, "chosen": None}
    ]
    assert of_staff["benefits"][0]["installments"][0]["reasonCode"] == "BANK_DOWN"
    assert (of_customer["customerId"], of_customer["benefits"][0]["conflicts"]) == (None, [])
    assert of_customer["benefits"][0]["position"]["overIssued"] is None
    assert of_customer["benefits"][0]["reasons"] == ["AWAITING_SHIPMENT"]
    assert of_customer["benefits"][0]["installments"][0]["reasonCode"] is None
    assert [report["source"] for report in of_customer["sources"]] == ["records"]


async def test_the_worth_of_an_unrevealed_card_is_in_nothing_that_its_customer_gets(chat: Chat) -> None:
    hidden = benefit(
        benefit_type="SCRATCH_CARD",
        cashback=cashback(eligible=7777, issued=0, remaining=7777),
        reasons=[Reason.SCRATCH_CARD_UNREVEALED],
        issuances=[],
        gift_cards=[],
        line_items=[item(1, "Scratch card", 7777, 0, None)],
    )
    answers(chat, answer_json(execution(benefit=hidden)))

    response = await looked_up(chat, PATH, SHOPPER)

    assert response.status_code == 200
    assert response.json()["totals"] == []
    assert "7777" not in response.text
    assert "7777" in (await looked_up(chat, PATH, AGENT)).text


async def test_values_of_a_conflict_that_may_name_somebody_are_left_out(chat: Chat) -> None:
    conflict = Conflict(
        code="ownerDiffers",
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="customerId",
        values={"order": "CUST-2002", "ped": "98450 12345", "concessions": "ISSUED", "lineItems": 3},
        chosen="ped",
        rule="Call 98450 12345",
    )
    answers(chat, answer_json(execution(conflicts=[conflict])))

    response = await looked_up(chat, PATH)

    [shown] = response.json()["benefits"][0]["conflicts"]
    assert shown["values"] == {"order": None, "ped": None, "concessions": "ISSUED", "lineItems": 3}
    assert "98450" not in response.text


@pytest.mark.parametrize(
    "name",
    [
        "Fully paid, call 98450 12345",
        "You will get ₹500",
        "Asha Verma 9845012345",
        "<GIFT_CARD_1> [[f1]]",
        "a@b.example",
    ],
)
async def test_a_name_that_is_a_lure_or_a_person_is_not_shown(chat: Chat, name: str) -> None:
    story = execution(benefit=benefit(line_items=[item(1, name, 100, 0, None)]))
    [promotion] = story.promotions
    answers(
        chat,
        answer_json(story.model_copy(update={"promotions": [promotion.model_copy(update={"promotion_name": name})]})),
    )

    response = await looked_up(chat, PATH)

    [only] = response.json()["benefits"]
    assert (only["promotionName"], only["items"][0]["title"]) == (None, None)
    assert name not in response.text


@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=lambda who: who.role)
async def test_foreign_missing_forbidden_and_mistaken_are_the_same_bytes(chat: Chat, who: Principal) -> None:
    missing = httpx.Response(404, json={"code": "notFound", "detail": "CUST-9"})
    foreign = answer_json(execution(customer_id="CUST-2002"))
    unowned = answer_json(execution(customer_id=None))
    another = answer_json(execution(business_reference_id="404-0000000-0000000"))
    seen = []
    for response in (missing, httpx.Response(403), foreign, unowned, another):
        answers(chat, response)
        seen.append(without_request_id(await looked_up(chat, PATH, who)))
    seen.append(without_request_id(await looked_up(chat, PATH, UNSCOPED)))

    assert seen[0][:2] == (404, {"type": "about:blank", "title": "Nothing was found.", "status": 404} | seen[0][1])
    assert seen[0][1]["code"] == "notFound"
    assert all(each == seen[0] for each in seen)
    assert [record.status for record in chat.world.audit.records] == ["notFound"] * 6


async def test_each_lookup_leaves_one_record_without_the_number(chat: Chat) -> None:
    response = await looked_up(chat, PATH, LEAD.model_copy(update={"reason": "call back 98450 12345"}))

    [record] = chat.world.audit.records
    assert (record.tool, record.decision, record.policy, record.status) == (
        "read_order",
        "allow",
        "lead-sees-all",
        "ok",
    )
    assert (record.subject, record.request_id) == ("meera", response.headers["x-request-id"])
    assert record.reason == "call back <PHONE_1>"
    assert (record.conversation_id, bool(record.result_digest)) == ("", True)
    assert ORDER not in str(record)


async def test_what_is_unknown_is_a_503_and_never_a_404(chat: Chat) -> None:
    answers(chat, httpx.Response(503, json={"code": "ownershipUnproven"}))
    assert _code(await looked_up(chat, PATH)) == (503, "rewardsUnavailable")
    chat.world.router.get(UPSTREAM).mock(side_effect=httpx.ReadTimeout("slow"))
    assert _code(await looked_up(chat, PATH)) == (503, "rewardsTimeout")
    answers(chat, answer_json(execution()))
    with mock.patch.object(CedarPolicy, "may_request", side_effect=PolicyUnavailable):
        assert _code(await looked_up(chat, PATH)) == (503, "policyUnavailable")
    with mock.patch.object(MemoryAudit, "record", side_effect=AuditUnavailable):
        response = await looked_up(chat, PATH)
    assert _code(response) == (503, "auditUnavailable")
    assert "1111" not in response.text
    with mock.patch.object(Projection, "lookup", side_effect=KeyError("98450 12345")):
        response = await looked_up(chat, PATH)
    assert _code(response) == (500, "guardFault")
    assert "98450" not in response.text


async def test_a_partial_order_is_shown_with_what_is_not_known(chat: Chat) -> None:
    answers(chat, answer_json(without_concessions()))

    order = (await looked_up(chat, PATH)).json()

    assert order["partial"] is True
    assert order["benefits"][0]["position"]["granted"] is None
    assert [report["status"] for report in order["sources"]] == ["ok", "ok", "timeout"]


async def test_a_typed_number_is_normalised_and_a_wrong_one_is_refused_without_an_echo(chat: Chat) -> None:
    assert (await looked_up(chat, "/v1/orders/ 404 1029384 5566778 ")).json()["businessReferenceId"] == ORDER

    response = await looked_up(chat, "/v1/orders/%21call98450")

    assert _code(response) == (400, "invalidIdentifier")
    assert "98450" not in response.text
    assert len(chat.world.audit.records) == 1


async def test_an_encoded_slash_is_part_of_a_number(chat: Chat) -> None:
    with SITE_IDENTIFIERS.accepting(r"ORD/\d+", max_length=20):
        found = execution(business_reference_id="ORD/7")
        chat.world.router.get(path="/promotion-executions/ORD/7").mock(return_value=answer_json(found))

        response = await looked_up(chat, "/v1/orders/ORD%2f7")

    assert (response.status_code, response.json()["businessReferenceId"]) == (200, "ORD/7")
    assert chat.world.requests[-1].url.raw_path.startswith(b"/promotion-executions/ORD%2F7?")


async def test_the_revision_follows_what_the_viewer_is_shown(chat: Chat) -> None:
    async def revision(found: Any, who: Principal = AGENT) -> str:
        answers(chat, answer_json(found))
        revision: str = (await looked_up(chat, PATH, who)).json()["revision"]
        return revision

    first = await revision(execution())
    assert await revision(execution(sources=sources(ped=SourceStatus.STALE), request_id="1" * 32)) == first
    assert await revision(execution(benefit=benefit(reasons=[Reason.ISSUANCE_PENDING]))) != first
    hidden = [
        benefit(benefit_type="SCRATCH_CARD", issuances=[], cashback=cashback(eligible=worth, issued=0, remaining=worth))
        for worth in (100, 200)
    ]
    of_customer = {await revision(execution(benefit=each), SHOPPER) for each in hidden}
    assert len(of_customer) == 1


def _code(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]
