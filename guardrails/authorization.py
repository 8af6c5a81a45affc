"""Who may look up what. Default deny: a lookup runs only when a rule says so, and is shown only when its owner fits."""

from dataclasses import dataclass
from typing import Protocol

from rewards.identity import SCOPE_READ, Principal, Role
from tools.record import OrderRecord
from tools.registry import Request


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and the rule that said so."""

    allowed: bool
    policy: str


class Policy(Protocol):
    """Decides before a lookup, and again over each order that came back."""

    def may_request(self, principal: Principal, tool: str, request: Request) -> Decision: ...

    def may_see(self, principal: Principal, order: OrderRecord) -> Decision: ...


class RolePolicy:
    """The rules of the four roles.

    An order may be asked for by everyone, because nobody can know its owner beforehand: the rewards API refuses what is
    out of the token's scope, and ``may_see`` checks the owner once more, as an answer may be wrong about it.
    """

    def may_request(self, principal: Principal, tool: str, request: Request) -> Decision:
        if principal.role is Role.SUPPORT_LEAD:
            return Decision(allowed=bool(principal.reason), policy="lead-with-reason")
        if principal.role is Role.SERVICE:
            return Decision(allowed=SCOPE_READ in principal.scopes, policy="service-scope")
        if request.order is not None:
            return Decision(allowed=principal.customer_id is not None, policy="order-of-own-customer")
        own = request.customer_id is not None and request.customer_id == principal.customer_id
        return Decision(allowed=own, policy="search-of-own-customer")

    def may_see(self, principal: Principal, order: OrderRecord) -> Decision:
        return Decision(allowed=principal.may_see_customer(order.customer_id), policy="owner-in-scope")
