"""What a turn knows when its statements are proven: what was looked up, what was asked, and who reads the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property

from core.contract import Cashback, LineItem, Reason, SourceStatus
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts
from statements.asked_details import AskedDetails
from statements.statement import (
    FactSlot,
    IdSlot,
    ListSlot,
    Part,
    Slot,
    Slots,
    Subject,
    TermSlot,
    known_slots,
    list_slot,
)
from tools.cards import Label, ToolStatus
from tools.facts import ISSUED_STATUSES, FactBook
from tools.order_record import BenefitRecord, OrderRecord
from tools.tool_outcome import Facts, FoundBenefit, FoundInstallment, FoundItem, FoundOrder, ToolOutcome

CLOCK_SKEW = timedelta(minutes=5)
_MAY_BE_SCRATCH_CARD = {"SCRATCH_CARD", "UNKNOWN"}  # without the promotion record the type is not known
_ANSWERED = {SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.STALE}


class Viewer(StrEnum):
    """Who reads the answer."""

    STAFF = "staff"
    CUSTOMER = "customer"


@dataclass
class Situation:
    """One turn: its lookups, its question and its viewer."""

    outcomes: tuple[ToolOutcome, ...]
    book: FactBook
    now: datetime
    zone: tzinfo
    viewer: Viewer
    asked: AskedDetails = field(default_factory=AskedDetails)
    knowledge: ApprovedTexts = NO_KNOWLEDGE
    is_draft: bool = False  # of a reply that a colleague pastes: greeting and closing are theirs

    @property
    def is_for_staff(self) -> bool:
        return self.viewer is Viewer.STAFF

    @cached_property
    def orders(self) -> tuple["OrderScope", ...]:
        """The orders that were found, each once; of two lookups of one order the more complete one counts."""
        found: dict[str, FoundOrder] = {}
        for outcome in self.outcomes:
            for order in outcome.orders:
                known = found.get(order.order_id)
                if known is None or _record_count(order) >= _record_count(known):
                    found[order.order_id] = order
        return tuple(OrderScope(self, order) for order in found.values())

    @cached_property
    def unanswered_sources(self) -> tuple[str, ...]:
        """The sources that did not answer some lookup of this turn, each once."""
        reports = [report for outcome in self.outcomes for report in outcome.sources]
        of_orders = [report for order in self.orders for report in order.record.sources]
        return tuple(dict.fromkeys(r.source for r in [*reports, *of_orders] if r.status not in _ANSWERED))

    @cached_property
    def is_cut(self) -> bool:
        """Whether records of some order are left out."""
        return any(order.is_cut for order in self.orders)

    @property
    def failed_lookups(self) -> tuple[ToolOutcome, ...]:
        """The lookups that failed: what they would have found is unknown."""
        return tuple(outcome for outcome in self.outcomes if outcome.status is ToolStatus.UNAVAILABLE)

    def slot(self, fact_id: str | None) -> FactSlot | None:
        """Return the slot of a fact; None without a fact id."""
        return None if fact_id is None else FactSlot(fact_id, self.book.facts[fact_id].value)


def name_words(name: str | None) -> set[str]:
    """Return the words of a name from the records, in lower case and without punctuation."""
    return {word.strip(".,()“”\"'").lower() for word in (name or "").split()}


def _shown_as(benefit: BenefitRecord) -> tuple[str, str | None]:
    return benefit.benefit_type, benefit.promotion_name


def _id_of(benefit: BenefitRecord) -> tuple[str, str]:
    return benefit.promotion_id, benefit.benefit_id


def _record_count(order: FoundOrder) -> int:
    return sum(len(benefit.installments) + len(benefit.items) for benefit in order.record.benefits)


class OrderScope:
    """One order of a situation. ``benefits`` are those that are listed, ``record`` has all of them."""

    def __init__(self, situation: Situation, found: FoundOrder) -> None:
        self.situation = situation
        self.found = found
        self.record: OrderRecord = found.record
        self.order_id = found.order_id
        self.subject = Subject(self.order_id)
        self.name_slots: Slots = {"order": IdSlot(self.order_id)}
        self.benefits = tuple(BenefitScope(self, benefit) for benefit in found.benefits)

    @cached_property
    def is_cut(self) -> bool:
        """Whether some of its benefits, or installments of one, are left out."""
        return self.found.benefits_left_out > 0 or any(benefit.is_cut for benefit in self.benefits)

    @cached_property
    def has_withheld(self) -> bool:
        """Whether a benefit of it, listed or not, is an unrevealed scratch card in a customer's view."""
        is_unrevealed = any(Reason.SCRATCH_CARD_UNREVEALED in record.reasons for record in self.record.benefits)
        return is_unrevealed and not self.situation.is_for_staff

    @property
    def promotion(self) -> FactSlot | None:
        """The promotion's name where all of its benefits that have one, listed or not, have the same."""
        names = {record.promotion_name for record in self.record.benefits if record.promotion_name}
        slots = (slot for benefit in self.benefits if (slot := benefit.fact(Label.PROMOTION_NAME)))
        return next(slots, None) if len(names) == 1 else None

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], int | None]:
        """The number of each benefit among those that would otherwise read the same; None for the only one."""
        alike: dict[tuple[str, str | None], list[tuple[str, str]]] = {}
        for record in self.record.benefits:
            alike.setdefault(_shown_as(record), []).append(_id_of(record))
        return {
            id_: place if len(ids) > 1 else None for ids in alike.values() for place, id_ in enumerate(ids, start=1)
        }

    def total(self, index: int, label: Label) -> FactSlot | None:
        """Return a sum over the order in one of its currencies; None where it is not known."""
        return self.situation.slot(self.found.totals[index].get(label))


class _PartOfOrder:
    """A benefit, installment or item: something that has facts."""

    def __init__(self, situation: Situation, fact_ids: Facts, subject: Subject) -> None:
        self.situation = situation
        self.subject = subject
        self._fact_ids = fact_ids

    def fact(self, *labels: Label) -> FactSlot | None:
        """Return the fact of the first of these labels that is known."""
        for label in labels:
            if label in self._fact_ids:
                return self.situation.slot(self._fact_ids[label])
        return None


class BenefitScope(_PartOfOrder):
    """One benefit of an order."""

    def __init__(self, order: OrderScope, found: FoundBenefit) -> None:
        record = found.record
        super().__init__(order.situation, found.facts, Subject(order.order_id, record.promotion_id, record.benefit_id))
        self.order = order
        self.found = found
        self.cashback: Cashback | None = record.cashback
        self.is_cut = found.installments_left_out > 0
        self.is_only_benefit = len(order.found.benefits) + order.found.benefits_left_out == 1
        self.is_scratch_card = record.benefit_type == "SCRATCH_CARD"

    @property
    def is_proven(self) -> bool:
        """Whether the sums follow from events, and none of them is missing."""
        cashback = self.cashback
        return bool(cashback and cashback.amounts_complete and cashback.remaining is not None)

    @property
    def is_past_expiry(self) -> bool:
        """Whether its deadline has passed, whatever the events say about it."""
        expires_at = self.found.record.expires_at
        return expires_at is not None and expires_at <= self.situation.now

    @property
    def is_withheld(self) -> bool:
        """Whether this is an unrevealed scratch card in a customer's view: its worth is not disclosed."""
        return not self.situation.is_for_staff and self.has(Reason.SCRATCH_CARD_UNREVEALED)

    @property
    def may_be_withheld(self) -> bool:
        """Whether an absent amount may be one that is not disclosed to a customer, rather than an unknown one."""
        may_be_card = self.found.record.benefit_type in _MAY_BE_SCRATCH_CARD
        record = self.found.record
        is_issued = any(issuance.status in ISSUED_STATUSES for issuance in record.issuances)
        is_revealed = record.revealed_at is not None or is_issued
        return not self.situation.is_for_staff and may_be_card and not is_revealed

    @cached_property
    def name_slots(self) -> Slots:
        """The slots that identify the benefit: its order, and ``of`` where the order has several benefits."""
        of = None if self.is_only_benefit else ListSlot((Part("benefit_name", self.label_slots),))
        return known_slots(order=IdSlot(self.order.order_id), of=of)

    @property
    def label_slots(self) -> Slots:
        """Its type, its promotion, and its number among several that would otherwise read the same."""
        record = self.found.record
        number = self.order.numbers[_id_of(record)]
        return known_slots(
            benefit=TermSlot(f"benefit.{record.benefit_type}", "benefit.OTHER"),
            promotion=self.fact(Label.PROMOTION_NAME),
            number=IdSlot(str(number)) if number is not None else None,
        )

    def facts(self, *labels: Label) -> list[FactSlot] | None:
        """Return the facts with these labels, None where one of them is not known."""
        slots = [self.fact(label) for label in labels]
        return None if None in slots else [slot for slot in slots if slot is not None]

    def unknown(self, *labels: Label) -> list[Label]:
        """Return those of these labels that no fact is known for."""
        return [label for label in labels if label not in self._fact_ids]

    def has(self, *reasons: Reason) -> bool:
        """Whether any of these reasons holds."""
        return any(reason in self.found.reasons for reason in reasons)

    @cached_property
    def installments(self) -> tuple["InstallmentScope", ...]:
        return tuple(InstallmentScope(self, found, index) for index, found in enumerate(self.found.installments))

    @cached_property
    def issued(self) -> tuple["InstallmentScope", ...]:
        """The installments that were issued, whatever was reversed later."""
        return tuple(i for i in self.installments if i.status in ISSUED_STATUSES)

    @cached_property
    def items(self) -> tuple["ItemScope", ...]:
        return tuple(ItemScope(self, found) for found in self.found.items)

    def items_with_reason(self, reason: Reason) -> tuple["ItemScope", ...]:
        return tuple(item for item in self.items if item.found.item.reason is reason)

    @cached_property
    def installment_by_item(self) -> Mapping["ItemScope", "InstallmentScope"]:
        """The installment that was issued for each item, where the records name exactly one.

        Empty where installments are left out: another one may be for the same item.
        """
        if self.is_cut:
            return {}
        found: dict[ItemScope, list[InstallmentScope]] = {}
        for installment in self.issued:
            for item in installment.items:
                found.setdefault(item, []).append(installment)
        return {item: installments[0] for item, installments in found.items() if len(installments) == 1}


class InstallmentScope(_PartOfOrder):
    """One issuance, attempt or record of one. ``index`` counts from 0, failed attempts included."""

    def __init__(self, benefit: BenefitScope, found: FoundInstallment, index: int) -> None:
        part = found.issuance.event_id or f"{found.issuance.source}-{index}"
        super().__init__(benefit.situation, found.facts, replace(benefit.subject, part=part))
        self.benefit = benefit
        self.is_cut = benefit.is_cut
        self.found = found
        self.status = found.issuance.status

    @property
    def is_in_future(self) -> bool:
        """Whether its time lies ahead of the clock by more than clocks may differ: then it is not stated as past."""
        issued_at = self.found.issuance.issued_at
        return issued_at is not None and issued_at > self.situation.now + CLOCK_SKEW

    @cached_property
    def items(self) -> tuple["ItemScope", ...]:
        """The line items that this installment was issued for, as far as the records name them."""
        return tuple(item for item in self.benefit.items if self._is_for(item.found.item))

    def _is_for(self, line: LineItem) -> bool:
        issuance = self.found.issuance
        if issuance.line_item_id is None:
            return issuance.shipment_id is not None and line.shipment_id == issuance.shipment_id
        is_shipment = issuance.shipment_id is None or line.shipment_id in (None, issuance.shipment_id)
        return line.line_item_id == issuance.line_item_id and is_shipment

    @cached_property
    def item_titles(self) -> ListSlot | None:
        """What its items are called, None where no name or place is known."""
        return list_slot("item_title", ({"title": t} for item in self.items if (t := item.title)))


class ItemScope(_PartOfOrder):
    """One line item of a benefit."""

    def __init__(self, benefit: BenefitScope, found: FoundItem) -> None:
        part = f"{found.item.line_item_id}/{found.item.shipment_id or ''}"
        super().__init__(benefit.situation, found.facts, replace(benefit.subject, part=part))
        self.benefit = benefit
        self.is_cut = benefit.is_cut
        self.found = found

    @cached_property
    def title(self) -> Slot | None:
        """What distinguishes the item from the others: its name, otherwise its place among several."""
        name, items = self.fact(Label.ITEM_TITLE), self.benefit.found.items
        if name or len(items) < 2:
            return name
        place = next(place for place, found in enumerate(items, start=1) if found is self.found)
        slots = known_slots(place=IdSlot(str(place)), count=IdSlot(str(len(items))))
        return ListSlot((Part("item_by_place", slots),))

    @cached_property
    def label_slots(self) -> Slots:
        """What the item is called, and the cashback promised for it."""
        return known_slots(title=self.title or TermSlot("item.untitled"), amount=self.fact(Label.ITEM_PROMISED))
