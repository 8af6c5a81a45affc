"""What happens to the benefits of an order: shipments, failures, returns, cancellations, scratch cards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rewards.demo.benefit_rows import BenefitDraft, Offer, Order
from rewards.demo.people import gift_card, memo, title

BenefitStory = tuple[BenefitDraft, dict[str, Any]]  # a benefit, and its PED row

_CASHBACK = Offer("PROMO-FESTIVE-50", "Festive cashback", "BEN-CASHBACK-1", "INSTANT_CASHBACK")
_CARD_VALID_FOR = timedelta(days=30)
_MOST_ITEMS = 5
_MOST_CARDS = 2


def generate_stories(order: Order, rng: Random, *, now: datetime) -> Iterator[BenefitStory]:
    """Yield each benefit of an order with everything that has happened to it until now."""
    has_scratch_cards = rng.random() < 0.3
    if not has_scratch_cards or rng.random() < 0.5:
        yield _cashback(order, rng, now)
    if has_scratch_cards:
        for number in range(rng.randint(1, _MOST_CARDS)):
            yield _scratch_card(order, number + 1, rng, now)


def _cashback(order: Order, rng: Random, now: datetime) -> BenefitStory:
    amounts = [rng.randint(500, 50_000) for _ in range(rng.randint(1, _MOST_ITEMS))]
    draft = BenefitDraft(order, _CASHBACK, sum(amounts))
    draft.add_event("RESERVED", sum(amounts), order.created_at, **memo(order.customer, rng))
    shipped_at, shipment = order.created_at, 0
    card = ""
    for number, amount in enumerate(amounts, start=1):
        if shipment == 0 or rng.random() < 0.5:
            shipment += 1
            shipped_at += timedelta(seconds=rng.randrange(3600, 6 * 86_400))
            card = gift_card(rng)
        item = draft.add_item(
            lineItemId=f"LI-{number}",
            title=title(rng),
            eligibleMinor=amount,
            updatedAt=order.created_at.isoformat(),
        )
        if shipped_at < now:
            item |= {"shipmentId": f"SHP-{shipment}", "status": "SHIPPED", "shippedAt": shipped_at.isoformat()}
            item["updatedAt"] = item["shippedAt"]
            _after_shipping(draft, item, card, rng, now)
        elif rng.random() < 0.1:
            _cancel(draft, item, now)
    return draft, draft.ped(**memo(order.customer, rng))


def _after_shipping(draft: BenefitDraft, item: dict[str, Any], card: str, rng: Random, now: datetime) -> None:
    """Issue an item's cashback at the first or second attempt, or fail to; reverse it if the item is returned."""
    amount = item["eligibleMinor"]
    about = {"shipmentId": item["shipmentId"], "lineItemId": item["lineItemId"]}
    at = datetime.fromisoformat(item["shippedAt"]) + timedelta(hours=rng.randint(1, 12))
    if rng.random() < 0.03:
        return  # never issued
    if rng.random() < 0.05 and at < now:
        draft.add_event("ISSUE_FAILED", amount, at, reasonCode="GIFT_CARD_SERVICE_DOWN", **about)
        item |= {"status": "FAILED", "updatedAt": at.isoformat()}
        at += timedelta(days=1)
        if rng.random() < 0.4:
            return  # never retried
    if at >= now:
        return
    event_id = draft.add_event("ISSUED", amount, at, gcId=card, **about, **memo(draft.order.customer, rng))
    item |= {"status": "ISSUED", "issuedMinor": amount, "gcId": card, "updatedAt": at.isoformat()}
    at += timedelta(days=rng.randint(3, 20))
    if rng.random() < 0.07 and at < now:
        undone = {"reversesEventId": event_id, "reinstates": False, "reasonCode": "ITEM_RETURNED"}
        draft.add_event("REVERSED", amount, at, **undone, **about)
        item |= {"status": "RETURNED", "updatedAt": at.isoformat()}


def _cancel(draft: BenefitDraft, item: dict[str, Any], now: datetime) -> None:
    at = draft.order.created_at + (now - draft.order.created_at) / 2
    draft.add_event("CANCELLED", item["eligibleMinor"], at, lineItemId=item["lineItemId"], reasonCode="ITEM_CANCELLED")
    item |= {"status": "CANCELLED", "updatedAt": at.isoformat()}


def _scratch_card(order: Order, number: int, rng: Random, now: datetime) -> BenefitStory:
    offer = Offer("PROMO-SCRATCH-WIN", "Scratch & Win", f"BEN-SCRATCH-{number}", "SCRATCH_CARD")
    draft = BenefitDraft(order, offer, rng.randint(500, 20_000))
    draft.add_event("RESERVED", draft.eligible_minor, order.created_at)
    expires_at = order.created_at + _CARD_VALID_FOR
    revealed_at = order.created_at + timedelta(seconds=rng.randrange(60, 2 * int(_CARD_VALID_FOR.total_seconds())))
    more: dict[str, Any] = {"expiresAt": expires_at.isoformat(), **memo(order.customer, rng)}
    if revealed_at < min(expires_at, now):
        more["revealedAt"] = revealed_at.isoformat()
        draft.add_event("ISSUED", draft.eligible_minor, revealed_at, gcId=gift_card(rng))
    elif expires_at < now:
        draft.add_event("EXPIRED", draft.eligible_minor, expires_at)
        more["benefitIssuanceStatus"] = "EXPIRED"
    return draft, draft.ped(**more)
