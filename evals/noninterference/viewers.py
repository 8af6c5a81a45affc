"""Who looks on: one principal of every role, and what of the world lies outside of their scope."""

from dataclasses import dataclass

from core.identity.tokens import SCOPE_INGEST, SCOPE_READ, Principal, Role


@dataclass(frozen=True, slots=True)
class WorldViewer:
    """A caller of the service. ``sees`` says whose orders are in scope: one customer's, everybody's or nobody's."""

    name: str
    principal: Principal

    @property
    def sees_everybody(self) -> bool:
        return self.principal.may_see_customer(None)

    @property
    def sees_nobody(self) -> bool:
        return self.principal.role is Role.SERVICE and not self.sees_everybody

    @property
    def is_customer(self) -> bool:
        return self.principal.role is Role.CUSTOMER


def viewers_for(customer_id: str) -> tuple[WorldViewer, ...]:
    """Return one viewer of each role; where a role is bound to a customer, it is this one."""
    return (
        WorldViewer(
            "support_agent",
            Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-7001", customer_id=customer_id),
        ),
        WorldViewer("customer", Principal(role=Role.CUSTOMER, subject="shopper", customer_id=customer_id)),
        WorldViewer("support_lead", Principal(role=Role.SUPPORT_LEAD, subject="meera", reason="escalation 12")),
        WorldViewer("service", Principal(role=Role.SERVICE, subject="reporting", scopes=frozenset({SCOPE_READ}))),
        WorldViewer(
            "service_ingest", Principal(role=Role.SERVICE, subject="ingester", scopes=frozenset({SCOPE_INGEST}))
        ),
    )


def outsider(customer_id: str) -> Principal:
    """Return somebody else, whose conversations and orders are none of a viewer's business."""
    return Principal(role=Role.SUPPORT_AGENT, subject="outsider", case_id="CASE-9999", customer_id=customer_id)
