"""Create facts from records: each value that an answer may state gets an id, a label and its source records."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import chain

from core.contract import Cashback, Closure, Issuance, LineItem, Reason, Reversal, SourceName
from core.money import Money, display
from core.windows import Window
from tools import wording
from tools.cards import Audience, Fact, FactKind, FactSource, Label
from tools.order_record import BenefitRecord, OrderRecord

# Not disclosed to customers: how the records disagree is for the staff to resolve.
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
MAX_SOURCES = 100  # records that one fact names
ISSUED_STATUSES = {"ISSUED", "PARTIALLY_REVERSED", "REVERSED"}


@dataclass(frozen=True, slots=True)
class FactSubject:
    """What facts are about, and the instant at which they are true."""

    order: str
    as_of: datetime
    promotion_id: str | None = None
    benefit_id: str | None = None

    @property
    def record_id(self) -> str:
        return "#".join(part for part in (self.order, self.promotion_id, self.benefit_id) if part)


@dataclass(slots=True)
class FactBook:
    """The facts of one conversation. Ids are never reused; the same fact keeps its id.

    The ``add_`` methods return the id of the fact.
    """

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
        """Add an instant; it is displayed as its day in the book's zone."""
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
        """Add an amount that the user states; its only source is the question."""
        source = FactSource(source="user", record_id="question")
        return self._add(FactKind.MONEY, Label.CLAIMED, value, display(value), FactSubject("", as_of), [source])

    def add_window(self, window: Window, as_of: datetime) -> dict[Label, str]:
        """Add the first and last day that a search covered, and return their ids."""
        source = [FactSource(source="user", record_id="question")]
        last = window.end - timedelta(microseconds=1)
        return {
            Label.WINDOW_FROM: self.add_date(Label.WINDOW_FROM, window.start, FactSubject("", as_of), source),
            Label.WINDOW_TO: self.add_date(Label.WINDOW_TO, last, FactSubject("", as_of), source),
        }

    def add_asked_days(self, days: Window, as_of: datetime) -> None:
        """Add the days of issuance that the user asks about; their only source is the question."""
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
    """Add the known amounts of a position. An unknown amount gets no fact, so that nothing can state it."""
    chosen = list(benefits)
    promise = _bounded(((b.promised_source, _record_id(subject.order, b)) for b in chosen), subject)
    events = event_sources((issuance for b in chosen for issuance in b.issuances), subject)
    events = events or [FactSource(source="concessions", record_id=subject.record_id)]
    closures = [closure for b in chosen for closure in b.closures]
    sources = {Label.PROMISED: promise, Label.REMAINING: promise + events + _closure_sources(closures, subject)}
    for label in (Label.CANCELLED, Label.EXPIRED):
        of_type = [closure for closure in closures if closure.type == label.value.upper()]
        sources[label] = _closure_sources(of_type, subject) or events
    fact_ids: dict[Label, str] = {}
    for label, name in (_ALWAYS | _WHEN_POSITIVE).items():
        amount: Money | None = getattr(cashback, name)
        if amount is None or (label in _WHEN_POSITIVE and amount.amount_minor == 0):
            continue
        fact_ids[label] = book.add_money(label, amount, subject, sources.get(label, events))
    if Label.REVERSED in fact_ids and cashback.issued is not None:
        fact_ids[Label.ISSUED] = book.add_money(Label.ISSUED, cashback.issued, subject, events)
    return fact_ids


def event_sources(issuances: Iterable[Issuance], subject: FactSubject) -> list[FactSource]:
    """Return the records of issuances and of their reversals, each once."""
    events = [i for i in issuances if i.event_id]
    issued = [(i.source, i.event_id) for i in events if i.event_id]
    return _bounded(chain(issued, ((i.source, r.event_id) for i in events for r in i.reversals)), subject)


def _closure_sources(closures: Iterable[Closure], subject: FactSubject) -> list[FactSource]:
    return _bounded(((SourceName.CONCESSIONS.value, closure.event_id) for closure in closures), subject)


def _bounded(records: Iterable[tuple[str, str]], subject: FactSubject) -> list[FactSource]:
    """Return records by database and id; of more than ``MAX_SOURCES``, only the databases with those of the subject."""
    found = list(records)
    if len(found) > MAX_SOURCES:
        found = [(name, subject.record_id) for name in dict.fromkeys(name for name, _ in found)]
    return [FactSource(source=name, record_id=record_id) for name, record_id in found]


def granted_installments(benefit: BenefitRecord) -> list[Issuance]:
    """Return the installments that were issued and not fully reversed; none where the list may be incomplete.

    The list is complete where it adds up to the issued sum of the fold.
    """
    issued = [i for i in benefit.issuances if i.status in ISSUED_STATUSES]
    total = benefit.cashback.issued if benefit.cashback else None
    amounts = [i.amount.amount_minor for i in issued if i.amount is not None]
    if total is None or len(amounts) < len(issued) or sum(amounts) != total.amount_minor:
        return []
    return [i for i in issued if i.status != "REVERSED"]


def add_installment_facts(issuance: Issuance, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add amount, day and gift card of one issuance, and the sum of its reversals.

    Failed attempts, and amounts that no event proves, have separate labels: neither may be stated as issued.
    """
    amount_label, day_label = _ISSUANCE_LABELS.get(issuance.status, (Label.INSTALLMENT, Label.ISSUED_ON))
    source = FactSource(source=issuance.source, record_id=issuance.event_id or subject.record_id)
    fact_ids: dict[Label, str] = {}
    if issuance.amount is not None:
        fact_ids[amount_label] = book.add_money(amount_label, issuance.amount, subject, [source])
    if issuance.issued_at is not None:
        fact_ids[day_label] = book.add_date(day_label, issuance.issued_at, subject, [source])
    if issuance.gift_card_id is not None:
        card = issuance.gift_card_id
        fact_ids[Label.GIFT_CARD] = book.add_text(FactKind.GIFT_CARD, Label.GIFT_CARD, card, card, subject, source)
    if issuance.reversed_amount is not None and issuance.reversed_amount.amount_minor:
        sources = [source, *(_reversal_source(issuance, reversal) for reversal in issuance.reversals)]
        fact_ids[Label.REVERSED] = book.add_money(Label.REVERSED, issuance.reversed_amount, subject, sources)
    return fact_ids


def add_reversal_facts(issuance: Issuance, book: FactBook, subject: FactSubject) -> list[dict[Label, str]]:
    """Add amount and day of each reversal of an issuance, oldest first.

    The sum of the reversals has no day: the record's one instant is that of the last reversal.
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
    """Add the tracker's amounts where another source takes precedence: both values of a conflict are stated."""
    source = FactSource(source=SourceName.LINE_ITEMS, record_id=subject.record_id)
    position = benefit.cashback
    fact_ids: dict[Label, str] = {}
    for conflict in benefit.conflicts:
        label = _TRACKED.get(conflict.code)
        tracked = conflict.values.get(SourceName.LINE_ITEMS)
        ranked = position and (position.eligible if label is Label.TRACKED_PROMISED else position.issued)
        if label and ranked and isinstance(tracked, int):
            amount = Money(amount_minor=tracked, currency=ranked.currency)
            fact_ids[label] = book.add_money(label, amount, subject, [source], audience="staff")
    return fact_ids


def add_closure_facts(closure: Closure, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add amount and day of one event after which a sum is no longer due."""
    source = [FactSource(source=SourceName.CONCESSIONS, record_id=closure.event_id)]
    return {
        Label.CLOSED: book.add_money(Label.CLOSED, closure.amount, subject, source),
        Label.CLOSED_ON: book.add_date(Label.CLOSED_ON, closure.closed_at, subject, source),
    }


def add_item_facts(item: LineItem, book: FactBook, subject: FactSubject) -> dict[Label, str]:
    """Add the cashback promised for one line item, and its title."""
    parts = (subject.record_id, item.line_item_id, item.shipment_id or "")
    source = FactSource(source="lineItems", record_id="#".join(parts))
    fact_ids = {Label.ITEM_PROMISED: book.add_money(Label.ITEM_PROMISED, item.eligible, subject, [source])}
    if item.title:
        fact_ids[Label.ITEM_TITLE] = book.add_text(
            FactKind.TEXT, Label.ITEM_TITLE, item.title, item.title, subject, source
        )
    return fact_ids


def get_subject(order: OrderRecord, benefit: BenefitRecord | None = None) -> FactSubject:
    """Return the subject of facts about an order, or about one of its benefits."""
    if benefit is None:
        return FactSubject(order.business_reference_id, order.as_of)
    return FactSubject(order.business_reference_id, order.as_of, benefit.promotion_id, benefit.benefit_id)


def _record_id(order: str, benefit: BenefitRecord) -> str:
    return f"{order}#{benefit.promotion_id}#{benefit.benefit_id}"
