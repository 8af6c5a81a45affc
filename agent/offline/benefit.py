"""The sentences about one benefit: what was promised, what came when, what is left and why."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from agent.offline.focus import Asked, Focus
from agent.offline.position import PositionText
from agent.offline.reasons import ReasonText
from agent.offline.wording.wording import Wording
from rewards.contract import Reason
from tools.facts import ISSUED_STATUSES
from tools.result import Label, ModelBenefit, ModelInstallment, ModelItem, reference


class Section(Enum):
    INSTALLMENTS = auto()
    OPEN_ITEMS = auto()
    EXPIRY = auto()
    REASONS = auto()
    CREATED = auto()
    PROMOTION = auto()


_EVERYTHING = frozenset({Section.INSTALLMENTS, Section.OPEN_ITEMS, Section.REASONS})
_OPEN = frozenset({Section.OPEN_ITEMS, Section.REASONS})
_OTHER_OPEN = {Reason.ISSUANCE_PENDING, Reason.ISSUANCE_FAILED, Reason.SCRATCH_CARD_UNREVEALED}
_CAME = frozenset({Section.INSTALLMENTS, Section.REASONS})
_SECTIONS = {
    Focus.PROMISED: frozenset({Section.REASONS}),
    Focus.GRANTED: _CAME,
    Focus.REMAINING: _OPEN,
    Focus.WHEN: _CAME,
    Focus.NEXT: _OPEN,
    Focus.GIFT_CARD: _CAME,
    Focus.ITEMS: _OPEN,
    Focus.INSTALLMENTS: _CAME,
    Focus.EXPIRY: frozenset({Section.EXPIRY, Section.REASONS}),
    Focus.REVERSAL: _CAME,
    Focus.CREATED: frozenset({Section.CREATED}),
    Focus.PROMOTION: frozenset({Section.PROMOTION}),
}


def sections_of(asked: Asked) -> frozenset[Section]:
    """Give the parts of the story that answer a question, beside the position, which always does."""
    if asked.is_short:
        return frozenset()
    if not asked.focus:
        return _EVERYTHING
    return frozenset().union(*(_SECTIONS[focus] for focus in asked.focus))


class BenefitText:
    """Writes one benefit. ``values`` are the shown values of all facts."""

    def __init__(
        self,
        benefit: ModelBenefit,
        values: Mapping[str, str],
        *,
        asked: Asked,
        wording: Wording,
        for_staff: bool,
    ) -> None:
        self._benefit = benefit
        self._asked = asked
        self._say = wording
        self._for_staff = for_staff
        self._reasons = ReasonText(benefit, wording=wording, for_staff=for_staff)
        self.position = PositionText(benefit, values, wording=wording, is_withheld=self._is_withheld)

    def details(self) -> Iterator[str]:
        """Yield what follows the position, in the order in which it is read."""
        sections = self._sections()
        if Section.CREATED in sections and (day := self._figure(Label.CREATED_ON)):
            yield self._say.created_on.format(day=day)
        if Section.PROMOTION in sections and (name := self._figure(Label.PROMOTION_NAME)):
            yield self._say.promotion_is.format(name=name)
        if Section.INSTALLMENTS in sections:
            yield from self._installments()
        if Section.OPEN_ITEMS in sections:
            yield from self._open_items()
        if Section.EXPIRY in sections:
            yield from self._reasons.expiry()
        if Section.REASONS in sections:
            yield from self._reasons.lines(has_told_expiry=Section.EXPIRY in sections)

    def _sections(self) -> frozenset[Section]:
        """Give the parts to tell: what remains is not understood without what was taken back, or is not known."""
        sections = sections_of(self._asked)
        if sections and Focus.WHEN in self._asked.focus and not self._benefit.installments:
            sections |= _OPEN  # "when?" of what has not come
        needs_more = Label.REVERSED in self._benefit.figures or Label.REMAINING not in self._benefit.figures
        return sections | _CAME if sections and needs_more else sections

    @property
    def _is_withheld(self) -> bool:
        """A customer is not told the worth of a scratch card before it is revealed."""
        return not self._for_staff and Reason.SCRATCH_CARD_UNREVEALED in self._benefit.reasons

    def _figure(self, label: Label) -> str | None:
        fact_id = self._benefit.figures.get(label)
        return reference(fact_id) if fact_id else None

    def _installments(self) -> Iterator[str]:
        if revealed := self._figure(Label.REVEALED_ON):
            yield self._say.revealed.format(day=revealed)
        for installment in self._chosen_installments():
            if line := installment_line(installment, self._say):
                yield f"- {line}"
        if any(i.status == "RECORDED" for i in self._benefit.installments):
            yield from self._on_recorded()

    def _chosen_installments(self) -> list[ModelInstallment]:
        """Give all of them, or the one that is asked for by its place among those that came."""
        place = self._asked.installment
        came = [i for i in self._benefit.installments if i.status in ISSUED_STATUSES]
        if place is None or not came or place > len(came):
            return self._benefit.installments
        return [came[place - 1 if place > 0 else place]]

    def _on_recorded(self) -> Iterator[str]:
        """Say what "recorded" means: of an order that is older than the events, or of a card beside known ones."""
        is_older = Label.GRANTED not in self._benefit.figures
        if self._for_staff:
            yield self._say.older_records if is_older else self._say.unproven
        elif is_older:
            yield self._say.older_amounts

    def _open_items(self) -> Iterator[str]:
        waiting = [item for item in self._benefit.items if item.reason is Reason.AWAITING_SHIPMENT]
        # These items explain what remains only where nothing else does: one may have shipped and wait for its cashback.
        is_all = not _OTHER_OPEN & set(self._benefit.reasons)
        if waiting:
            remaining = self._figure(Label.REMAINING) if is_all else None
            yield self._say.waiting_because.format(remaining=remaining) if remaining else self._say.waiting
        for item in waiting:
            yield self._item(item, self._say.waiting_item)
        if waiting and is_all:
            yield self._say.as_they_ship
        shipped = [item for item in self._benefit.items if item.reason is Reason.ISSUANCE_PENDING]
        if shipped:
            yield self._say.shipped
        for item in shipped:
            yield self._item(item, self._say.shipped_item)

    def _item(self, item: ModelItem, shape: str) -> str:
        # In quotes, because a title is somebody else's text.
        title = f"“{reference(item.title)}”" if item.title else self._say.untitled_item
        return shape.format(title=title, amount=reference(item.promised))


def installment_line(installment: ModelInstallment, say: Wording) -> str | None:
    """Give the line of one installment; None for what neither came, failed nor was recorded."""
    status = installment.status
    if status not in ISSUED_STATUSES | {"RECORDED", "FAILED"}:
        return None
    amount = reference(installment.amount) if installment.amount else None
    on = say.on.format(day=reference(installment.issued_on)) if installment.issued_on else ""
    card = say.card.format(card=reference(installment.gift_card)) if installment.gift_card else ""
    if status == "FAILED":
        return say.failed.format(of_amount=say.of_amount.format(amount=amount) if amount else "", on=on)
    if amount is None:
        template = say.recorded_unknown if status == "RECORDED" else say.issued_unknown
        return template.format(on=on, card=card)
    template = say.recorded if status == "RECORDED" else say.issued
    return template.format(amount=amount, on=on, card=card) + _taken_back(installment, say)


def _taken_back(installment: ModelInstallment, say: Wording) -> str:
    if installment.reversed is None:
        return ""
    parts = [
        (reference(reversal.amount), say.on.format(day=reference(reversal.reversed_on)))
        for reversal in installment.reversals
    ]
    on = parts[0][1] if len(parts) == 1 else ""
    whole = say.all_reversed if installment.status == "REVERSED" else say.part_reversed
    told = whole.format(amount=reference(installment.reversed), on=on)
    if len(parts) > 1:
        told += "".join(say.part_reversed.format(amount=amount, on=on) for amount, on in parts)
    return told
