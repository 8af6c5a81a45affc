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
_UNKNOWN = {
    Label.PROMISED: "how much was promised",
    Label.GRANTED: "how much was granted",
    Label.REMAINING: "how much remains",
}


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
        if self._order_name is None:
            return self._short_position()
        parts = []
        if figures[Label.PROMISED]:
            parts.append(f"{figures[Label.PROMISED]} cashback was promised")
        if figures[Label.GRANTED]:
            parts.append(f"{figures[Label.GRANTED]} has been granted{self._in_installments()}")
        if figures[Label.REMAINING]:
            parts.append(f"{figures[Label.REMAINING]} remains")
        if not parts:
            return f"About the cashback of {self._order_name}:{self._not_known()}"
        return f"On {self._order_name}, {_join(parts)}.{self._not_known()}"

    def _short_position(self) -> str:
        known = [f"{self._figure(label)} {word}" for label, word in _LABELS.items() if self._figure(label)]
        name = _TYPES.get(self._benefit.benefit_type, "Benefit")
        promotion = self._figure(Label.PROMOTION_NAME)
        title = f"{name} ({promotion})" if promotion else name
        stated = f" {', '.join(known)}." if known else ""
        return f"{title}:{stated}{self._not_known()}"

    def _not_known(self) -> str:
        unknown = [words for label, words in _UNKNOWN.items() if self._figure(label) is None]
        if not unknown or self._is_withheld:
            return ""
        words = _join(unknown)
        return f" {words[0].upper()}{words[1:]} is not known."

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
            # In quotes, because a title is somebody else's text.
            title = f"“{reference(item.title)}”" if item.title else "An item"
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
        is_one_source = Reason.DUPLICATE_ISSUANCE in benefit.reasons
        if (
            self._for_staff
            and Reason.SOURCE_CONFLICT in benefit.reasons
            and benefit.amounts_complete
            and not is_one_source
        ):
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
    verb = "recorded" if installment.status == "RECORDED" else "issued"
    card = f", gift card {reference(installment.gift_card)}" if installment.gift_card else ""
    if amount is None:
        return f"- {verb.capitalize()}{when}{card}; the amount is not known."
    return f"- {amount} {verb}{when}{card}.{_taken_back(installment)}"


def _taken_back(installment: ModelInstallment) -> str:
    if installment.reversed is None:
        return ""
    when = f" on {reference(installment.reversed_on)}" if installment.reversed_on else ""
    whole = installment.status == "REVERSED"
    return f" {'All of it was' if whole else f'{reference(installment.reversed)} of it was'} reversed{when}."


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
