"""The line items of a benefit: which are still to ship, which have shipped without their cashback, what each got."""

from collections.abc import Iterator

from core.contract import Reason
from statements.kind import Family, Over
from statements.situation import BenefitScope, InstallmentScope, ItemScope, OrderScope, words_of
from statements.slots import Slots, TermSlot, given, listed
from statements.topics import Topic
from tools.cards import Label

family = Family()
_ITEM = "item_amount"
# With one of these something else than the items explains what remains as well.
_OTHER_OPEN = (Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED, Reason.SCRATCH_CARD_UNREVEALED)


@family.kind("items.waiting", Over.BENEFIT, Topic.WHY, Topic.ITEMS, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE)
def waiting(benefit: BenefitScope) -> Iterator[Slots]:
    """The items that have not shipped explain all of what remains: their shares add up to it."""
    items = benefit.items_because(Reason.AWAITING_SHIPMENT)
    remaining = benefit.fact(Label.REMAINING)
    if items and remaining and not benefit.has(*_OTHER_OPEN) and _sum(items) == remaining.money.amount_minor:
        yield {**benefit.base, "remaining": remaining, **given(items=listed(_ITEM, (i.named for i in items)))}


@family.kind(
    "items.waiting_among_others", Over.BENEFIT, Topic.WHY, Topic.ITEMS, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE
)
def waiting_among_others(benefit: BenefitScope) -> Iterator[Slots]:
    items = benefit.items_because(Reason.AWAITING_SHIPMENT)
    remaining = benefit.fact(Label.REMAINING)
    explains_all = remaining and not benefit.has(*_OTHER_OPEN) and _sum(items) == remaining.money.amount_minor
    if items and not explains_all:
        yield {**benefit.base, **given(items=listed(_ITEM, (i.named for i in items)))}


@family.kind("items.shipped", Over.BENEFIT, Topic.WHY, Topic.ITEMS, Topic.REMAINING, Topic.WHEN_NEXT, Topic.COMPLETE)
def shipped(benefit: BenefitScope) -> Iterator[Slots]:
    items = benefit.items_because(Reason.ISSUANCE_PENDING)
    if items:
        yield {**benefit.base, **given(items=listed(_ITEM, (i.named for i in items)))}


@family.kind("items.open_count", Over.BENEFIT, Topic.COUNT, Topic.ITEMS)
def open_count(benefit: BenefitScope) -> Iterator[Slots]:
    count = benefit.fact(Label.OPEN_ITEM_COUNT)
    if count:
        yield {**benefit.base, "count": count}


@family.kind("items.lines", Over.BENEFIT, Topic.ITEMS)
def lines(benefit: BenefitScope) -> Iterator[Slots]:
    """Every item with what it was promised and how far it is."""
    listing = listed("item_line", (_line(item) for item in benefit.items), "lines")
    if listing and len(benefit.items) > 1:
        yield {**benefit.base, "lines": listing}


@family.kind("item.state", Over.ITEM, Topic.ITEMS)
def state(item: ItemScope) -> Iterator[Slots]:
    if item.title:
        yield {**item.benefit.base, **_line(item)}


def _line(item: ItemScope) -> Slots:
    status = item.found.item.status
    # The day is that of the issuance: beside another status it would read as the day of that.
    installment = _installment_of(item) if status == "ISSUED" else None
    key = f"item_status.{status}" if item.found.item.reason is not Reason.ISSUANCE_PENDING else "item_status.SHIPPED"
    return {
        **item.named,
        "status": TermSlot(key, "item_status.OTHER"),
        **given(
            day=installment.fact(Label.ISSUED_ON) if installment else None,
            card=installment.fact(Label.GIFT_CARD) if installment else None,
        ),
    }


def _installment_of(item: ItemScope) -> InstallmentScope | None:
    """Return the installment that was for this item, where the records name one and only one."""
    own = [i for i in item.benefit.issued if any(o.found is item.found for o in i.items())]
    return own[0] if len(own) == 1 else None


@family.kind("item.not_on_order", Over.ORDER, Topic.ITEMS)
def not_on_order(order: OrderScope) -> Iterator[Slots]:
    """No item of the order has a name like that: stated only where all of its items are known and have names."""
    words = set(order.situation.asked.item_words)
    titles = [item.found.item.title for benefit in order.benefits for item in benefit.items]
    is_hidden = any(benefit.may_be_withheld for benefit in order.benefits)
    is_whole = bool(titles) and None not in titles and not order.record.partial and not is_hidden
    if words and is_whole and not any(words & words_of(title) for title in titles):
        yield order.base


@family.kind("item.part_of_installment", Over.ITEM, Topic.ITEMS, Topic.WHEN_CAME)
def part_of_installment(item: ItemScope) -> Iterator[Slots]:
    """An item whose cashback came in an installment with others: what that installment was."""
    installment = _installment_of(item)
    title = item.title
    if not installment or not title:
        return
    others = [i for i in installment.items() if i.found is not item.found]
    amount, day = installment.fact(Label.INSTALLMENT), installment.fact(Label.ISSUED_ON)
    if others and amount and day:
        yield {**item.benefit.base, "title": title, "amount": amount, "day": day}


def _sum(items: tuple[ItemScope, ...]) -> int:
    return sum(item.found.item.eligible.amount_minor - item.found.item.issued.amount_minor for item in items)
