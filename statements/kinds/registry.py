"""All kinds of statements, in menu order."""

from statements.kinds import (
    approved_texts,
    claims,
    conflicts,
    gift_cards,
    installments,
    items,
    messages,
    next_steps,
    orders,
    position,
    reasons,
    records,
    reversals,
    scratch_cards,
    searches,
    unknown,
)

FAMILIES = {
    "messages": messages.family,
    "searches": searches.family,
    "orders": orders.family,
    "position": position.family,
    "unknown": unknown.family,
    "claims": claims.family,
    "installments": installments.family,
    "gift_cards": gift_cards.family,
    "items": items.family,
    "scratch_cards": scratch_cards.family,
    "reasons": reasons.family,
    "reversals": reversals.family,
    "conflicts": conflicts.family,
    "next_steps": next_steps.family,
    "records": records.family,
    "approved": approved_texts.family,
}
KINDS = tuple(kind for family in FAMILIES.values() for kind in family.kinds)
BY_NAME = {kind.name: kind for kind in KINDS}
