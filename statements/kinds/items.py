"""The line items of a benefit: not shipped yet, shipped without their cashback, and the status of each."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Scope
from statements.situation import BenefitScope, ItemScope, OrderScope, name_words
from statements.statement import Slots, TermSlot, known_slots, list_slot
from statements.topics import Topic
from tools.cards import Label

family = Family()
_ITEM = "item_amount"
# With one of these, the items alone do not explain what remains.
_OTHER_OPEN = (Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED, Reason.SCRATCH_CARD_UNREVEALED)


@family.kind("items.waiting", Scope.BENEFIT, Topic.WHY, Topic.ITEMS, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE)
def waiting(benefit: BenefitScope) -> Iterator[Slots]:
    """The items that have not shipped explain all that remains: their shares add up to it."""
    items = benefit.items_with_reason(Reason.AWAITING_SHIPMENT)
    remaining = benefit.fact(Label.REMAINING)
    if items and remaining and not benefit.has(*_OTHER_OPEN) and _sum(items) == remaining.money.amount_minor:
        yield {
            **benefit.name_slots,
            "remaining": remaining,
            **known_slots(items=list_slot(_ITEM, (i.label_slots for i in items))),
        }


@family.kind(
    "items.waiting_among_others",
    Scope.BENEFIT,
    Topic.WHY,
    Topic.ITEMS,
    Topic.REMAINING,
    Topic.WHEN_NEXT,
    Topic.COMPLETE,
)
def waiting_among_others(benefit: BenefitScope) -> Iterator[Slots]:
    items = benefit.items_with_reason(Reason.AWAITING_SHIPMENT)
    remaining = benefit.fact(Label.REMAINING)
    explains_all = remaining and not benefit.has(*_OTHER_OPEN) and _sum(items) == remaining.money.amount_minor
    if items and not explains_all:
        yield {**benefit.name_slots, **known_slots(items=list_slot(_ITEM, (i.label_slots for i in items)))}


@family.kind("items.shipped", Scope.BENEFIT, Topic.WHY, Topic.ITEMS, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE)
def shipped(benefit: BenefitScope) -> Iterator[Slots]:
    items = benefit.items_with_reason(Reason.ISSUANCE_PENDING)
    if items:
        yield {**benefit.name_slots, **known_slots(items=list_slot(_ITEM, (i.label_slots for i in items)))}


@family.kind("items.open_count", Scope.BENEFIT, Topic.COUNT, Topic.ITEMS)
def open_count(benefit: BenefitScope) -> Iterator[Slots]:
    count = benefit.fact(Label.OPEN_ITEM_COUNT)
    if count:
        yield {**benefit.name_slots, "count": count}


@family.kind("items.lines", Scope.BENEFIT, Topic.ITEMS)
def lines(benefit: BenefitScope) -> Iterator[Slots]:
    """Every item with its promised cashback and its status."""
    listing = list_slot("item_line", (_line(item) for item in benefit.items), "lines")
    if listing and len(benefit.items) > 1:
        yield {**benefit.name_slots, "lines": listing}


@family.kind("item.state", Scope.ITEM, Topic.ITEMS)
def state(item: ItemScope) -> Iterator[Slots]:
    if item.title:
        yield {**item.benefit.name_slots, **_line(item)}


def _line(item: ItemScope) -> Slots:
    status = item.found.item.status
    # The day is that of the issuance; beside another status it would be read as the day of that status.
    installment = item.benefit.installment_by_item.get(item) if status == "ISSUED" else None
    key = f"item_status.{status}" if item.found.item.reason is not Reason.ISSUANCE_PENDING else "item_status.SHIPPED"
    return {
        **item.label_slots,
        "status": TermSlot(key, "item_status.OTHER"),
        **known_slots(
            day=installment.fact(Label.ISSUED_ON) if installment else None,
            card=installment.fact(Label.GIFT_CARD) if installment else None,
        ),
    }


@family.kind("item.not_on_order", Scope.ORDER, Topic.ITEMS)
def not_on_order(order: OrderScope) -> Iterator[Slots]:
    """No item of the order has that name: only where all of its items are known and have titles."""
    words = set(order.situation.asked.item_words)
    titles = [item.found.item.title for benefit in order.benefits for item in benefit.items]
    is_hidden = any(benefit.may_be_withheld for benefit in order.benefits)
    is_whole = bool(titles) and None not in titles and not order.record.partial and not is_hidden
    if words and is_whole and not any(words & name_words(title) for title in titles):
        yield order.name_slots


@family.kind("item.part_of_installment", Scope.ITEM, Topic.ITEMS, Topic.WHEN_CAME)
def part_of_installment(item: ItemScope) -> Iterator[Slots]:
    """An item whose cashback was part of an installment with others: that installment."""
    installment = item.benefit.installment_by_item.get(item)
    title = item.title
    if not installment or not title:
        return
    amount, day = installment.fact(Label.INSTALLMENT), installment.fact(Label.ISSUED_ON)
    if len(installment.items) > 1 and amount and day:
        yield {**item.benefit.name_slots, "title": title, "amount": amount, "day": day}


def _sum(items: tuple[ItemScope, ...]) -> int:
    return sum(item.found.item.eligible.amount_minor - item.found.item.issued.amount_minor for item in items)
