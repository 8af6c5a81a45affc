"""Who owns an order, and who may see it. Foreign and missing orders look alike, whatever the sources answer."""

from core.identity.tokens import Principal
from rewards.errors import NotFound, OwnershipUnproven, RowMalformed, SourceUnavailable
from rewards.ledger.evidence import Evidence


def may_see_every_order(principal: Principal) -> bool:
    """Whether the caller may see the orders of every customer, and those without a known owner."""
    return principal.may_see_customer(None)


def get_own_customer(principal: Principal) -> str | None:
    """Return the customer whose orders are the caller's, or None.

    A service owns nothing, whatever customer its token names: it needs the scope to read.
    """
    customer = principal.customer_id
    return customer if principal.may_see_customer(customer) else None


def is_sole_owner(principal: Principal, evidence: Evidence) -> bool:
    """Whether the order is proven to be the caller's: every row that decides the owner names them."""
    return _is_only_owner_named(principal, evidence) and evidence.is_owner_proven


def _is_only_owner_named(principal: Principal, evidence: Evidence) -> bool:
    customer = get_own_customer(principal)
    return customer is not None and evidence.owners == {customer}


def may_see(principal: Principal, evidence: Evidence) -> bool:
    """Whether the caller may see the order, if it exists."""
    return may_see_every_order(principal) or is_sole_owner(principal, evidence)


def require_visible(principal: Principal, evidence: Evidence) -> None:
    """Raise unless the caller may see the order.

    Raises:
        NotFound: if the order is missing or foreign, and PED and Concessions both answered.
        OwnershipUnproven: for a caller bound to one customer, if one of the two did not answer: it could have proven
            the owner.
        RowMalformed: for a caller bound to one customer, if the rows name this customer only, and one whose owner
            cannot be read leaves it open whether the order has another owner.
        SourceUnavailable: for a caller who may see every order, if nothing was found and a source did not answer.
    """
    if may_see_every_order(principal):
        if evidence.is_empty:
            raise SourceUnavailable if evidence.is_partial else NotFound
        return
    if is_sole_owner(principal, evidence):
        return
    if evidence.ped is None or not evidence.events_complete:
        raise OwnershipUnproven
    raise RowMalformed if _is_only_owner_named(principal, evidence) else NotFound
