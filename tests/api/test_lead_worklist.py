"""``GET /v1/lead/worklist``: asked of the rewards API with the lead's own scope, projected, and recorded."""

from typing import Any

import httpx
import pytest

from core.identity.tokens import AUDIENCE_REWARDS, Principal
from core.money import money
from core.worklist_contract import WorklistEntry, WorklistKind, WorklistPage
from guardrails.audit.record import MemoryAudit
from guardrails.errors import AuditUnavailable
from tests.api.conftest import Chat
from tests.harness import AGENT, LEAD, SHOPPER, answer_json
from tests.story_order import CUSTOMER, NOW, ORDER

ENTRY = WorklistEntry(
    kind=WorklistKind.CONFLICT,
    business_reference_id=ORDER,
    promotion_id="PROMO-1",
    benefit_id="BEN-1",
    customer_id=CUSTOMER,
    since=NOW,
    amount=money(6400, "INR"),
    codes=["issuedDiffers", "call 98765 43210"],
)


def serve(chat: Chat, *entries: WorklistEntry, cursor: str | None = None) -> None:
    page = WorklistPage(data=list(entries), has_more=cursor is not None, next_cursor=cursor, as_of=NOW)
    chat.world.router.get("worklist").mock(return_value=answer_json(page))


async def worklist(chat: Chat, who: Principal = LEAD, **parameters: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.get("/v1/lead/worklist", params=parameters, headers=headers)


async def test_lead_gets_the_page_of_the_rewards_api_and_one_record(chat: Chat) -> None:
    serve(chat, ENTRY, cursor="next")
    from_start: dict[str, Any] = {"from": "2026-11-01T00:00:00+05:30"}
    response = await worklist(chat, kind="conflict", limit=5, cursor="page", **from_start)
    page = WorklistPage.model_validate_json(response.content)
    assert page.data == [ENTRY.model_copy(update={"codes": ["issuedDiffers"]})]
    assert (page.has_more, page.next_cursor) == (True, "next")
    (request,) = chat.world.requests
    asked = dict(request.url.params)
    assert (asked["kind"], asked["limit"], asked["cursor"]) == ("conflict", "5", "page")
    assert asked["from"] == "2026-10-31T18:30:00+00:00"
    token = request.headers["authorization"].removeprefix("Bearer ")
    assert chat.world.tokens.verify(token, audience=AUDIENCE_REWARDS) == LEAD
    (record,) = chat.world.audit.records
    assert (record.tool, record.decision, record.policy, record.status, record.reason) == (
        "lead_worklist",
        "allow",
        "lead-oversees",
        "ok",
        "escalation",
    )
    assert record.resource == chat.world.tool_gateway.oversight.hashed("conflict")


async def test_personal_data_in_a_reason_is_not_recorded(chat: Chat) -> None:
    serve(chat)
    await worklist(chat, LEAD.model_copy(update={"reason": "call 9876543210 back"}))
    assert "9876543210" not in str(chat.world.audit.records)


@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=["agent", "customer"])
async def test_nobody_but_a_lead_is_looked_up_for(chat: Chat, who: Principal) -> None:
    serve(chat, ENTRY)
    response = await worklist(chat, who)
    assert (response.status_code, response.json()["code"], chat.world.requests) == (404, "notFound", [])
    (record,) = chat.world.audit.records
    assert (record.decision, record.status) == ("deny", "notFound")


async def test_nothing_is_shown_that_cannot_be_recorded(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise AuditUnavailable

    serve(chat, ENTRY)
    monkeypatch.setattr(MemoryAudit, "record", fail)
    response = await worklist(chat)
    assert (response.status_code, response.json()["code"]) == (503, "auditUnavailable")
    assert ORDER not in response.text


@pytest.mark.parametrize(
    ("status", "parameters", "code"),
    [(400, {"cursor": "other"}, "cursorInvalid"), (503, {}, "rewardsUnavailable"), (429, {}, "rewardsThrottled")],
)
async def test_failure_of_the_rewards_api_is_a_problem_and_is_recorded(
    chat: Chat, status: int, parameters: dict[str, Any], code: str
) -> None:
    chat.world.router.get("worklist").respond(status, text="Secret9876543210")
    response = await worklist(chat, **parameters)
    assert response.json()["code"] == code
    assert "Secret" not in response.text
    assert [record.status for record in chat.world.audit.records] == ["unavailable"]


@pytest.mark.parametrize("parameters", [{"kind": "everything"}, {"limit": 101}, {"order": "up"}])
async def test_parameter_out_of_range_is_refused(chat: Chat, parameters: dict[str, Any]) -> None:
    assert (await worklist(chat, **parameters)).status_code == 422
