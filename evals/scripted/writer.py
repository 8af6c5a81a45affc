"""The prose of the scripted model: every value as a reference to a fact, nothing of its own."""

from collections.abc import Iterator, Mapping, Sequence

from agent.offline.understand import Refusal, Understanding
from rewards.contract import Reason
from tools.result import Label, ModelBenefit, ModelInstallment, ModelOrder, ModelView, ToolStatus, reference
from tools.set_sentences.english import CONFLICTS

_REFUSALS = {
    Refusal.WRITE: "I can only look things up and cannot make any changes.",
    Refusal.PERSONAL_DATA: "I cannot show personal data such as phone numbers.",
    Refusal.OFF_TOPIC: "I can only help with questions about cashback.",
}
_UNKNOWN = {
    Label.PROMISED: "How much was promised is not known.",
    Label.GRANTED: "How much was granted is not known.",
    Label.REMAINING: "How much remains is not known.",
}
_KNOWN = {Label.PROMISED: "cashback was promised", Label.GRANTED: "has been granted", Label.REMAINING: "remains"}
_REASONS = {
    Reason.AWAITING_SHIPMENT: "The rest is issued as the remaining items ship.",
    Reason.ISSUANCE_PENDING: "The issuance of the rest is still in progress.",
    Reason.ISSUANCE_FAILED: "The last attempt to issue it failed.",
    Reason.SCRATCH_CARD_UNREVEALED: "The scratch card has not been revealed yet.",
    Reason.EXPIRED: "It has expired.",
    Reason.ITEM_RETURNED: "An item was returned.",
    Reason.CAP_REACHED: "The cap of the promotion was reached.",
    Reason.CANCELLED: "A part was cancelled.",
    Reason.OVER_ISSUED: "More was issued than was promised.",
    Reason.DUPLICATE_ISSUANCE: "One issuance looks like a duplicate of another.",
}
_SOURCES = {
    "ped": "the promotion record (PED)",
    "lineItems": "the line item tracker",
    "concessions": "the Concessions database",
    "records": "one of our records",
}
_NOT_FOUND = "I could not find that order. Please check the order number."
_UNPROVEN = "What is shown as recorded is not proven by an event."
_OLDER = "This order is older than the log of issuances: what is shown as recorded is not proven by an event."


def write(views: Sequence[ModelView], understanding: Understanding, *, is_open: bool) -> str:
    """Write the answer to a question from what the tools gave."""
    lines = [_REFUSALS[refusal] for refusal in understanding.refusals]
    orders = [order for view in views for order in view.orders]
    if is_open and len(orders) > 1:
        lines += ["Which order is meant?", *map(_candidate, orders)]
        return "\n".join(lines)
    for view in views:
        lines += _Writer(view).lines()
    if understanding.asks_when and orders:
        lines.append("On which day the rest is issued is not known.")
    lines += _claims(views, orders)
    return "\n".join(lines)


def _candidate(order: ModelOrder) -> str:
    created = next((b.figures[Label.CREATED_ON] for b in order.benefits if Label.CREATED_ON in b.figures), None)
    return f"- Order {order.business_reference_id}{f', created on {reference(created)}' if created else ''}."


class _Writer:
    """Writes one lookup."""

    def __init__(self, view: ModelView) -> None:
        self._view = view
        self._values: Mapping[str, str] = {fact.id: fact.value for fact in view.facts}

    def lines(self) -> Iterator[str]:
        if self._view.status is ToolStatus.NOT_FOUND:
            yield _NOT_FOUND
        elif self._view.status is ToolStatus.UNAVAILABLE:
            yield "The records could not be read just now. Please try again in a moment."
        yield from self._window()
        for order in self._view.orders:
            yield from self._order(order)
        if self._view.has_more:
            yield "There is more than is shown here."

    def _window(self) -> Iterator[str]:
        window = self._view.window
        if not window:
            return
        first, last = window[Label.WINDOW_FROM], window[Label.WINDOW_TO]
        is_one_day = self._values[first] == self._values[last]
        days = f"on {reference(first)}" if is_one_day else f"from {reference(first)} to {reference(last)}"
        yield f"Cashback created {days}:" if self._view.orders else f"No cashback created {days} was found."

    def _order(self, order: ModelOrder) -> Iterator[str]:
        name = f"order {order.business_reference_id}"
        if not any(Label.GRANTED in benefit.figures or Label.PROMISED in benefit.figures for benefit in order.benefits):
            yield f"About the cashback of {name}:"
        for figures in order.totals:
            yield from _position(f"On {name} in total", figures, is_total=True)
        for benefit in order.benefits:
            yield from self._benefit(benefit, name)
        for source in order.unavailable_sources:
            yield f"Please note: {_SOURCES.get(source, 'one source')} did not answer, so this answer is not complete."
        if self._view.window and any(Label.CREATED_ON not in benefit.figures for benefit in order.benefits):
            yield "When this was created is not recorded."

    def _benefit(self, benefit: ModelBenefit, name: str) -> Iterator[str]:
        is_withheld = Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons and not benefit.figures.get(Label.PROMISED)
        if not is_withheld:
            yield from _position(f"On {name}", benefit.figures, is_total=False)
        if count := benefit.figures.get(Label.INSTALLMENT_COUNT):
            one = self._values.get(count) == "1"
            granted = benefit.figures.get(Label.GRANTED)
            what = f"{reference(granted)} has been granted" if granted else "It was issued"
            yield f"{what} in {reference(count)} {'installment' if one else 'installments'}."
        if revealed := benefit.figures.get(Label.REVEALED_ON):
            yield f"- Revealed on {reference(revealed)}."
        for installment in benefit.installments:
            yield from _installment(installment)
        if any(installment.status == "RECORDED" for installment in benefit.installments):
            yield _OLDER if Label.GRANTED not in benefit.figures else _UNPROVEN
        yield from _open_items(benefit)
        yield from _no_longer_due(benefit)
        for reason in benefit.reasons:
            yield from self._reason(reason, benefit)
        yield from _conflicts(benefit)

    @staticmethod
    def _reason(reason: Reason, benefit: ModelBenefit) -> Iterator[str]:
        expires = benefit.figures.get(Label.EXPIRES_ON)
        if reason is Reason.CANCELLED and Label.CANCELLED in benefit.figures:
            return
        if reason is Reason.EXPIRED and Reason.SCRATCH_CARD_UNREVEALED in benefit.reasons and expires:
            yield f"It expired on {reference(expires)}."
        elif text := _REASONS.get(reason):
            yield text


def _open_items(benefit: ModelBenefit) -> Iterator[str]:
    said = {Reason.AWAITING_SHIPMENT: "not shipped yet", Reason.ISSUANCE_PENDING: "already shipped"}
    for item in benefit.items:
        if item.reason in said:
            title = f"“{reference(item.title)}”" if item.title else "An item"
            yield f"- {title}: {reference(item.promised)} promised, {said[item.reason]}."


def _no_longer_due(benefit: ModelBenefit) -> Iterator[str]:
    for label, words in {Label.CANCELLED: "was cancelled", Label.EXPIRED: "has expired"}.items():
        if label in benefit.figures:
            yield f"{reference(benefit.figures[label])} {words}."


def _conflicts(benefit: ModelBenefit) -> Iterator[str]:
    figures = {label: reference(fact_id) for label, fact_id in benefit.figures.items()}
    yield from (CONFLICTS[code].format(**figures) for code in benefit.conflicts if code in CONFLICTS)


def _position(opening: str, figures: Mapping[Label, str], *, is_total: bool) -> Iterator[str]:
    known = [f"{reference(figures[label])} {words}" for label, words in _KNOWN.items() if label in figures]
    if known:
        yield f"{opening}, {', '.join(known)}."
    if not is_total:
        yield from (text for label, text in _UNKNOWN.items() if label not in figures)


def _installment(installment: ModelInstallment) -> Iterator[str]:
    amount = reference(installment.amount) if installment.amount else None
    when = f" on {reference(installment.issued_on)}" if installment.issued_on else ""
    card = f", gift card {reference(installment.gift_card)}" if installment.gift_card else ""
    match installment.status:
        case "FAILED":
            yield f"- An attempt{f' of {amount}' if amount else ''}{when} failed."
        case "RECORDED":
            yield f"- {f'{amount} recorded' if amount else 'Recorded'}{when}{card}."
        case "ISSUED" | "PARTIALLY_REVERSED" | "REVERSED":
            yield f"- {amount} issued{when}{card}."
            if len(installment.reversals) > 1 and installment.reversed:
                yield f"- {reference(installment.reversed)} of it was reversed."
            for reversal in installment.reversals:
                yield f"- {reference(reversal.amount)} of it was reversed on {reference(reversal.reversed_on)}."


def _claims(views: Sequence[ModelView], orders: Sequence[ModelOrder]) -> Iterator[str]:
    facts = [fact for view in views for fact in view.facts]
    if len(orders) != 1 or orders[0].partial:
        return
    recorded = {fact.value for fact in facts if fact.label is not Label.CLAIMED}
    for fact in facts:
        if fact.label is Label.CLAIMED and fact.value not in recorded:
            yield f"The {reference(fact.id)} that you mentioned does not appear in the record."
