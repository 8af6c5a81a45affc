"""``GET /v1/lead/audit``: who looked up what, by customer and account, for leads only, and safe to export."""

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from core.clock import FixedClock
from core.identity.tokens import Principal
from guardrails.audit.chain_state import ChainWatch
from guardrails.audit.file import AuditFile
from guardrails.audit.log_reader import AuditLogReader
from guardrails.audit.reading import AuditReader
from guardrails.audit.verification import verify
from guardrails.audit.writer import AuditWriter
from tests.api.conftest import Chat, _nothing
from tests.harness import AGENT, LEAD, SHOPPER, answer_json, harness
from tests.story_order import CUSTOMER, NOW, ORDER, execution

KEY = b"a" * 32
QUESTION = f"What is left on order {ORDER}?"
FORMULA = AGENT.model_copy(update={"subject": "=HYPERLINK(1)"})
FOREIGN = AGENT.model_copy(update={"subject": "asha", "customer_id": "CUST-2002"})


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """Return the service over an audit log in a file, as it runs in production."""
    writer = AuditWriter(AuditFile(tmp_path, key=KEY))
    watch = ChainWatch(tmp_path, key=KEY, now=FixedClock(NOW).now)
    log = AuditLogReader(AuditReader(tmp_path, key=KEY), watch)
    async with harness(tmp_path, log=writer) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing, audit_log=log)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
            yield Chat(http, world)
    log.close()
    writer.close()


async def audit(chat: Chat, who: Principal = LEAD, **parameters: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {chat.token(who)}"}
    return await chat.http.get("/v1/lead/audit", params=parameters, headers=headers)


async def tools(chat: Chat, **parameters: Any) -> list[str]:
    response = await audit(chat, **parameters)
    assert response.status_code == 200, response.text
    return [line["tool"] for line in response.json()["data"]]


async def test_lookups_are_found_by_customer_and_by_account(chat: Chat, tmp_path: Path) -> None:
    for who in (AGENT, FORMULA, FOREIGN):
        await chat.post({"message": QUESTION}, who)
    about = (await audit(chat, customer=CUSTOMER)).json()
    assert [line["account"] for line in about["data"]] == ["=HYPERLINK(1)", "ravi"]
    assert {line["customer"] for line in about["data"]} == {chat.world.tool_gateway.oversight.hashed(CUSTOMER)}
    assert (about["chain"]["status"], about["hasMore"]) == ("intact", False)
    assert CUSTOMER not in json.dumps(about)
    assert [line["decision"] for line in (await audit(chat, agent="asha")).json()["data"]] == ["deny"]
    assert await tools(chat, agent="asha", customer=CUSTOMER) == []
    own = (await audit(chat, agent="meera")).json()["data"]
    assert [(line["tool"], line["reason"], line["policy"]) for line in own[:1]] == [
        ("lead_audit", "escalation", "lead-oversees")
    ]
    assert verify(tmp_path, key=KEY).findings == ()


async def test_pages_follow_their_cursor(chat: Chat) -> None:
    for _ in range(3):
        await chat.post({"message": QUESTION})
    first = (await audit(chat, customer=CUSTOMER, limit="2")).json()
    assert (len(first["data"]), first["hasMore"]) == (2, True)
    rest = (await audit(chat, customer=CUSTOMER, cursor=first["nextCursor"])).json()
    assert [line["seq"] for line in (*first["data"], *rest["data"])] == [3, 2, 1]


async def test_csv_cells_are_text_to_a_spreadsheet(chat: Chat) -> None:
    await chat.post({"message": QUESTION}, FORMULA)
    response = await audit(chat, format="csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert response.headers["x-audit-chain"] == "intact"
    header, *rows = csv.reader(io.StringIO(response.text))
    assert header[:5] == ["seq", "at", "requestId", "conversationId", "account"]
    assert [row[4] for row in rows] == ["'=HYPERLINK(1)", "meera"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "|", "%"))]


async def test_json_lines_hold_every_record_the_oldest_first(chat: Chat) -> None:
    await chat.post({"message": QUESTION})
    response = await audit(chat, format="jsonl")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["tool"] for line in lines] == ["get_promotion_execution_details", "lead_audit"]
    assert response.headers["content-type"] == "application/jsonl"


@pytest.mark.parametrize("form", ["json", "csv", "jsonl"])
@pytest.mark.parametrize("who", [AGENT, SHOPPER], ids=["agent", "customer"])
async def test_nobody_but_a_lead_gets_anything_and_the_attempt_is_recorded(
    chat: Chat, who: Principal, form: str
) -> None:
    response = await audit(chat, who, format=form)
    assert (response.status_code, response.json()["code"]) == (404, "notFound")
    (line,) = [line for line in (await audit(chat)).json()["data"] if line["decision"] == "deny"]
    assert (line["tool"], line["policy"], line["role"]) == ("lead_audit", "default-deny", who.role)


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({"cursor": "Secret9876543210"}, 400, "cursorInvalid"),
        ({"cursor": "WyItMSJd"}, 400, "cursorInvalid"),
        ({"from": "2026-11-01"}, 400, "offsetRequired"),
        ({"customer": "CUST 1/../#"}, 400, "invalidIdentifier"),
        ({"format": "xlsx"}, 422, "invalidRequest"),
        ({"limit": "0"}, 422, "invalidRequest"),
    ],
)
async def test_what_cannot_be_read_is_refused_without_an_echo(
    chat: Chat, parameters: dict[str, Any], status: int, code: str
) -> None:
    response = await audit(chat, **parameters)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert "Secret" not in response.text


async def test_service_without_a_log_that_can_be_read_says_so(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").rename(tmp_path / "elsewhere")
    assert (await audit(chat)).json()["code"] == "auditUnavailable"
