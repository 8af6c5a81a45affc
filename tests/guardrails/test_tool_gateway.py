"""The one way to a lookup: what it lets through, what it hides, and what it writes down."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import CellType, ModuleType
from typing import Any
from unittest import mock

import httpx
import pytest

from agent.model_loop import compiled_loop
from core.contract import ExecutionV2, HistoryEntry, Page, Reason, SourceStatus
from core.identity.tokens import AUDIENCE_REWARDS, Principal, Tokens
from guardrails.audit.record import ResourceHash
from guardrails.authorization.cedar import CedarPolicy
from guardrails.errors import PolicyUnavailable
from guardrails.pii.vault import Vault
from guardrails.tool_gateway import ToolGateway
from guardrails.turn_scope import TurnScope
from tests.harness import AGENT, LEAD, SHOPPER, Harness, answer_json, detector, harness
from tests.story_order import (
    CUSTOMER,
    FIRST_CARD,
    NOW,
    ORDER,
    SECOND_CARD,
    benefit,
    cashback,
    execution,
    inr,
    issuance,
    without_concessions,
)
from tools import wording
from tools.arguments import ToolArguments
from tools.cards import Label, ToolStatus
from tools.facts import FactBook
from tools.order_record import LookupResult
from tools.registry import TOOLS, ToolRequest
from tools.rewards_client import RewardsApi, RewardsClient
from tools.tool_outcome import ToolOutcome

DETAILS = "get_promotion_execution_details"
PATH = f"promotion-executions/{ORDER}"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness(tmp_path) as built:
        yield built


def scope_of(principal: Principal) -> TurnScope:
    book = FactBook(wording.get_zone("en-IN"))
    return TurnScope(principal, Vault(detector()), book, conversation_id="conv", request_id="req")


def amounts(outcome: ToolOutcome) -> dict[Label, str]:
    [order] = outcome.orders
    shown = {fact.fact_id: fact.display for fact in outcome.facts}
    return {label: shown[fact_id] for label, fact_id in order.benefits[0].facts.items()}


def silent_sources(outcome: ToolOutcome) -> set[str]:
    [order] = outcome.orders
    return {report.source for report in order.record.sources if report.status is not SourceStatus.OK}


async def test_the_story_becomes_facts_with_their_records(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    shown = amounts(outcome)
    assert (shown[Label.PROMISED], shown[Label.GRANTED], shown[Label.REMAINING]) == ("₹100.00", "₹36.00", "₹64.00")
    granted = next(fact for fact in outcome.facts if fact.label is Label.GRANTED)
    assert [(source.source, source.record_id) for source in granted.sources] == [
        ("concessions", "EV-1"),
        ("concessions", "EV-2"),
    ]
    assert [item.reason for item in outcome.items] == [
        None,
        None,
        None,
        Reason.AWAITING_SHIPMENT,
        Reason.AWAITING_SHIPMENT,
    ]


async def test_no_gift_card_leaves_the_seam(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))
    scope = scope_of(AGENT)

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope)

    text = repr(outcome)
    assert FIRST_CARD not in text
    assert SECOND_CARD not in text
    assert [card.gift_card for card in outcome.installments] == ["<GIFT_CARD_1>", "<GIFT_CARD_2>"]
    assert scope.vault.restore("<GIFT_CARD_2>", lambda kind, value: f"{kind}:{value}") == "GIFT_CARD:2222"


async def test_the_token_of_a_lookup_is_no_wider_than_its_principal(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))

    await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    token = world.requests[0].headers["authorization"].removeprefix("Bearer ")
    assert world.tokens.verify(token, audience=AUDIENCE_REWARDS) == AGENT


async def test_foreign_lied_about_and_missing_are_one_outcome(world: Harness) -> None:
    """The API answers 404, or hands over an order of somebody else, or an order that was not asked for."""
    outcomes = []
    for answer in (
        answer_json(execution(), status=404),
        answer_json(execution(customer_id="CUST-2002")),
        answer_json(execution(customer_id=None)),
        answer_json(execution(business_reference_id="404-0000000-0000000")),
    ):
        world.router.get(PATH).mock(return_value=answer)
        outcomes.append(await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT)))

    assert {repr(outcome) for outcome in outcomes} == {repr(outcomes[0])}
    assert outcomes[0].status is ToolStatus.NOT_FOUND


async def test_a_search_for_another_customer_makes_no_request(world: Harness) -> None:
    arguments = {
        "customerId": "CUST-2002",
        "createdFrom": "2026-09-01T00:00:00+05:30",
        "createdTo": "2026-10-01T00:00:00+05:30",
    }

    outcome = await world.tool_gateway.call(DETAILS, arguments, scope_of(AGENT))

    assert outcome.status is ToolStatus.NOT_FOUND
    assert world.requests == []
    assert world.audit.records[-1].decision == "deny"


async def test_orders_of_others_in_a_search_result_are_dropped(world: Harness) -> None:
    foreign = execution(customer_id="CUST-2002", business_reference_id="402-3334445-1112223")
    page = Page[ExecutionV2](data=[execution(), foreign], has_more=False, next_cursor=None, partial=False, sources=[])
    world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(page))
    window = {"createdFrom": "2026-11-01T00:00:00+05:30", "createdTo": "2026-12-01T00:00:00+05:30"}

    outcome = await world.tool_gateway.call(DETAILS, window, scope_of(AGENT))

    assert [order.order_id for order in outcome.orders] == [ORDER]
    assert "402-3334445-1112223" not in repr(outcome)
    assert world.audit.records[-1].decision == "deny"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"businessReferenceId": "a/b"},
        {"businessReferenceId": ORDER, "isAdmin": True},
        {"businessReferenceId": ORDER, "createdFrom": "2026-11-01T00:00:00+05:30"},
        {"createdFrom": "2026-11-01T00:00:00", "createdTo": "2026-12-01T00:00:00"},
        {"createdFrom": "2026-12-01T00:00:00Z", "createdTo": "2026-11-01T00:00:00Z"},
        {"businessReferenceId": 7},
    ],
)
async def test_arguments_that_make_no_sense_are_a_fixed_code(world: Harness, arguments: dict[str, object]) -> None:
    outcome = await world.tool_gateway.call(DETAILS, arguments, scope_of(AGENT))

    assert (outcome.status, outcome.code) == (ToolStatus.INVALID, "invalidArguments")
    assert world.requests == []


async def test_a_search_for_no_customer_is_invalid_and_does_not_end_the_turn(world: Harness) -> None:
    """A lead has no case, so a search that names no customer is for nobody; a model may well ask for one."""
    window = {"createdFrom": "2026-11-01T00:00:00+05:30", "createdTo": "2026-11-08T00:00:00+05:30"}
    lead = LEAD.model_copy(update={"customer_id": None})

    outcome = await world.tool_gateway.call("get_promotion_execution_details", window, scope_of(lead))

    assert (outcome.status, outcome.code) == (ToolStatus.INVALID, "invalidArguments")


async def test_a_customer_cannot_name_a_customer(world: Harness) -> None:
    arguments = {
        "customerId": CUSTOMER,
        "createdFrom": "2026-11-01T00:00:00+05:30",
        "createdTo": "2026-12-01T00:00:00+05:30",
    }

    outcome = await world.tool_gateway.call(DETAILS, arguments, scope_of(SHOPPER))

    assert outcome.status is ToolStatus.INVALID


async def test_an_unknown_tool_reveals_nothing_of_the_known_ones(world: Harness) -> None:
    outcome = await world.tool_gateway.call("drop_tables", {}, scope_of(AGENT))

    assert outcome == ToolOutcome(tool="unknown", status=ToolStatus.INVALID, code="unknownTool")


@pytest.mark.parametrize(
    ("status", "code"), [(500, "rewardsUnavailable"), (429, "rewardsThrottled"), (401, "notAuthorised")]
)
async def test_not_knowing_is_never_an_empty_answer(world: Harness, status: int, code: str) -> None:
    world.router.get(PATH).respond(status)

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    assert outcome.code == code
    assert outcome.status not in (ToolStatus.OK, ToolStatus.EMPTY, ToolStatus.NOT_FOUND)


async def test_a_source_that_is_down_leaves_no_amount_to_state(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(without_concessions()))

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    assert outcome.partial
    assert {Label.GRANTED, Label.REMAINING} & amounts(outcome).keys() == set()
    assert outcome.cashback[0].remaining is None
    assert silent_sources(outcome) == {"concessions"}


async def test_a_customer_sees_our_records_and_not_our_databases(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(without_concessions()))

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(SHOPPER))

    assert outcome.partial
    assert silent_sources(outcome) == {"records"}


async def test_a_customer_gets_no_figure_of_an_excess(world: Harness) -> None:
    excess = cashback(eligible=3000, issued=3600, remaining=0).model_copy(update={"over_issued": inr(600)})
    found = benefit(cashback=excess, reasons=[Reason.OVER_ISSUED], line_items=[])
    world.router.get(PATH).mock(return_value=answer_json(execution(benefit=found, totals=[excess])))

    staff = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))
    customer = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(SHOPPER))

    assert Label.OVER_ISSUED in amounts(staff)
    assert Label.OVER_ISSUED not in amounts(customer)


async def test_a_customer_sees_neither_the_value_of_an_unrevealed_card_nor_internal_conflicts(world: Harness) -> None:
    unrevealed = benefit(
        benefit_type="SCRATCH_CARD",
        reasons=[Reason.SCRATCH_CARD_UNREVEALED, Reason.SOURCE_CONFLICT],
        cashback=cashback(eligible=10000, issued=0, remaining=10000),
        issuances=[],
    )
    world.router.get(PATH).mock(return_value=answer_json(execution(benefit=unrevealed)))

    staff = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))
    customer = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(SHOPPER))

    assert amounts(staff)[Label.PROMISED] == "₹100.00"
    assert Label.PROMISED not in amounts(customer)
    assert customer.cashback[0].promised is None
    assert customer.cashback[0].reasons == [Reason.SCRATCH_CARD_UNREVEALED]


async def test_a_name_with_personal_data_is_not_shown(world: Harness) -> None:
    [first, *rest] = benefit().line_items
    marked = first.model_copy(update={"title": "Gift for Mr. Rakesh Sharma, 98450 12345"})
    changed = execution(benefit=benefit(line_items=[marked, *rest]))
    world.router.get(PATH).mock(return_value=answer_json(changed))

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    assert outcome.items[0].title is None
    assert "98450" not in repr(outcome)
    assert "Rakesh" not in repr(outcome)


@pytest.mark.parametrize(
    ("written", "passed"),
    [("FRAUD_CHECK", "FRAUD_CHECK"), ("ERR_4041", "ERR_4041"), ("CALL_9845012345", None), ("call us", None)],
)
async def test_a_reason_code_is_a_code_or_nothing(world: Harness, written: str, passed: str | None) -> None:
    [first, *rest] = benefit().issuances
    changed = execution(benefit=benefit(issuances=[first.model_copy(update={"reason_code": written}), *rest]))
    world.router.get(PATH).mock(return_value=answer_json(changed))

    outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    assert outcome.orders[0].benefits[0].installments[0].issuance.reason_code == passed


async def test_the_audit_says_who_and_what_but_nothing_personal(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))
    lead = LEAD.model_copy(update={"reason": "escalation, call 98450 12345"})

    await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(lead))

    [record] = world.audit.records
    assert (record.subject, record.role, record.tool, record.decision) == ("meera", "support_lead", DETAILS, "allow")
    assert datetime.fromisoformat(record.at) == NOW
    text = json.dumps([getattr(record, name) for name in record.__slots__])
    assert ORDER not in text
    assert "98450" not in text
    assert record.result_digest is not None


async def test_without_a_policy_nothing_is_asked_and_nothing_shown(world: Harness) -> None:
    """Before the lookup no request is made; after it what came back is held back. Both are reported and audited."""
    world.router.get(PATH).mock(return_value=answer_json(execution()))
    for method, requests in (("may_request", 0), ("may_see", 1)):
        with mock.patch.object(CedarPolicy, method, side_effect=PolicyUnavailable):
            outcome = await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

        assert (outcome.status, outcome.code) == (ToolStatus.UNAVAILABLE, "policyUnavailable")
        assert outcome.facts == ()
        assert len(world.requests) == requests
        assert (world.audit.records[-1].decision, world.audit.records[-1].policy) == ("deny", "policy-unavailable")


def reachable(start: object) -> list[object]:
    """Everything that can be had from an object by way of attributes, containers and closures."""
    found: list[object] = []
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if id(current) in seen or isinstance(current, (str, bytes, int, float, type, ModuleType)):
            continue
        seen.add(id(current))
        found.append(current)
        if isinstance(current, dict):
            waiting += current.values()
        elif isinstance(current, (list, tuple, set, frozenset)):
            waiting += current
        if isinstance(current, CellType):
            waiting.append(current.cell_contents)
        waiting += getattr(current, "__dict__", {}).values()
        waiting += getattr(current, "__closure__", None) or ()
        waiting.append(getattr(current, "__self__", None))
        slots = [name for kind in type(current).__mro__ for name in getattr(kind, "__slots__", ())]
        waiting += [getattr(current, name) for name in slots if hasattr(current, name)]
    return found


async def test_a_tool_is_handed_nothing_wider_than_its_callers_token(world: Harness) -> None:
    """Neither the signer of tokens nor a client without an identity can be had from what a tool is given."""
    given: list[object] = []
    tool = TOOLS[DETAILS]

    async def spying(arguments: ToolArguments, api: RewardsApi, request: ToolRequest) -> LookupResult:
        given.extend([arguments, api, request])
        return await tool.run(arguments, api, request)

    world.router.get(PATH).mock(return_value=answer_json(execution()))
    with mock.patch.dict(TOOLS, {DETAILS: replace(tool, run=spying)}):
        await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(AGENT))

    assert len(given) == 3
    within_reach = reachable(given)
    assert any(isinstance(each, httpx.AsyncClient) for each in within_reach)
    assert not [each for each in within_reach if isinstance(each, (Tokens, RewardsClient, ToolGateway))]
    [client] = [each for each in within_reach if isinstance(each, httpx.AsyncClient)]
    assert "authorization" not in client.headers
    assert client.auth is None
    assert any(isinstance(each, Tokens) for each in reachable(world.tool_gateway))  # the search would have found it


def test_what_describes_the_tools_to_the_graph_holds_no_client() -> None:
    clients = (Tokens, RewardsClient, RewardsApi, httpx.AsyncClient)
    assert not [each for each in reachable(compiled_loop()) if isinstance(each, clients)]


async def test_the_events_of_another_order_or_owner_are_no_history_of_this_one(world: Harness) -> None:
    foreign_card = "GC-9999-8888-7777"
    entries = [
        history_entry("EV-1", gift_card_id=FIRST_CARD),
        history_entry("EV-90", gift_card_id=foreign_card, business_reference_id="404-0000000-0000000"),
        history_entry("EV-91", gift_card_id=foreign_card, customer_id="CUST-2002"),
    ]
    page = Page[HistoryEntry](data=entries, has_more=False, next_cursor=None, partial=False, sources=[])
    world.router.get(PATH).mock(return_value=answer_json(execution()))
    world.router.get(f"{PATH}/issuances").mock(return_value=answer_json(page))
    scope = scope_of(AGENT)

    outcome = await world.tool_gateway.call("get_issuance_history", {"businessReferenceId": ORDER}, scope)

    assert len(outcome.installments) == len(execution().promotions[0].benefits[0].issuances)
    assert [entry.last_four for entry in scope.vault.export().values()] == ["1111", "2222"]  # the order's own


async def test_what_the_orders_of_others_lack_makes_no_answer_partial(world: Harness) -> None:
    foreign = execution(customer_id="CUST-2002", business_reference_id="402-3334445-1112223", partial=True)
    page = Page[ExecutionV2](data=[foreign, execution()], has_more=False, next_cursor=None, partial=False, sources=[])
    world.router.get(f"customers/{CUSTOMER}/promotion-executions").mock(return_value=answer_json(page))
    window = {"createdFrom": "2026-11-01T00:00:00+05:30", "createdTo": "2026-12-01T00:00:00+05:30"}

    outcome = await world.tool_gateway.call(DETAILS, window, scope_of(AGENT))

    assert not outcome.partial


def history_entry(event_id: str, **changes: Any) -> HistoryEntry:
    issued = issuance(event_id, 1500, FIRST_CARD, NOW, "SHP-1")
    of_the_story = HistoryEntry(
        **issued.model_dump(),
        business_reference_id=ORDER,
        customer_id=CUSTOMER,
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
    )
    return of_the_story.model_copy(update=changes)


async def test_a_customers_account_is_not_written_down(world: Harness) -> None:
    world.router.get(PATH).mock(return_value=answer_json(execution()))

    await world.tool_gateway.call(DETAILS, {"businessReferenceId": ORDER}, scope_of(SHOPPER))

    [record] = world.audit.records
    assert record.subject == ResourceHash(b"k" * 32)(SHOPPER.subject)
    assert SHOPPER.subject not in json.dumps([getattr(record, name) for name in record.__slots__])
