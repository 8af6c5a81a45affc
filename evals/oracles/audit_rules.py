"""What a record of the audit log must say, written out from the documents and the names of the policies.

The name of a policy is what an auditor searches for, so a record must name the rule that decided for that role, and no
record may say that something was shown for which no rule over the record itself was asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

HASH = re.compile(r"[0-9a-f]{24}")
_ORDER = frozenset({"get_issuance_history", "get_remaining_cashback", "read_order", "follow_order"})
_EITHER = frozenset({"get_promotion_execution_details"})
_SEARCH = frozenset({"list_orders"})
_CARD = frozenset({"read_gift_card"})
LOOKUPS = _ORDER | _EITHER | _SEARCH | _CARD
_VIEWS = frozenset({"lead_worklist", "lead_conversations", "lead_audit"})
_REVEAL, _CONVERSE, _UNKNOWN = "reveal_gift_card", "converse", "unknown"
# The rule by which a lookup may be made, and the one by which what it found may be shown.
_ASKED: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {  # an order, a search, a gift card
        "support_agent": ("agent-order", "agent-search-of-case", "agent-gift-card"),
        "customer": ("customer-order", "customer-search-of-own", "customer-gift-card"),
        "support_lead": ("lead-with-reason", "lead-with-reason", "lead-with-reason"),
        "service": ("service-scope", "service-scope", "service-scope"),
    }
)
_SEEN: Mapping[str, str] = MappingProxyType(
    {
        "support_agent": "agent-sees-customer-of-case",
        "customer": "customer-sees-own",
        "support_lead": "lead-sees-all",
        "service": "service-sees-all",
    }
)
_DENIED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ok": frozenset({"default-deny"}),  # of several orders one was hidden
        "empty": frozenset({"default-deny"}),
        "notFound": frozenset({"default-deny", "order-as-asked", "known-tool"}),
        "invalidArguments": frozenset({"default-deny", "lookup-limit"}),
        "unavailable": frozenset({"policy-unavailable"}),
    }
)
_OF_OTHERS: Mapping[tuple[str, str, str], frozenset[str]] = MappingProxyType(
    {
        (_REVEAL, "allow", "ok"): frozenset({"lead-reveals"}),
        (_REVEAL, "deny", "notFound"): frozenset({"default-deny", "no-such-card"}),
        (_REVEAL, "deny", "unavailable"): frozenset({"no-such-card", "policy-unavailable"}),
        (_CONVERSE, "deny", "denied"): frozenset({"default-deny"}),
        (_CONVERSE, "deny", "unavailable"): frozenset({"policy-unavailable"}),
        (_UNKNOWN, "deny", "invalidArguments"): frozenset({"default-deny", "lookup-limit"}),
    }
)


@dataclass(frozen=True, slots=True)
class Auditee:
    """Who made a request, and when: what each record of it must say. What is None here is not compared."""

    subject: str
    role: str
    case: str | None
    reason: str | None
    at: datetime
    request_id: str | None = None
    conversation_id: str | None = None


def record_problems(record: Mapping[str, Any], who: Auditee) -> Iterator[str]:
    """Yield one line for each thing that a record should not say."""
    is_customer = who.role == "customer"  # whose own name is personal data
    subject = record["subject"]
    if not (HASH.fullmatch(subject) if is_customer else subject == who.subject):
        yield "an audit line names another subject"
    if (record["role"], record["case_id"]) != (who.role, who.case):
        yield "an audit line names another role or case"
    if datetime.fromisoformat(record["at"]) != who.at:
        yield f"an audit line is dated {record['at']}, and it is {who.at.isoformat()}"
    if who.request_id is not None and record["request_id"] != who.request_id:
        yield f"an audit line names request {record['request_id']}, not {who.request_id}"
    if who.conversation_id is not None and record["conversation_id"] != who.conversation_id:
        yield f"an audit line names conversation {record['conversation_id']!r}, not {who.conversation_id!r}"
    if not HASH.fullmatch(record["resource"]):
        yield "an audit line has its resource in clear text"
    yield from _reason_problems(record, who)
    yield from _decision_problems(record)
    yield from _finding_problems(record)


def _reason_problems(record: Mapping[str, Any], who: Auditee) -> Iterator[str]:
    """Compare the reason, of which personal data must be gone: where it may hold some, only that there is one."""
    found, is_plain = record["reason"], who.reason is not None and re.fullmatch(r"[A-Za-z ,]+ ?\d?", who.reason)
    if record["tool"] == _CONVERSE or (record["tool"] == _REVEAL and found is None):
        if found is not None:
            yield "an audit line of a refused conversation has a reason, which no vault has seen"
    elif (found is None) is not (who.reason is None):
        yield "an audit line has no reason, or one that was not given"
    elif is_plain and found != who.reason:
        yield f"an audit line has the reason {found!r}, not {who.reason!r}"


def _decision_problems(record: Mapping[str, Any]) -> Iterator[str]:
    tool, decision, policy, status = (record[name] for name in ("tool", "decision", "policy", "status"))
    if policy not in _policies(tool, record["role"], decision, status):
        yield f"an audit line says {decision} by {policy}, and {status}, of {tool} for {record['role']}"


def _policies(tool: str, role: str, decision: str, status: str) -> frozenset[str]:
    """Return the names that a decision may have, none where there is no such decision."""
    if tool in _VIEWS:
        allowed = {"ok": "lead-oversees", "unavailable": "lead-oversees"}
        denied = {"notFound": "default-deny", "unavailable": "policy-unavailable"}
        name = (allowed if decision == "allow" else denied).get(status)
        return frozenset() if name is None else frozenset({name})
    if tool not in LOOKUPS:
        return _OF_OTHERS.get((tool, decision, status), frozenset())
    if decision == "deny":
        return _DENIED.get(status, frozenset())
    if status == "ok":
        return frozenset({_SEEN[role]})
    order, search, card = _ASKED[role]
    asked = {order} if tool in _ORDER else {search} if tool in _SEARCH else {card} if tool in _CARD else {order, search}
    return frozenset(asked)


def _finding_problems(record: Mapping[str, Any]) -> Iterator[str]:
    """A digest and a customer are those of what was found; what a customer asked names none but the subject."""
    tool, status, digest, customer = (record[name] for name in ("tool", "status", "result_digest", "customer"))
    is_found = status == "ok" and tool in LOOKUPS
    if is_found is not (digest is not None) and not (status == "empty" and tool in LOOKUPS):
        yield f"an audit line of a lookup that ended as {status} has the digest {digest!r}"
    if digest is not None and not HASH.fullmatch(digest):
        yield "an audit line has a digest that is none"
    if customer is None:
        if is_found and record["role"] == "support_agent" and record["decision"] == "allow":
            yield "an audit line does not say about whom something was found"
        return
    if not HASH.fullmatch(customer):
        yield "an audit line has its customer in clear text"
    if status != "ok" or record["role"] == "customer":
        yield f"an audit line of {record['role']} that ended as {status} names a customer"
    if tool in _SEARCH and record["role"] == "support_agent" and customer != record["resource"]:
        yield "an audit line of a search names another customer than the one whose orders were searched"


def chain_problems(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the chain of a whole log, as far as it can be judged without its key."""
    before = "0" * 64
    for number, line in enumerate(lines, start=1):
        if line["seq"] != number:
            yield f"the audit log has record {line['seq']} in place {number}"
        if line["prev"] != before:
            yield f"record {number} of the audit log does not follow the one before it"
        if "after_torn" in line:
            yield f"record {number} of the audit log says that the one before it was torn"
        before = line["mac"]
