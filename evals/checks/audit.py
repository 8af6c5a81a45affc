"""Every lookup leaves one audit line: who asked, what was decided by which rule, and about whom, all of it hashed."""

from collections.abc import Iterator
from dataclasses import asdict

from agent.turn_events import ToolFinished
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.audit_rules import LOOKUPS, Auditee, record_problems


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    started = sum(event.type == "tool.started" for event in seen.events)
    ended = [event for event in seen.events if isinstance(event, ToolFinished)]
    if seen.events and started != len(seen.audit):
        yield f"{started} lookups and {len(seen.audit)} audit lines"
    elif seen.events and len(ended) == started:
        said = sorted((event.name if event.name in LOOKUPS else "unknown", event.status) for event in ended)
        if said != sorted((record.tool, record.status) for record in seen.audit):
            yield "the audit lines name other lookups, or other ends of them, than the stream"
    if seen.requests and not seen.audit:
        yield "the rewards API was asked, and there is no audit line for it"
    denied = any(step.is_allowed is False for step in seen.steps)
    if denied and not any(record.decision == "deny" for record in seen.audit):
        yield "something was denied, and no audit line says so"
    who = _auditee(asked, seen)
    for record in seen.audit:
        yield from record_problems(asdict(record), who)
    found = {record.customer for record in seen.audit if record.customer is not None}
    if who.role == "support_agent" and len(found) > 1:
        yield "the audit lines name several customers"


def _auditee(asked: AskedTurn, seen: SeenTurn) -> Auditee:
    principal = asked.task.principal
    return Auditee(
        subject=principal.subject,
        role=principal.role.value,
        case=principal.case,
        reason=principal.reason,
        at=asked.task.now,
        request_id=seen.headers.get("x-request-id"),
        conversation_id=seen.answer.conversation_id if seen.answer else None,
    )
