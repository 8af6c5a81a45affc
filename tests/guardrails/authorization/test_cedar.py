"""The policy files, compared with a table of role by situation that was written independently of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity.tokens import SCOPE_ADMIN, SCOPE_INGEST, SCOPE_READ, Principal, Role
from guardrails.authorization.cedar import POLICIES, CedarPolicy
from guardrails.authorization.policy import Decision
from guardrails.errors import PolicyInvalid, PolicyUnavailable
from tests.harness import AGENT, LEAD, SHOPPER
from tests.story_order import CUSTOMER, execution
from tools.order_record import OrderRecord, from_execution
from tools.record_lookups import READ_GIFT_CARD, RECORD_LOOKUPS
from tools.registry import TOOLS, ToolRequest

POLICY = CedarPolicy()
KNOWN = {*TOOLS, *RECORD_LOOKUPS}
TOOL = "get_promotion_execution_details"
READER = Principal(role=Role.SERVICE, subject="reader", scopes=frozenset({SCOPE_READ}))
WRITER = Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({SCOPE_INGEST, SCOPE_ADMIN}))
# No verified token makes these: a policy does not trust that.
MUTE_LEAD = Principal.model_construct(role=Role.SUPPORT_LEAD, subject="mute", reason=None, scopes=frozenset())
NOBODYS_AGENT = Principal.model_construct(role=Role.SUPPORT_AGENT, subject="none", customer_id=None, scopes=frozenset())
NOBODY = Principal.model_construct(role=Role.CUSTOMER, subject="none", customer_id="", scopes=frozenset())
EVERYBODY = (AGENT, SHOPPER, LEAD, READER, WRITER, MUTE_LEAD, NOBODYS_AGENT, NOBODY)

BY_NUMBER = ToolRequest(order="404-1", customer_id=None)
BY_CARD = ToolRequest(order=None, customer_id=None, gift_card="GC-1")
SITUATIONS: dict[str, Callable[[Principal], Decision]] = {
    "order": lambda who: POLICY.may_request(who, TOOL, BY_NUMBER),
    "own search": lambda who: POLICY.may_request(who, TOOL, ToolRequest(order=None, customer_id=CUSTOMER)),
    "foreign search": lambda who: POLICY.may_request(who, TOOL, ToolRequest(order=None, customer_id="CUST-2002")),
    "search of nobody": lambda who: POLICY.may_request(who, TOOL, ToolRequest(order=None, customer_id=None)),
    "unknown tool": lambda who: POLICY.may_request(who, "drop_tables", BY_NUMBER),
    "own order": lambda who: POLICY.may_see(who, owned_by(CUSTOMER)),
    "foreign order": lambda who: POLICY.may_see(who, owned_by("CUST-2002")),
    "order of nobody": lambda who: POLICY.may_see(who, owned_by(None)),
    "conversation": POLICY.may_converse,
    "gift card": POLICY.may_reveal,
    "lead views": POLICY.may_oversee,
    "issuances of a gift card": lambda who: POLICY.may_request(who, READ_GIFT_CARD, BY_CARD),
}
_OWN = {"order", "own search", "own order", "conversation", "issuances of a gift card"}
_ALL = set(SITUATIONS) - {"unknown tool"}
ALLOWED: dict[str, set[str]] = {
    AGENT.subject: _OWN,
    SHOPPER.subject: _OWN,
    LEAD.subject: _ALL,
    READER.subject: _ALL - {"gift card", "lead views"},
    WRITER.subject: set(),
    "mute": set(),
    "none": set(),
}


def owned_by(customer_id: str | None) -> OrderRecord:
    return from_execution(execution(customer_id=customer_id))


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: f"{who.role}-{who.subject}")
def test_decisions_are_those_of_the_table(who: Principal, situation: str) -> None:
    decision = SITUATIONS[situation](who)

    assert decision.allowed is (situation in ALLOWED[who.subject])


def expected(who: Principal, *, own: str | None) -> bool:
    """Whether data of this owner is in the caller's scope, in plain Python."""
    match who.role:
        case Role.SUPPORT_LEAD:
            return bool(who.reason)
        case Role.SERVICE:
            return SCOPE_READ in who.scopes
        case _:
            return bool(who.customer_id) and own == who.customer_id


_ids = st.one_of(
    st.none(), st.sampled_from(["CUST-1", "CUST-2", "", '"', "\\", "cust-1", "CUST-1 "]), st.text(max_size=12)
)
_principals = st.builds(
    Principal.model_construct,
    role=st.sampled_from(list(Role)),
    subject=st.just("s"),
    case_id=st.just("CASE-1"),
    customer_id=_ids,
    reason=st.sampled_from([None, "", "escalation"]),
    scopes=st.frozensets(st.sampled_from([SCOPE_READ, SCOPE_INGEST, SCOPE_ADMIN, "rewards:*", "rewards:READ"])),
)


@given(who=_principals, owner=_ids, tool=st.one_of(st.sampled_from(sorted(KNOWN)), st.text(max_size=20)))
def test_any_caller_and_any_owner_are_decided_as_plain_python_would(
    who: Principal, owner: str | None, tool: str
) -> None:
    in_scope = expected(who, own=owner)
    known = tool in KNOWN
    search = ToolRequest(order=None, customer_id=owner)

    assert POLICY.may_see(who, owned_by(owner)).allowed is in_scope
    assert POLICY.may_request(who, tool, search).allowed is (in_scope and known)
    assert POLICY.may_request(who, tool, BY_NUMBER).allowed is (expected(who, own=who.customer_id) and known)
    assert POLICY.may_request(who, tool, BY_CARD).allowed is (expected(who, own=who.customer_id) and known)
    assert POLICY.may_reveal(who).allowed is (who.role is Role.SUPPORT_LEAD and in_scope)
    assert POLICY.may_oversee(who).allowed is (who.role is Role.SUPPORT_LEAD and in_scope)


def test_a_decision_names_the_rule_that_made_it() -> None:
    assert POLICY.may_request(AGENT, TOOL, BY_NUMBER) == Decision(allowed=True, policy="agent-order")
    assert POLICY.may_request(LEAD, "drop_tables", BY_NUMBER) == Decision(allowed=False, policy="known-tool")
    assert POLICY.may_see(AGENT, owned_by("CUST-2002")) == Decision(allowed=False, policy="default-deny")


def test_the_files_know_every_tool() -> None:
    """A new tool needs a line in the policies before it can be run."""
    assert all(POLICY.may_request(LEAD, tool, BY_NUMBER).allowed for tool in KNOWN)


def test_every_request_keeps_to_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    real, schema = cedarpy.is_authorized, cedarpy.Schema.from_str((POLICIES / "schema.cedarschema").read_text())

    def noted(request: dict[str, Any], policies: cedarpy.PolicySet, entities: cedarpy.Entities) -> cedarpy.AuthzResult:
        asked.append(request)
        return real(request, policies, entities, schema)

    monkeypatch.setattr(cedarpy, "is_authorized", noted)
    policy = CedarPolicy()  # one that remembers nothing
    for who in EVERYBODY:
        for order in (
            BY_NUMBER,
            BY_CARD,
            ToolRequest(order=None, customer_id=CUSTOMER),
            ToolRequest(order=None, customer_id=None),
        ):
            policy.may_request(who, TOOL, order)
        policy.may_see(who, owned_by(None))
        policy.may_see(who, owned_by(CUSTOMER))
        policy.may_converse(who)
        policy.may_reveal(who)

    assert {str(request["action"]) for request in asked} == {
        str({"type": "Action", "id": action})
        for action in ("lookUpOrder", "lookUpGiftCard", "searchOrders", "seeOrder", "converse", "askForGiftCard")
    }


def test_nothing_personal_is_handed_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the two customers that a rule compares: no subject, no case, no order number, no words of a reason."""
    given_to_engine: list[str] = []
    real = cedarpy.is_authorized

    def noted(request: dict[str, Any], policies: cedarpy.PolicySet, entities: cedarpy.Entities) -> cedarpy.AuthzResult:
        given_to_engine.extend([json.dumps(request), str(entities)])
        return real(request, policies, entities)

    monkeypatch.setattr(cedarpy, "is_authorized", noted)
    policy = CedarPolicy()
    for who in (AGENT, LEAD):
        policy.may_request(who, TOOL, BY_NUMBER)
        policy.may_see(who, owned_by("CUST-2002"))

    text = "".join(given_to_engine)
    assert CUSTOMER in text
    for value in (AGENT.subject, str(AGENT.case_id), "404-", str(LEAD.reason)):
        assert value not in text


# --- what cannot be decided, and what must not start ------------------------------------------------------------------


def copied(folder: Path, **changed: str) -> Path:
    """Return a folder with the policies, some of them replaced."""
    for path in POLICIES.iterdir():
        (folder / path.name).write_text(changed.get(path.stem, path.read_text()))
    return folder


@pytest.mark.parametrize(
    "lookups",
    [
        "permit (principal, action, resource",
        '@id("x") permit (principal, action == Action::"lookUpOrdr", resource);',
        '@id("x") permit (principal is SupportAgent, action, resource) when { principal.isAdmin };',
        '@id("x") permit (principal is SupportLead, action, resource) when { principal.hasReason == "yes" };',
        "permit (principal, action, resource);",
        '@id("agent-converses") permit (principal, action, resource);',
        '@id("x") permit (principal == ?principal, action, resource);',
    ],
    ids=["syntax", "unknown action", "unknown attribute", "type", "no name", "name twice", "template"],
)
def test_policies_that_are_not_right_do_not_start(tmp_path: Path, lookups: str) -> None:
    with pytest.raises(PolicyInvalid):
        CedarPolicy(copied(tmp_path, lookups=lookups))


@pytest.mark.parametrize("content", ["entity ;;", ""])
def test_a_schema_that_is_not_right_does_not_start(tmp_path: Path, content: str) -> None:
    with pytest.raises(PolicyInvalid):
        CedarPolicy(copied(tmp_path, schema=content))


def test_no_policies_are_not_a_policy(tmp_path: Path) -> None:
    (tmp_path / "schema.cedarschema").write_text((POLICIES / "schema.cedarschema").read_text())
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(PolicyInvalid):
            CedarPolicy(folder)


def test_a_rule_that_fails_denies_even_when_another_permits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cedar leaves a failing rule out; one that forbids would open what it should have closed."""
    failing = '@id("x") forbid (principal, action, resource) when { 9223372036854775807 + 1 == 0 };\n'
    lookups = failing + (POLICIES / "lookups.cedar").read_text()
    policy = CedarPolicy(copied(tmp_path, lookups=lookups))

    with pytest.raises(PolicyUnavailable):
        policy.may_request(LEAD, TOOL, BY_NUMBER)


@pytest.mark.parametrize("error", [ValueError("broken"), TypeError("broken")])
def test_an_engine_that_breaks_denies_and_is_asked_again(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    policy = CedarPolicy()

    def broken(*_: object) -> cedarpy.AuthzResult:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(cedarpy, "is_authorized", broken)
        with pytest.raises(PolicyUnavailable):
            policy.may_request(LEAD, TOOL, BY_NUMBER)

    assert policy.may_request(LEAD, TOOL, BY_NUMBER).allowed
