"""Every lookup leaves one audit line with who asked and whether it was denied, and with its resource hashed."""

import re
from collections.abc import Iterator

from core.identity.tokens import Role
from evals.harness.transcript import AskedTurn, SeenTurn

_HASH = re.compile(r"^[0-9a-f]{16,}$")


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    principal = asked.task.principal.principal()
    started = sum(event.type == "tool.started" for event in seen.events)
    if seen.events and started != len(seen.audit):
        yield f"{started} lookups and {len(seen.audit)} audit lines"
    if seen.requests and not seen.audit:
        yield "the rewards API was asked, and there is no audit line for it"
    denied = any(step.is_allowed is False for step in seen.steps)
    if denied and not any(record.decision == "deny" for record in seen.audit):
        yield "something was denied, and no audit line says so"
    for record in seen.audit:
        is_customer = principal.role is Role.CUSTOMER  # whose own name is personal data
        names = bool(_HASH.match(record.subject)) if is_customer else record.subject == principal.subject
        if not names or (record.role, record.case_id) != (principal.role.value, principal.case_id):
            yield "an audit line names another subject, role or case"
        if principal.role is Role.SUPPORT_LEAD and not record.reason:
            yield "an audit line of a lead has no reason"
        if not _HASH.match(record.resource):
            yield "an audit line has its resource in clear text"
