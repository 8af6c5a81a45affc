"""The policies in ``guardrails/policies``, asked through Cedar. They are read, checked and parsed once, at start."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cedarpy

from core.identity.tokens import Principal, Role
from guardrails.authorization.policy import Decision
from guardrails.errors import PolicyInvalid, PolicyUnavailable
from tools.order_record import OrderRecord
from tools.registry import ToolRequest

POLICIES = Path(__file__).with_name("policies")
DEFAULT_DENY = "default-deny"
_SCHEMA_FILE = "schema.cedarschema"
_TYPES = {
    Role.SUPPORT_AGENT: "SupportAgent",
    Role.SUPPORT_LEAD: "SupportLead",
    Role.CUSTOMER: "Customer",
    Role.SERVICE: "Service",
}
_KEPT = 1024  # as many callers, and as many of their questions, are remembered


@dataclass(frozen=True, slots=True)
class _Caller:
    """What the policies may know of a principal. The words of a lead's reason are not among it."""

    role: Role
    customer_id: str | None
    has_reason: bool
    scopes: frozenset[str]

    def entity(self) -> dict[str, Any]:
        attributes: dict[str, Any] = {}
        match self.role:
            case Role.SUPPORT_LEAD:
                attributes["hasReason"] = self.has_reason
            case Role.SERVICE:
                attributes["scopes"] = sorted(self.scopes)
            case _ if self.customer_id:
                attributes["customer"] = self.customer_id
        return {"uid": {"type": _TYPES[self.role], "id": "caller"}, "attrs": attributes, "parents": []}


@dataclass(frozen=True, slots=True)
class _Question:
    caller: _Caller
    action: str
    resource: str
    context: tuple[tuple[str, str], ...]


class CedarPolicy:
    """Decides by the policy files. Whatever keeps it from deciding is ``PolicyUnavailable``: denied until it can."""

    def __init__(self, folder: Path = POLICIES) -> None:
        """Read the folder's policies and schema.

        Raises:
            PolicyInvalid: when they cannot be read, do not match the schema, or a policy has no unique name.
        """
        schema_text, policy_text = _read(folder)
        _check(policy_text, schema_text)
        self._schema = cedarpy.Schema.from_str(schema_text)
        self._policies = cedarpy.PolicySet.from_str(policy_text)
        # A decision follows from the question alone, as the policies do not change: a turn asks the same many times,
        # and the first time parsing the caller is half of it. A failure to decide is not kept.
        self._decision = lru_cache(_KEPT)(self._decide)
        self._entities = lru_cache(_KEPT)(self._parsed)

    def may_request(self, principal: Principal, tool: str, request: ToolRequest) -> Decision:
        if request.order is not None:
            return self._ask(principal, "lookUpOrder", "Order", tool=tool)
        if request.gift_card is not None:
            return self._ask(principal, "lookUpGiftCard", "GiftCard", tool=tool)
        return self._ask(principal, "searchOrders", "CustomerOrders", tool=tool, customer=request.customer_id)

    def may_see(self, principal: Principal, order: OrderRecord) -> Decision:
        return self._ask(principal, "seeOrder", "Order", owner=order.customer_id)

    def may_converse(self, principal: Principal) -> Decision:
        return self._ask(principal, "converse", "Conversation")

    def may_reveal(self, principal: Principal) -> Decision:
        return self._ask(principal, "askForGiftCard", "GiftCard")

    def may_oversee(self, principal: Principal) -> Decision:
        return self._ask(principal, "oversee", "Oversight")

    def _ask(self, principal: Principal, action: str, resource: str, **context: str | None) -> Decision:
        caller = _Caller(principal.role, principal.customer_id, bool(principal.reason), principal.scopes)
        known = tuple((name, value) for name, value in context.items() if value is not None)
        return self._decision(_Question(caller, action, resource, known))

    def _decide(self, question: _Question) -> Decision:
        request = {
            "principal": {"type": _TYPES[question.caller.role], "id": "caller"},
            "action": {"type": "Action", "id": question.action},
            "resource": {"type": question.resource, "id": "asked"},
            "context": json.dumps(dict(question.context)),  # as a dict it would be copied first
        }
        try:
            result = cedarpy.is_authorized(request, self._policies, self._entities(question.caller))
        except (ValueError, TypeError) as error:
            raise PolicyUnavailable from error
        # A policy that fails is left out by Cedar, one that forbids too: that must not open anything.
        if result.decision is cedarpy.Decision.NoDecision or result.diagnostics.errors:
            raise PolicyUnavailable
        names = sorted(result.diagnostics.id_annotations_by_reason.values())
        return Decision(allowed=result.allowed, policy=names[0] if names else DEFAULT_DENY)

    def _parsed(self, caller: _Caller) -> cedarpy.Entities:
        return cedarpy.Entities.from_json_str(json.dumps([caller.entity()]), self._schema)


def _read(folder: Path) -> tuple[str, str]:
    try:
        schema = (folder / _SCHEMA_FILE).read_text(encoding="utf-8")
        policies = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.cedar"))]
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyInvalid("the policy files cannot be read") from error
    if not policies:
        raise PolicyInvalid("there are no policy files")
    return schema, "\n".join(policies)


def _check(policies: str, schema: str) -> None:
    """Validate the policies against the schema, and that each has a name for the audit log."""
    try:
        cedarpy.Schema.from_str(schema)
        found = cedarpy.validate_policies(policies, schema)
        parsed = json.loads(cedarpy.policies_to_json_str(policies)) if found.validation_passed else {}
    except ValueError as error:
        raise PolicyInvalid(f"the policies are not valid: {error}") from error
    if not found.validation_passed:
        raise PolicyInvalid("the policies are not valid: " + "; ".join(str(error) for error in found.errors))
    names = Counter(each.get("annotations", {}).get("id") for each in parsed["staticPolicies"].values())
    if parsed["templates"] or not names or any(not name or count > 1 for name, count in names.items()):
        raise PolicyInvalid("each policy needs a unique @id, and templates are not supported")
