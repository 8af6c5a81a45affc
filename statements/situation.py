"""What a turn knows when its statements are proven: what was looked up, what was asked, and who will read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property

from core.contract import Cashback, Reason, SourceStatus
from core.windows import Window
from statements.approved_texts import NO_KNOWLEDGE, ApprovedTexts
from statements.slots import FactSlot, IdSlot, ListSlot, Part, Slot, Slots, TermSlot, given
from statements.statement import Subject
from tools.cards import Label, ToolStatus
from tools.facts import ISSUED_STATUSES, FactBook
from tools.lookup_result import Facts, FoundBenefit, FoundInstallment, FoundItem, FoundOrder, ToolOutcome
from tools.order_record import OrderRecord

CLOCK_SKEW = timedelta(minutes=5)
_MAY_BE_SCRATCH_CARD = {"SCRATCH_CARD", "UNKNOWN"}  # without the promotion record the type is not known
_ANSWERED = {SourceStatus.OK, SourceStatus.EMPTY, SourceStatus.STALE}


class Viewer(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"


class Act(StrEnum):
    """What a message does beside asking about the record, or what keeps it from being looked up."""

    GREETING = "greeting"
    THANKS = "thanks"
    OFF_TOPIC = "offTopic"
    WRITE = "write"  # it wants something changed
    PERSONAL_DATA = "personalData"
    HANDOFF = "handoff"
    UPSET = "upset"
    WANTS_DRAFT = "wantsDraft"
    MALFORMED_ORDER = "malformedOrder"
    IMPOSSIBLE_DAY = "impossibleDay"
    NO_ORDER = "noOrder"  # nothing to go by
    NO_CUSTOMER = "noCustomer"  # days without a customer
    ORDER_UNKNOWN = "orderUnknown"  # an order was described, and none that was found is like that


@dataclass(frozen=True, slots=True)
class Asked:
    """What the question itself holds that a statement may be about. The fact ids follow from nothing but it."""

    acts: frozenset[Act] = frozenset()
    claims: tuple[str, ...] = ()  # fact ids
    days: Window | None = None  # of which it is asked what came
    day_facts: Facts = field(default_factory=dict)  # ASKED_FROM, ASKED_TO
    orders: tuple[str, ...] = ()  # named
    item_words: tuple[str, ...] = ()  # small letters; may name a line item
    not_looked_up: tuple[str, ...] = ()  # named beyond what one turn looks up
    candidates: tuple[str, ...] = ()  # orders between which the question leaves it open


@dataclass
class Situation:
    """One turn."""

    outcomes: tuple[ToolOutcome, ...]
    book: FactBook
    now: datetime
    zone: tzinfo
    viewer: Viewer
    asked: Asked = field(default_factory=Asked)
    knowledge: ApprovedTexts = NO_KNOWLEDGE
    is_draft: bool = False  # of a reply that a colleague pastes: its frame is no statement of the service

    @property
    def for_staff(self) -> bool:
        return self.viewer is Viewer.STAFF

    @cached_property
    def orders(self) -> tuple["OrderScope", ...]:
        """The orders that were found, each once; of two look-ups of one order the fuller one counts."""
        found: dict[str, FoundOrder] = {}
        for outcome in self.outcomes:
            for order in outcome.orders:
                known = found.get(order.order_id)
                if known is None or _fullness(order) >= _fullness(known):
                    found[order.order_id] = order
        return tuple(OrderScope(self, order) for order in found.values())

    @cached_property
    def unanswered_sources(self) -> tuple[str, ...]:
        """The sources that did not answer some look-up of this turn, each once."""
        reports = [report for outcome in self.outcomes for report in outcome.sources]
        of_orders = [report for order in self.orders for report in order.record.sources]
        return tuple(dict.fromkeys(r.source for r in [*reports, *of_orders] if r.status not in _ANSWERED))

    @property
    def failed(self) -> tuple[ToolOutcome, ...]:
        """The look-ups that could not be made: what they would have found is not known."""
        return tuple(outcome for outcome in self.outcomes if outcome.status is ToolStatus.UNAVAILABLE)

    def slot(self, fact_id: str | None) -> FactSlot | None:
        """Return the slot of a fact; None where there is none."""
        return None if fact_id is None else FactSlot(fact_id, self.book.facts[fact_id].value)


def words_of(name: str | None) -> set[str]:
    """Return the words of a name from the records, in small letters and without punctuation."""
    return {word.strip(".,()“”\"'").lower() for word in (name or "").split()}


def _shown_as(benefit: FoundBenefit) -> tuple[str, str | None]:
    return benefit.record.benefit_type, benefit.record.promotion_name


def _key_of(benefit: FoundBenefit) -> tuple[str, str]:
    return benefit.record.promotion_id, benefit.record.benefit_id


def _fullness(order: FoundOrder) -> int:
    return sum(len(benefit.installments) + len(benefit.items) for benefit in order.benefits)


@dataclass
class OrderScope:
    """One order of a situation."""

    situation: Situation
    found: FoundOrder

    @property
    def record(self) -> OrderRecord:
        return self.found.record

    @property
    def order_id(self) -> str:
        return self.found.order_id

    @property
    def subject(self) -> Subject:
        return Subject(self.order_id)

    @property
    def base(self) -> Slots:
        return {"order": IdSlot(self.order_id)}

    @cached_property
    def benefits(self) -> tuple["BenefitScope", ...]:
        return tuple(BenefitScope(self, benefit) for benefit in self.found.benefits)

    def total(self, place: int, label: Label) -> FactSlot | None:
        return self.situation.slot(self.found.totals[place].get(label))


@dataclass
class BenefitScope:
    """One benefit of an order."""

    order: OrderScope
    found: FoundBenefit

    @property
    def situation(self) -> Situation:
        return self.order.situation

    @property
    def cashback(self) -> Cashback | None:
        return self.found.record.cashback

    @property
    def subject(self) -> Subject:
        return Subject(self.order.order_id, self.found.record.promotion_id, self.found.record.benefit_id)

    @property
    def is_alone(self) -> bool:
        return len(self.order.found.benefits) == 1

    @property
    def is_card(self) -> bool:
        return self.found.record.benefit_type == "SCRATCH_CARD"

    @property
    def is_proven(self) -> bool:
        """Whether the sums follow from events, and none of them is missing."""
        cashback = self.cashback
        return bool(cashback and cashback.amounts_complete and cashback.remaining is not None)

    @property
    def is_past_expiry(self) -> bool:
        """Whether its deadline has passed, whatever the events say of it."""
        expires_at = self.found.record.expires_at
        return expires_at is not None and expires_at <= self.situation.now

    @property
    def is_withheld(self) -> bool:
        """Whether this is an unrevealed scratch card of a customer's view: what it is worth is not told."""
        return not self.situation.for_staff and self.has(Reason.SCRATCH_CARD_UNREVEALED)

    @property
    def may_be_withheld(self) -> bool:
        """Whether amounts may be absent because a customer is not told them, and not because nobody knows them."""
        is_card = self.found.record.benefit_type in _MAY_BE_SCRATCH_CARD
        return not self.situation.for_staff and is_card and self.found.record.revealed_at is None and not self.issued

    @cached_property
    def base(self) -> Slots:
        """Return what names the benefit: its order, and ``of`` where the order has several."""
        of = None if self.is_alone else ListSlot((Part("benefit_name", self.named),))
        return given(order=IdSlot(self.order.order_id), of=of)

    @property
    def named(self) -> Slots:
        """Return its type, its promotion, and its place among several that are shown with the same words."""
        own = self.found.record
        everything = self.order.found.benefits
        alike = [_key_of(b) for b in everything if _shown_as(b) == _shown_as(self.found)]
        return given(
            benefit=TermSlot(f"benefit.{own.benefit_type}", "benefit.OTHER"),
            promotion=self.fact(Label.PROMOTION_NAME),
            number=IdSlot(str(alike.index(_key_of(self.found)) + 1)) if len(alike) > 1 else None,
        )

    def fact(self, label: Label) -> FactSlot | None:
        return self.situation.slot(self.found.facts.get(label))

    def facts(self, *labels: Label) -> list[FactSlot] | None:
        """Return the facts of all these labels, None where one of them is not known."""
        slots = [self.fact(label) for label in labels]
        return None if None in slots else [slot for slot in slots if slot is not None]

    def has(self, *reasons: Reason) -> bool:
        """Whether any of these reasons holds."""
        return any(reason in self.found.reasons for reason in reasons)

    @cached_property
    def installments(self) -> tuple["InstallmentScope", ...]:
        return tuple(InstallmentScope(self, found, place) for place, found in enumerate(self.found.installments))

    @cached_property
    def issued(self) -> tuple["InstallmentScope", ...]:
        """The installments that came, whatever was taken back of them later."""
        return tuple(i for i in self.installments if i.status in ISSUED_STATUSES)

    @cached_property
    def items(self) -> tuple["ItemScope", ...]:
        return tuple(ItemScope(self, found) for found in self.found.items)

    def items_because(self, reason: Reason) -> tuple["ItemScope", ...]:
        return tuple(item for item in self.items if item.found.item.reason is reason)


@dataclass
class InstallmentScope:
    """One issuance, attempt or record of one. ``place`` counts from 0, failed attempts included."""

    benefit: BenefitScope
    found: FoundInstallment
    place: int

    @property
    def situation(self) -> Situation:
        return self.benefit.situation

    @property
    def status(self) -> str:
        return self.found.issuance.status

    @property
    def is_in_future(self) -> bool:
        """Whether its time lies ahead of the clock by more than clocks differ: then it is not told as past."""
        issued_at = self.found.issuance.issued_at
        return issued_at is not None and issued_at > self.situation.now + CLOCK_SKEW

    @property
    def subject(self) -> Subject:
        own = self.benefit.subject
        part = self.found.issuance.event_id or f"{self.found.issuance.source}-{self.place}"
        return Subject(own.order, own.promotion_id, own.benefit_id, part)

    def fact(self, *labels: Label) -> FactSlot | None:
        """Return the fact of the first of these labels that there is one of."""
        known = (self.found.facts.get(label) for label in labels)
        return self.situation.slot(next((fact_id for fact_id in known if fact_id), None))

    def items(self) -> Iterator["ItemScope"]:
        """Yield the line items that this installment was for, as far as the records name them."""
        issuance = self.found.issuance
        for item in self.benefit.items:
            line = item.found.item
            if issuance.line_item_id is not None:
                is_own = line.line_item_id == issuance.line_item_id
                is_own = is_own and (issuance.shipment_id is None or line.shipment_id in (None, issuance.shipment_id))
            else:
                is_own = issuance.shipment_id is not None and line.shipment_id == issuance.shipment_id
            if is_own:
                yield item


@dataclass
class ItemScope:
    """One line item of a benefit."""

    benefit: BenefitScope
    found: FoundItem

    @property
    def situation(self) -> Situation:
        return self.benefit.situation

    @property
    def subject(self) -> Subject:
        own, item = self.benefit.subject, self.found.item
        return Subject(own.order, own.promotion_id, own.benefit_id, f"{item.line_item_id}/{item.shipment_id or ''}")

    def fact(self, label: Label) -> FactSlot | None:
        return self.situation.slot(self.found.facts.get(label))

    @property
    def title(self) -> Slot | None:
        """Return what tells the item from the others: its name, else its place among several, counted as listed."""
        known, items = self.fact(Label.ITEM_TITLE), self.benefit.found.items
        if known or len(items) < 2:
            return known
        place = next(place for place, found in enumerate(items, start=1) if found is self.found)
        return ListSlot((Part("item_by_place", given(place=IdSlot(str(place)), count=IdSlot(str(len(items))))),))

    @property
    def named(self) -> Slots:
        """Return what the item is called, and what it was promised."""
        return given(title=self.title or TermSlot("item.untitled"), amount=self.fact(Label.ITEM_PROMISED))
