"""The gift cards to which a benefit was paid: how many, which, and why another tool shows only the last one."""

from collections.abc import Iterator

from statements.kind import Family, Scope
from statements.situation import BenefitScope, OrderScope
from statements.statement import FactSlot, Slots, list_slot
from statements.topics import Topic
from tools.cards import FactSource, Label
from tools.facts import get_subject

family = Family()


def _cards(benefit: BenefitScope) -> list[FactSlot]:
    found: dict[str, FactSlot] = {}
    for installment in benefit.issued:
        card = installment.fact(Label.GIFT_CARD)
        if card:
            found.setdefault(str(card.value), card)
    return list(found.values())


def _is_complete(benefit: BenefitScope) -> bool:
    """Whether the list of cards is complete: the fold knows all issuances, and each of them names its card."""
    cashback = benefit.cashback
    is_known = bool(cashback and cashback.amounts_complete and cashback.granted is not None)
    return is_known and all(installment.fact(Label.GIFT_CARD) for installment in benefit.issued)


@family.kind("cards.count", Scope.BENEFIT, Topic.COUNT, Topic.GIFT_CARDS, Topic.ONE_CARD_SHOWN)
def count(benefit: BenefitScope) -> Iterator[Slots]:
    cards = _cards(benefit)
    if cards and _is_complete(benefit):
        subject = get_subject(benefit.order.record, benefit.found.record)
        source = [FactSource(source="concessions", record_id=subject.record_id)]
        fact_id = benefit.situation.book.add_count(Label.CARD_COUNT, len(cards), subject, source)
        number = benefit.situation.slot(fact_id)
        listing = list_slot("card", ({"card": card} for card in cards))
        if number and listing:
            yield {**benefit.name_slots, "count": number, "cards": listing}


@family.kind("cards.only_last_in_record", Scope.BENEFIT, Topic.ONE_CARD_SHOWN, audience="staff")
def only_last(benefit: BenefitScope) -> Iterator[Slots]:
    """PED keeps only the last card, as each issuance overwrites the previous one; the events have all of them."""
    is_in_ped = benefit.found.record.benefit_type != "UNKNOWN"  # only PED has the type
    if is_in_ped and len(_cards(benefit)) > 1 and _is_complete(benefit):
        yield benefit.name_slots


@family.kind("cards.one_is_all", Scope.BENEFIT, Topic.ONE_CARD_SHOWN)
def one_is_all(benefit: BenefitScope) -> Iterator[Slots]:
    cards = _cards(benefit)
    if len(cards) == 1 and _is_complete(benefit):
        yield {**benefit.name_slots, "card": cards[0]}


@family.kind("cards.validity_unknown", Scope.ORDER, Topic.VALIDITY)
def validity_unknown(order: OrderScope) -> Iterator[Slots]:
    yield order.name_slots


@family.kind("cards.none", Scope.BENEFIT, Topic.GIFT_CARDS, Topic.COUNT)
def none(benefit: BenefitScope) -> Iterator[Slots]:
    """No gift card yet: only where nothing is known to have been issued."""
    cashback = benefit.cashback
    is_nothing = cashback and cashback.issued is not None and cashback.issued.amount_minor == 0
    if is_nothing and not any(i.fact(Label.GIFT_CARD) for i in benefit.installments):
        yield benefit.name_slots
