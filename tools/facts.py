"""Facts out of records: every value that an answer may state gets an id, a label and the records it follows from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from core.contract import Cashback, Closure, Issuance, LineItem, Reason, Reversal, SourceName
from core.money import Money, display
from core.windows import Window
from tools import wording
from tools.cards import Audience, Fact, FactKind, FactSource, Label
from tools.order_record import BenefitRecord, OrderRecord

# What a customer is not told: how our records disagree with each other is ours to settle.
_STAFF_REASONS = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}
_ALWAYS = {Label.PROMISED: "eligible", Label.GRANTED: "granted", Label.REMAINING: "remaining"}
_WHEN_POSITIVE = {
    Label.REVERSED: "reversed",
    Label.PENDING: "pending",
    Label.CANCELLED: "cancelled",
    Label.EXPIRED: "expired",
    Label.OVER_ISSUED: "over_issued",
}
_ISSUANCE_LABELS = {
    "FAILED": (Label.ATTEMPTED, Label.ATTEMPTED_ON),
    "RECORDED": (Label.RECORDED, Label.RECORDED_ON),
}
_TRACKED = {"eligibleDiffers": Label.TRACKED_PROMISED, "issuedDiffers": Label.TRACKED_ISSUED}
ISSUED_STATUSES = {"ISSUED", "PARTIALLY_REVERSED", "REVERSED"}
UNRECOGNISED = "UNRECOGNISED"  # an event of a type that only a newer writer knows


@dataclass(frozen=True, slots=True)
class FactSubject:
    """What facts are about, and which instant they are true of."""

    order: str
    as_of: datetime
    promotion_id: str | None = None
    benefit_id: str | None = None

    @property
    def record_id(self) -> str:
        return "#".join(part for part in (self.order, self.promotion_id, self.benefit_id) if part)


@dataclass(slots=True)
class FactBook:
    """The facts of one conversation. Ids are never used twice; the same fact keeps its id."""

    zone: tzinfo
    next_number: int = 1
    facts: dict[str, Fact] = field(default_factory=dict)
    _known: dict[tuple[object, ...], str] = field(default_factory=dict)

    def add_money(
        self,
        label: Label,
        value: Money,
        subject: FactSubject,
        sources: Iterable[FactSource],
        *,
        audience: Audience = "customer",
    ) -> str:
        return self._add(FactKind.MONEY, label, value, display(value), subject, sources, audience)

    def add_date(self, label: Label, instant: datetime, subject: FactSubject, sources: Iterable[FactSource]) -> str:
        """Add an instant; it is shown as its day in the book's zone."""
        shown = wording.format_day(instant, self.zone)
        return self._add(FactKind.DATE, label, instant.isoformat(), shown, subject, sources)

    def add_text(
        self, kind: FactKind, label: Label, value: str, shown: str, subject: FactSubject, source: FactSource
    ) -> str:
        return self._add(kind, label, value, shown, subject, [source])

    def add_count(self, label: Label, value: int, subject: FactSubject, sources: Iterable[FactSource]) -> str:
        return self._add(FactKind.COUNT, label, value, str(value), subject, sources)

    def add_reason(self, reason: Reason, subject: FactSubject) -> str:
        audience: Audience = "staff" if reason in _STAFF_REASONS else "customer"
        source = FactSource(source="ledger", record_id=subject.record_id)
        shown = wording.REASONS[reason]
        return self._add(FactKind.REASON, Label.REASON, reason.value, shown, subject, [source], audience)

    def add_conflict(self, code: str, subject: FactSubject) -> str:
        source = FactSource(source="ledger", record_id=subject.record_id)
        return self._add(
            FactKind.STATUS, Label.CONFLICT, code, wording.describe_conflict(code), subject, [source], "staff"
        )

    def add_claim(self, value: Money, as_of: datetime) -> str:
        """Add what the user says; it follows from nothing but the question."""
        source = FactSource(source="user", record_id="question")
        return self._add(FactKind.MONEY, Label.CLAIMED, value, display(value), FactSubject("", as_of), [source])

    def add_window(self, window: Window, as_of: datetime) -> dict[Label, str]:
        """Add the days a search covered, both inclusive."""
        source = [FactSource(source="user", record_id="question")]
        last = window.end - timedelta(microseconds=1)
        return {
            Label.WINDOW_FROM: self.add_date(Label.WINDOW_FROM, window.start, FactSubject("", as_of), source),
            Label.WINDOW_TO: self.add_date(Label.WINDOW_TO, last, FactSubject("", as_of), source),
        }

    def add_asked_days(self, days: Window, as_of: datetime) -> None:
        """Add the days of which the user asks what came on them; they follow from nothing but the question."""
        source = [FactSource(source="user", record_id="question")]
        self.add_date(Label.ASKED_FROM, days.start, FactSubject("", as_of), source)
        self.add_date(Label.ASKED_TO, days.end - timedelta(microseconds=1), FactSubject("", as_of), source)

    def _add(
        self,
        kind: FactKind,
        label: Label,
        value: Money | int | str,
        shown: str,
        subject: FactSubject,
        sources: Iterable[FactSource],
        audience: Audience = "customer",
    ) -> str:
        records = tuple(sources)
        key = (label, value, shown, subject.order, subject.promotion_id, subject.benefit_id, records)
        if known := self._known.get(key):
            return known
        fact_id = f"f{self.next_number}"
        self.next_number += 1
        self._known[key] = fact_id
        self.facts[fact_id] = Fact(
            fact_id=fact_id,
            kind=kind,
            label=label,
            value=value,
            display=shown,
            sources=list(records),
            as_of=subject.as_of,
            business_reference_id=subject.order or None,
            promotion_id=subject.promotion_id,
            benefit_id=subject.benefit_id,
            audience=audience,
        )
        return fact_id


def add_position_facts(
    cashback: Cashback, book: FactBook, subject: FactSubject, benefits: Iterable[BenefitRecord]
) -> dict[Label, str]:
    """Add the known amounts of a position. What is null stays without a fact, so that nobody can state it."""
    chosen = list(benefits)
    promise = [FactSource(source=b.promised_source, record_id=_record_id(subject.order, b)) for b in chosen]
    events = [source for b in chosen for source in event_sources(b.issuances)]
    events = events or [FactSource(source="concessions", record_id=subject.record_id)]
    sources = {Label.PROMISED: promise, Label.REMAINING: promise + events}
    figures: dict[Label, str] = {}
    for label, name in (_ALWAYS | _WHEN_POSITIVE).items():
        amount: Money | None = getattr(cashback, name)
        if amount is None or (label in _WHEN_POSITIVE and amount.amount_minor == 0):
            continue
        figures[label] = book.add_money(label, amount, subject, sources.get(label, events))
    if Label.REVERSED in figures and cashback.issued is not None:
        figures[Label.ISSUED] = book.add_money(Label.ISSUED, cashback.issued, subject, events)
    return figures


def event_sources(issuances: Iterable[Issuance]) -> list[FactSource]:
    """Name the records of issuances and of what was taken back of them, each once."""
    events = [i for i in issuances if i.event_id]
    issued = [FactSource(source=i.source, record_id=i.event_id) for i in events if i.event_id]
    return issued + [_reversal_source(i, reversal) for i in events for reversal in i.reversals]


def granted_installments(benefit: BenefitRecord) -> list[Issuance]:
    """Return the installments that came and were not taken back whole; none where the list may lack some.

    The list is whole where it adds up to what the fold knows to have been issued.
    """
    issued = [i for i in benefit.issuances if i.status in ISSUED_STATUSES]
    total = benefit.cashback.issued if benefit.cashback else None
    amounts = [i.amount.amount_minor for i in issued if i.amount is not None]
    if total is None or len(amounts) < len(issued) or sum(amounts) != total.amount_minor:
        return []
    return [i for i in issued if i.status != "REVERSED"]


def add_installment_facts(issuance: Issuance, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add amount, day and gift card of one issuance, and what was taken back of it in all.

    What failed, and what no event proves, has labels of its own: neither may be told as issued.
    """
    amount_label, day_label = _ISSUANCE_LABELS.get(issuance.status, (Label.INSTALLMENT, Label.ISSUED_ON))
    source = FactSource(source=issuance.source, record_id=issuance.event_id or subject.record_id)
    figures: dict[Label, str] = {}
    if issuance.amount is not None:
        figures[amount_label] = book.add_money(amount_label, issuance.amount, subject, [source])
    if issuance.issued_at is not None:
        figures[day_label] = book.add_date(day_label, issuance.issued_at, subject, [source])
    if issuance.gift_card_id is not None:
        card = issuance.gift_card_id
        figures[Label.GIFT_CARD] = book.add_text(FactKind.GIFT_CARD, Label.GIFT_CARD, card, card, subject, source)
    if issuance.reversed_amount is not None and issuance.reversed_amount.amount_minor:
        sources = [source, *(_reversal_source(issuance, reversal) for reversal in issuance.reversals)]
        figures[Label.REVERSED] = book.add_money(Label.REVERSED, issuance.reversed_amount, subject, sources)
    return figures


def add_reversal_facts(issuance: Issuance, book: FactBook, subject: FactSubject) -> list[dict[Label, str]]:
    """Add amount and day of each reversal of an issuance, oldest first.

    A sum without its parts has no day: the one instant beside it is that of the last of them.
    """
    issued = FactSource(source=issuance.source, record_id=issuance.event_id or subject.record_id)
    found: list[dict[Label, str]] = []
    for reversal in issuance.reversals:
        sources = [issued, _reversal_source(issuance, reversal)]
        amount = book.add_money(Label.REVERSED, reversal.amount, subject, sources)
        day = book.add_date(Label.REVERSED_ON, reversal.reversed_at, subject, sources)
        found.append({Label.REVERSED: amount, Label.REVERSED_ON: day})
    return found


def _reversal_source(issuance: Issuance, reversal: Reversal) -> FactSource:
    return FactSource(source=issuance.source, record_id=reversal.event_id)


def add_tracked_facts(benefit: BenefitRecord, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add what the tracker says where another source ranks before it: both values of a conflict are told."""
    source = FactSource(source=SourceName.LINE_ITEMS, record_id=subject.record_id)
    position = benefit.cashback
    figures: dict[Label, str] = {}
    for conflict in benefit.conflicts:
        label = _TRACKED.get(conflict.code)
        tracked = conflict.values.get(SourceName.LINE_ITEMS)
        ranked = position and (position.eligible if label is Label.TRACKED_PROMISED else position.issued)
        if label and ranked and isinstance(tracked, int):
            amount = Money(amount_minor=tracked, currency=ranked.currency)
            figures[label] = book.add_money(label, amount, subject, [source], audience="staff")
    return figures


def add_closure_facts(closure: Closure, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add amount and day of one event by which a sum stopped being due."""
    source = [FactSource(source=SourceName.CONCESSIONS, record_id=closure.event_id)]
    return {
        Label.CLOSED: book.add_money(Label.CLOSED, closure.amount, subject, source),
        Label.CLOSED_ON: book.add_date(Label.CLOSED_ON, closure.closed_at, subject, source),
    }


def add_item_facts(item: LineItem, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add what one line item was promised and what it is called."""
    parts = (subject.record_id, item.line_item_id, item.shipment_id or "")
    source = FactSource(source="lineItems", record_id="#".join(parts))
    figures = {Label.ITEM_PROMISED: book.add_money(Label.ITEM_PROMISED, item.eligible, subject, [source])}
    if item.title:
        figures[Label.ITEM_TITLE] = book.add_text(
            FactKind.TEXT, Label.ITEM_TITLE, item.title, item.title, subject, source
        )
    return figures


def get_subject(order: OrderRecord, benefit: BenefitRecord | None = None) -> FactSubject:
    """Return what facts of this order, or of one benefit of it, are about."""
    if benefit is None:
        return FactSubject(order.business_reference_id, order.as_of)
    return FactSubject(order.business_reference_id, order.as_of, benefit.promotion_id, benefit.benefit_id)


def _record_id(order: str, benefit: BenefitRecord) -> str:
    return f"{order}#{benefit.promotion_id}#{benefit.benefit_id}"
