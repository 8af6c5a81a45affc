"""Who may look up what. Default deny: a lookup runs only when a rule says so, and is shown only when its owner fits."""

from dataclasses import dataclass
from typing import Protocol

from core.identity.tokens import Principal
from tools.order_record import OrderRecord
from tools.registry import ToolRequest


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and the rule that said so."""

    allowed: bool
    policy: str


class Policy(Protocol):
    """Decides before a lookup, and again over each order that came back.

    Anyone may request an order, because its owner is not known beforehand: the rewards API refuses what is
    out of the token's scope, and ``may_see`` checks the owner once more, as an answer may be wrong about it.

    Every method raises ``PolicyUnavailable`` when it cannot decide; nothing is allowed then.
    """

    def may_request(self, principal: Principal, tool: str, request: ToolRequest) -> Decision: ...

    def may_see(self, principal: Principal, order: OrderRecord) -> Decision: ...

    def may_converse(self, principal: Principal) -> Decision: ...

    def may_reveal(self, principal: Principal) -> Decision: ...

    def may_oversee(self, principal: Principal) -> Decision: ...
