"""Faults of the audit log."""

from dataclasses import replace
from typing import Any

from evals.mutation.patching import fault_at


def _recorded_as_allowed(original: Any) -> Any:
    def faulty(self: Any, name: str, finished: Any, scope: Any) -> Any:
        return original(self, name, replace(finished, decision=replace(finished.decision, allowed=True)), scope)

    return faulty


async def _unrecorded(*_: Any) -> None:
    return


FAULTS = (
    fault_at(
        "no-audit",
        "Lookups are not written to the audit log.",
        "guardrails.tool_gateway:ToolGateway._record",
        lambda _: _unrecorded,
        ("audit",),
        "single-shipment",
    ),
    fault_at(
        "denials-recorded-as-allowed",
        "The audit log records every lookup as allowed.",
        "guardrails.tool_gateway:ToolGateway._record",
        _recorded_as_allowed,
        ("audit",),
        "access",
    ),
    fault_at(
        "customer-named-in-the-audit",
        "The audit log names a customer in clear text, as it names the staff.",
        "guardrails.tool_gateway:account_of",
        lambda _: lambda principal, hashed: principal.subject,
        ("audit", "canaries"),
        "customer",
    ),
)
