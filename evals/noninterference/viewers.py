"""The viewers: one principal of every role, and whose orders are in their scope."""

from dataclasses import dataclass

from core.identity.tokens import SCOPE_INGEST, SCOPE_READ, Principal, Role


@dataclass(frozen=True, slots=True)
class WorldViewer:
    """A caller of the service. Its scope holds the orders of one customer, of every customer, or of none."""

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
    """Return one viewer of each role; roles that are bound to a customer get this one."""
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
    """Return another user, whose conversations and orders are out of a viewer's scope."""
    return Principal(role=Role.SUPPORT_AGENT, subject="outsider", case_id="CASE-9999", customer_id=customer_id)
