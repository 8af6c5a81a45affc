"""What every answer must be when one row deviates: stated once, for all deviations, tables, stores and routes."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from tests.rewards.conftest import LEAD, agent_of
from tests.rewards.http.stream_reader import reading
from tests.rewards.tolerance.cases import Case, as_stored_json, compact
from tests.rewards.world import day

STRANGER = agent_of("CUST-STRANGER")
MISSING = "404-9999999-9999999"
_V1_FIELDS = {
    "promotionId": "promotionId",
    "benefitId": "benefitId",
    "benefitType": "benefitType",
    "benefitValue": "eligibleMinor",
    "currency": "currency",
    "benefitIssuanceStatus": "benefitIssuanceStatus",
    "benefitIssuanceTime": "benefitIssuanceTime",
    "gcId": "gcId",
    "lastUpdatedTime": "lastUpdatedTime",
}
_BOOKKEEPING = ("amountsComplete", "pendingReversals")


@dataclass
class Answers:
    """Every answer about the two orders of a case, as the lead gets them."""

    v1: httpx.Response
    v2: dict[str, Any]
    cashback: dict[str, Any]
    issuances: dict[str, Any]
    card: httpx.Response
    window: dict[str, Any]
    window_v1: dict[str, Any]
    issued: dict[str, Any]  # the orders with an issuance in the window
    position: dict[str, Any]

    @classmethod
    async def of(cls, case: Case, app: FastAPI, client: httpx.AsyncClient) -> "Answers":
        path = f"/promotion-executions/{case.order}"
        v1 = await client.get(path, headers=LEAD)
        bodies = [
            (await client.get(f"{path}{rest}", headers=LEAD)).raise_for_status().json()
            for rest in ("?version=2&fresh=true", "/cashback?fresh=true", "/issuances?fresh=true")
        ]
        card = await client.get(f"/gift-cards/{case.card}/issuances", headers=LEAD)
        windows = [
            (await client.get(f"/customers/{case.customer}/promotion-executions", params=params, headers=LEAD))
            for params in (_ALL | {"version": "2"}, _ALL | {"version": "1"}, _ISSUED)
        ]
        async with reading(app, f"{path}/events-stream", LEAD) as stream:
            position = (await stream.frame()).data
        v2, cashback, issuances = bodies
        window, window_v1, issued = [response.raise_for_status().json() for response in windows]
        return cls(v1, v2, cashback, issuances, card, window, window_v1, issued, position)


_ALL = {"from": day(-30), "to": day(30)}
_ISSUED = _ALL | {"version": "2", "timeField": "issued"}


def check_v1(case: Case, before: Answers, after: Answers) -> None:
    """Whatever deviates, v1 has what PED holds, and the bytes of all else are the same."""
    assert after.v1.status_code == 200
    expected = before.v1.json()
    if case.deviation.table == "ped":
        row = {name: as_stored_json(value) for name, value in case.deviation.of(case.sound_row).items()}
        if case.effect.has_owner:
            expected["customerId"] = row["customerId"]
        changed = {shown: row.get(stored) for shown, stored in _V1_FIELDS.items()}
        if changed["gcId"] is None:
            cards = row.get("gcIds")
            held = [card for card in cards if card is not None] if isinstance(cards, list) else []
            changed["gcId"] = held[-1] if held else None
        unchanged = [row for row in expected["promotions"] if row["benefitId"] != "BEN-1"]
        expected["promotions"] = sorted(
            [changed, *unchanged], key=lambda row: (str(row["promotionId"]), str(row["benefitId"]))
        )
    assert after.v1.text == compact(expected)


def check_benefits(case: Case, before: Answers, after: Answers) -> None:
    """A malformed row makes its benefit unknown, or every benefit if it does not say which; no other changes."""
    effect = case.effect
    was, now = _benefits(before.v2), _benefits(after.v2)
    if effect.may_be_of_any_benefit:
        assert now.keys() >= {"BEN-2"}
        for benefit in now.values():
            assert_unknown(benefit)
    else:
        assert now["BEN-2"] == was["BEN-2"]
    if effect.is_malformed and effect.names_its_benefit:
        assert_unknown(now["BEN-1"])
    assert after.v2["partial"] is effect.is_malformed
    if effect.is_malformed:
        report = _report(case, after.v2)
        assert (report["code"], report["retryable"]) == ("malformedRow", False)
        assert_no_total(after.v2)
    else:
        assert [report["code"] for report in after.v2["sources"]] == [None, None, None]


def assert_unknown(benefit: dict[str, Any]) -> None:
    amounts = {name: value for name, value in benefit["cashback"].items() if name not in _BOOKKEEPING}
    assert set(amounts.values()) == {None}
    assert len(amounts) == 9
    assert benefit["cashback"]["amountsComplete"] is False
    assert (benefit["issuanceStatus"], benefit["reversalStatus"]) == ("UNKNOWN", "UNKNOWN")
    assert "MALFORMED_ROW" in benefit["reasons"]


def assert_no_total(body: dict[str, Any]) -> None:
    for total in body["totals"]:
        assert {value for name, value in total.items() if name not in _BOOKKEEPING} == {None}


def check_other_views(case: Case, before: Answers, after: Answers) -> None:
    """Position, stream and window agree with v2, and a history says that an event is missing."""
    effect = case.effect
    positions = {name: _position(benefit) for name, benefit in _benefits(after.v2).items()}
    for body in (after.cashback, after.position):
        assert {benefit["benefitId"]: _position(benefit) for benefit in body["benefits"]} == positions
    lost = effect.is_malformed and case.deviation.table == "concessions"
    events = [entry["eventId"] for entry in before.issuances["data"][lost:]]
    if effect.is_malformed or case.deviation.table != "concessions":
        assert [entry["eventId"] for entry in after.issuances["data"]] == events
    assert after.issuances["partial"] is (lost or effect.may_be_of_any_benefit)
    check_window(case, before, after)
    check_card(case, after, lost=lost)


def check_window(case: Case, before: Answers, after: Answers) -> None:
    """Both orders are found, and the one without a fault is as it was."""
    found = {execution["businessReferenceId"]: execution for execution in after.window["data"]}
    assert found.keys() == {case.order, case.other_order}
    was = next(one for one in before.window["data"] if one["businessReferenceId"] == case.other_order)
    assert found[case.other_order]["promotions"] == was["promotions"]
    assert found[case.other_order]["totals"] == was["totals"]
    assert _benefits(found[case.order]).keys() == _benefits(after.v2).keys()
    assert not after.window["hasMore"]
    by_v1 = {execution["businessReferenceId"]: execution for execution in after.window_v1["data"]}
    assert by_v1 == {case.order: after.v1.json(), case.other_order: by_v1[case.other_order]}
    assert {execution["businessReferenceId"] for execution in after.issued["data"]} == found.keys()


def check_card(case: Case, after: Answers, *, lost: bool) -> None:
    """The other event of the gift card is found; the page is partial when an event of it may be missing."""
    page = after.card.raise_for_status().json()
    assert f"E-{case.number}-2" in [entry["eventId"] for entry in page["data"]]
    assert page["partial"] is (lost or case.effect.may_be_of_any_benefit)


async def check_access(case: Case, client: httpx.AsyncClient) -> None:
    """A stranger gets the bytes of a missing order; the owner gets theirs unless a row might name another one."""
    effect, table = case.effect, case.deviation.table
    for rest in ("", "?version=2", "/cashback", "/issuances"):
        refused = await client.get(f"/promotion-executions/{case.order}{rest}", headers=STRANGER)
        missing = await client.get(f"/promotion-executions/{MISSING}{rest}", headers=STRANGER)
        assert (refused.status_code, _without_id(refused)) == (404, _without_id(missing))
    card = await client.get(f"/gift-cards/{case.card}/issuances", headers=STRANGER)
    no_card = await client.get("/gift-cards/GC-MISSING/issuances", headers=STRANGER)
    assert (card.status_code, _without_id(card)) == (404, _without_id(no_card))
    path = f"/promotion-executions/{case.order}"
    v1 = await client.get(path, headers=case.caller)
    v2 = await client.get(f"{path}?version=2&fresh=true", headers=case.caller)
    is_named = effect.has_owner and (table != "ped" or _names_owner(case))
    assert (v1.status_code == 200) is (is_named or table != "ped")
    # Events prove the owner if PED does not.
    assert (v2.status_code == 200) is (is_named or not effect.has_owner or table != "ped")
    if v1.status_code == 503:
        assert (v1.json()["code"], v1.json()["retryable"]) == ("malformedRow", False)


def _names_owner(case: Case) -> bool:
    row: dict[str, Any] = case.deviation.of(case.sound_row)
    return row.get("customerId") == case.customer


def check_metrics(case: Case, before: str, after: str) -> None:
    """The table and the field are counted, and nothing else of the row is in the metrics."""
    known = before.splitlines()
    lines = [line for line in after.splitlines() if line.startswith("rewards_malformed_rows_total{")]
    counted = [line for line in lines if line not in known]
    assert bool(counted) is case.effect.is_malformed
    assert all(f'table="{case.deviation.table}"' in line for line in counted)
    if case.effect.is_malformed:
        assert any(f'field="{case.deviation.field}"' in line for line in counted)
    assert f'"{case.deviation.value}"' not in "".join(counted)


def _benefits(execution: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {benefit["benefitId"]: benefit for one in execution["promotions"] for benefit in one["benefits"]}


def _position(benefit: dict[str, Any]) -> tuple[Any, ...]:
    return benefit["issuanceStatus"], benefit["reversalStatus"], compact(benefit["cashback"]), benefit["reasons"]


def _report(case: Case, body: dict[str, Any]) -> dict[str, Any]:
    (report,) = (one for one in body["sources"] if one["source"] == case.deviation.table)
    found: dict[str, Any] = report
    return found


def _without_id(response: httpx.Response) -> str:
    body: dict[str, Any] = json.loads(response.content)
    return compact(body | {"requestId": ""})
