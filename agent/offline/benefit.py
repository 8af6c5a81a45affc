"""The sentences about one benefit: what was promised, what came when, what is left and why."""

from collections.abc import Iterator, Mapping

from rewards.contract import IssuanceStatus, Reason
from tools.facts import ISSUED_STATUSES
from tools.result import Label, ModelBenefit, ModelInstallment, reference

_TYPES = {
    "INSTANT_CASHBACK": "Instant cashback",
    "SCRATCH_CARD": "Scratch card",
    "GIFT_CARD": "Gift card",
    "POINTS": "Points",
}
_REASONS = {
    Reason.ISSUANCE_PENDING: "The issuance of the rest is still in progress.",
    Reason.ISSUANCE_FAILED: "The last attempt to issue it failed, so that amount is still due.",
    Reason.SCRATCH_CARD_UNREVEALED: (
        "The scratch card has not been revealed yet; its cashback is issued once it is revealed."
    ),
    Reason.EXPIRED: "It has expired.",
    Reason.ITEM_RETURNED: "An item was returned.",
    Reason.CAP_REACHED: "The cap of the promotion was reached.",
    Reason.CANCELLED: "A part was cancelled.",
}
_STAFF_REASONS = {
    Reason.OVER_ISSUED: "More was issued than was promised; please have it checked.",
    Reason.DUPLICATE_ISSUANCE: "One issuance looks like a duplicate of another; please have it checked.",
}
_LABELS = {Label.PROMISED: "promised", Label.GRANTED: "granted", Label.REMAINING: "remaining"}


class BenefitText:
    """Writes one benefit. ``values`` are the shown values of all facts, ``order_name`` is set where it stands alone."""

    def __init__(
        self, benefit: ModelBenefit, values: Mapping[str, str], *, order_name: str | None, for_staff: bool
    ) -> None:
        self._benefit = benefit
        self._values = values
        self._order_name = order_name
        self._for_staff = for_staff

    def lines(self) -> Iterator[str]:
        """Yield the lines in the order in which they are read: short first, detail after."""
        yield self._position()
        yield from self._installments()
        yield from self._open_items()
        yield from self._reasons()

    def _figure(self, label: Label) -> str | None:
        fact_id = self._benefit.figures.get(label)
        return reference(fact_id) if fact_id else None

    def _position(self) -> str:
        figures = {label: self._figure(label) for label in _LABELS}
        unknown = [word for label, word in _LABELS.items() if figures[label] is None]
        if self._order_name is None:
            return self._short_position(unknown)
        sentences = []
        if figures[Label.PROMISED]:
            sentences.append(f"{figures[Label.PROMISED]} cashback was promised on {self._order_name}")
        if figures[Label.GRANTED]:
            sentences.append(f"{figures[Label.GRANTED]} has been granted{self._in_installments()}")
        if figures[Label.REMAINING]:
            sentences.append(f"{figures[Label.REMAINING]} remains")
        known = _join(sentences) + "." if sentences else f"About the cashback of {self._order_name}:"
        return f"{known}{self._not_known(unknown)}"

    def _short_position(self, unknown: list[str]) -> str:
        known = [f"{self._figure(label)} {word}" for label, word in _LABELS.items() if self._figure(label)]
        name = _TYPES.get(self._benefit.benefit_type, "Benefit")
        promotion = self._figure(Label.PROMOTION_NAME)
        title = f"{name} ({promotion})" if promotion else name
        stated = ", ".join(known) + "." if known else ""
        return f"{title}: {stated}{self._not_known(unknown)}".rstrip()

    def _not_known(self, unknown: list[str]) -> str:
        if not unknown or self._is_withheld:
            return ""
        return f" What was {' and what is '.join(unknown)} is not known right now." if unknown else ""

    @property
    def _is_withheld(self) -> bool:
        """A customer is not told the worth of a scratch card before it is revealed."""
        return not self._for_staff and Reason.SCRATCH_CARD_UNREVEALED in self._benefit.reasons

    def _in_installments(self) -> str:
        count = self._figure(Label.INSTALLMENT_COUNT)
        if count is None:
            return ""
        one = self._values.get(self._benefit.figures[Label.INSTALLMENT_COUNT]) == "1"
        return f" in {count} {'installment' if one else 'installments'}"

    def _installments(self) -> Iterator[str]:
        revealed = self._figure(Label.REVEALED_ON)
        if revealed:
            yield f"- Revealed on {revealed}."
        for installment in self._benefit.installments:
            if line := _installment(installment):
                yield line
        if any(i.status == "RECORDED" for i in self._benefit.installments):
            yield (
                "This order is older than the log of issuances: what is shown as recorded comes from older records and "
                "is not proven by an event."
            )

    def _open_items(self) -> Iterator[str]:
        waiting = [item for item in self._benefit.items if item.reason is Reason.AWAITING_SHIPMENT]
        if not waiting:
            return
        remaining = self._figure(Label.REMAINING)
        subject = f"{remaining} remains because" if remaining else "Still open:"
        yield f"{subject} these items have not shipped yet:"
        for item in waiting:
            title = reference(item.title) if item.title else "An item"
            yield f"- {title}: {reference(item.promised)} promised, not shipped yet."
        yield "The rest is issued as the remaining items ship."

    def _reasons(self) -> Iterator[str]:
        benefit = self._benefit
        sentences = _REASONS | (_STAFF_REASONS if self._for_staff else {})
        for reason in benefit.reasons:
            if reason is Reason.EXPIRED and benefit.issuance_status is not IssuanceStatus.EXPIRED:
                yield from self._past_expiry()
            elif text := sentences.get(reason):
                yield text
        if self._for_staff and Reason.SOURCE_CONFLICT in benefit.reasons and benefit.amounts_complete:
            yield "The sources disagree on a value; the figures here follow the record that ranks first."

    def _past_expiry(self) -> Iterator[str]:
        if expires := self._figure(Label.EXPIRES_ON):
            yield f"It expired on {expires}."


def _installment(installment: ModelInstallment) -> str | None:
    if installment.status not in ISSUED_STATUSES | {"RECORDED", "FAILED"}:
        return None
    amount = reference(installment.amount) if installment.amount else None
    when = f" on {reference(installment.issued_on)}" if installment.issued_on else ""
    if installment.status == "FAILED":
        return f"- An attempt{f' of {amount}' if amount else ''}{when} failed."
    card = f", gift card {reference(installment.gift_card)}" if installment.gift_card else ""
    verb = "recorded" if installment.status == "RECORDED" else "issued"
    line = f"- {amount or 'An amount that is not known'} {verb}{when}{card}."
    if installment.reversed:
        back = f" on {reference(installment.reversed_on)}" if installment.reversed_on else ""
        line += f" {reference(installment.reversed)} of it was reversed{back}."
    return line


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
