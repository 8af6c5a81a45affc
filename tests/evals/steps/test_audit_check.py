"""What is wrong with a record of the audit log is found, whatever the step expects."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.oracles.audit_rules import Auditee, chain_problems, record_problems
from evals.steps.actor import Actor
from evals.steps.audit_check import AuditCheck
from evals.steps.seen_step import SeenStep

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
RAVI = Actor.model_validate(
    {"role": "support_agent", "subject": "ravi", "case": "CASE-1", "customer": "C"}, strict=False
)
ORDER, OTHER, CUSTOMER = "a" * 24, "b" * 24, "c" * 24


def record(**changes: Any) -> dict[str, Any]:
    return {
        "at": NOW.isoformat(),
        "request_id": "req",
        "conversation_id": "",
        "subject": "ravi",
        "role": "support_agent",
        "case_id": "CASE-1",
        "reason": None,
        "tool": "read_order",
        "resource": ORDER,
        "decision": "allow",
        "policy": "agent-sees-customer-of-case",
        "status": "ok",
        "result_digest": "d" * 24,
        "customer": CUSTOMER,
    } | changes


def who(**changes: Any) -> Auditee:
    fields = {"subject": "ravi", "role": "support_agent", "case": "CASE-1", "reason": None, "at": NOW}
    return Auditee(**(fields | {"request_id": "req", "conversation_id": ""} | changes))


LEAD = {"subject": "lena", "role": "support_lead", "case_id": None, "reason": "complaint 7"}
A_LEAD = who(subject="lena", role="support_lead", case=None, reason="complaint 7")
NOT_FOUND = {"status": "notFound", "result_digest": None, "customer": None}
VIEW = {"tool": "lead_audit", "policy": "lead-oversees", "result_digest": None, "customer": None}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (record(), who()),
        (record(**NOT_FOUND, policy="agent-order"), who()),
        (record(**NOT_FOUND, decision="deny", policy="order-as-asked"), who()),
        (record(**LEAD, policy="lead-sees-all"), A_LEAD),
        (record(**LEAD, **VIEW), A_LEAD),
        (record(subject="e" * 24, role="customer", policy="customer-sees-own", customer=None), who(role="customer")),
    ],
)
def test_a_record_that_is_right_is_no_finding(found: dict[str, Any], expected: Auditee) -> None:
    assert list(record_problems(found, expected)) == []


@pytest.mark.parametrize(
    ("found", "expected", "problem"),
    [
        (record(subject="meena"), who(), "another subject"),
        (
            record(subject="ravi", role="customer", customer=None, policy="customer-sees-own"),
            who(role="customer"),
            "subject",
        ),
        (record(case_id="CASE-2"), who(), "another role or case"),
        (record(at="2026-11-23T05:30:00+00:00"), who(), "is dated"),
        (record(request_id="other"), who(), "names request other"),
        (record(conversation_id="conv_1"), who(), "names conversation 'conv_1'"),
        (record(resource="404-1029384-5566778"), who(), "resource in clear text"),
        (record(reason="complaint 7"), who(), "that was not given"),
        (record(**LEAD | {"reason": None}, policy="lead-sees-all"), A_LEAD, "has no reason"),
        (record(**LEAD | {"reason": "another"}, policy="lead-sees-all"), A_LEAD, "has the reason 'another'"),
        (
            record(tool="converse", policy="default-deny", decision="deny", status="denied", reason="x"),
            who(),
            "no vault",
        ),
        (record(policy="agent-order"), who(), "says allow by agent-order, and ok"),
        (record(**NOT_FOUND, policy="agent-sees-customer-of-case"), who(), "and notFound"),
        (record(decision="deny", policy="agent-order"), who(), "says deny by agent-order"),
        (record(**LEAD, **VIEW | {"policy": "default-deny"}), A_LEAD, "says allow by default-deny"),
        (record(tool="reveal_gift_card", policy="default-deny", result_digest=None), who(), "of reveal_gift_card"),
        (record(result_digest=None), who(), "has the digest None"),
        (record(result_digest="d" * 23), who(), "a digest that is none"),
        (record(customer=None), who(), "about whom"),
        (record(customer="CUST-1"), who(), "its customer in clear text"),
        (
            record(**NOT_FOUND | {"customer": CUSTOMER}, policy="agent-order"),
            who(),
            "ended as notFound names a customer",
        ),
        (record(tool="list_orders"), who(), "names another customer than"),
    ],
)
def test_what_a_record_must_not_say_is_found(found: dict[str, Any], expected: Auditee, problem: str) -> None:
    assert any(problem in line for line in record_problems(found, expected))


def seen(*records: dict[str, Any], order: str = "404-1029384-5566778") -> SeenStep:
    return SeenStep(
        1,
        "a request",
        "ravi",
        url=f"http://chat.eval/v1/orders/{order}",
        headers={"x-request-id": "req"},
        audit_text="\n".join(map(json.dumps, records)),
    )


def test_one_order_has_one_hash_however_it_is_typed(tmp_path: Path) -> None:
    check = AuditCheck(tmp_path)

    def found(*records: dict[str, Any], **step: Any) -> list[str]:
        return list(check.problems(seen(*records, **step), RAVI, NOW))

    assert found(record()) == []
    assert found(record(), order="404%201029384%205566778") == []
    assert found(record(customer=OTHER)) == ["audit: customer C has another hash than before"]
    assert found(record(resource=OTHER)) == ["audit: order 40410293845566778 has another hash than before"]
    assert found(record(), order="171-5550123-9988776") == [
        "audit: order 17155501239988776 has the hash of something else"
    ]


def test_nobody_leaves_no_record(tmp_path: Path) -> None:
    assert list(AuditCheck(tmp_path).problems(seen(record()), None, NOW)) == ["audit: read_order of nobody"]


def test_a_reveal_names_the_conversation_of_its_fact(tmp_path: Path) -> None:
    revealed = record(
        **LEAD, tool="reveal_gift_card", policy="lead-reveals", result_digest=None, conversation_id="conv_1"
    )
    lena = Actor.model_validate({"role": "support_lead", "subject": "lena", "reason": "complaint 7"}, strict=False)
    step = replace(seen(revealed), url="http://chat.eval/v1/reveal", status=200)

    def found(conversation: str) -> list[str]:
        return list(AuditCheck(tmp_path).problems(step, lena, NOW, {"conversationId": conversation}))

    assert found("conv_1") == []
    assert found("conv_2") == ["audit: an audit line names conversation 'conv_1', not 'conv_2'"]


Change = Callable[[list[dict[str, Any]]], object]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda lines: lines.pop(0), "record 2 in place 1"),
        (lambda lines: lines[1].update(prev="0" * 64), "record 2 of the audit log does not follow"),
        (lambda lines: lines[0].update(after_torn=True), "was torn"),
    ],
)
def test_a_log_that_is_not_whole_is_found(change: Change, problem: str) -> None:
    lines: list[dict[str, Any]] = [{"seq": 1, "prev": "0" * 64, "mac": "1"}, {"seq": 2, "prev": "1", "mac": "2"}]
    assert list(chain_problems(lines)) == []

    change(lines)

    assert any(problem in line for line in chain_problems(lines))
