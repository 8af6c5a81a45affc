"""Whose an order is, and who may see it. Foreign and missing look alike, whatever the sources answer."""

from core.identity.tokens import Principal
from rewards.errors import NotFound, OwnershipUnproven, SourceUnavailable
from rewards.ledger.evidence import Evidence


def is_unbound(principal: Principal) -> bool:
    """Whether the caller may see orders of every customer, of nobody too."""
    return principal.may_see_customer(None)


def owns_all(principal: Principal, evidence: Evidence) -> bool:
    """Whether the order is proven to be the caller's: every row that names an owner names them.

    A service owns nothing, whatever customer its token names: it needs the scope to read.
    """
    customer = principal.customer_id
    return customer is not None and principal.may_see_customer(customer) and evidence.owners == {customer}


def may_see(principal: Principal, evidence: Evidence) -> bool:
    """Whether the caller may see the order, if there is one."""
    return is_unbound(principal) or owns_all(principal, evidence)


def require_visible(principal: Principal, evidence: Evidence) -> None:
    """Return when the caller may see the order.

    Raises:
        NotFound: when it is missing or foreign, and PED and Concessions both answered.
        OwnershipUnproven: to a bound caller, when one of them did not: it could have proven the owner.
        SourceUnavailable: to an unbound caller, when nothing was found and a source did not answer.
    """
    if is_unbound(principal):
        if evidence.is_empty:
            raise SourceUnavailable if evidence.is_partial else NotFound
        return
    if not owns_all(principal, evidence):
        raise NotFound if evidence.ped is not None and evidence.events_complete else OwnershipUnproven
