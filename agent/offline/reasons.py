"""The sentences that tell why money is missing: what was cancelled or has expired, the reasons, and conflicts."""

from collections.abc import Iterator

from agent.offline.wording.wording import Wording
from rewards.contract import Reason
from tools.result import Label, ModelBenefit, reference

_SUMS = {Reason.CANCELLED: Label.CANCELLED, Reason.EXPIRED: Label.EXPIRED}  # a sum tells more than its reason


class ReasonText:
    """Writes the reasons of one benefit."""

    def __init__(self, benefit: ModelBenefit, *, wording: Wording, for_staff: bool) -> None:
        self._benefit = benefit
        self._say = wording
        self._for_staff = for_staff

    def lines(self, *, has_told_expiry: bool) -> Iterator[str]:
        """Yield them in the order of the reasons, after the sums that are no longer due."""
        yield from self._sums()
        for reason in self._benefit.reasons:
            if reason is Reason.EXPIRED and not has_told_expiry:
                yield from self.expiry()
            elif reason is not Reason.EXPIRED and (text := self._text(reason)):
                yield text
        yield from self._conflicts()

    def expiry(self) -> Iterator[str]:
        """Say when it expires or did; whether it has is the record's to say, not the clock's."""
        has_expired = Reason.EXPIRED in self._benefit.reasons
        if day := self._figure(Label.EXPIRES_ON):
            yield (self._say.expired_on if has_expired else self._say.expires_on).format(day=day)
        elif has_expired and (text := self._text(Reason.EXPIRED)):
            yield text

    def _sums(self) -> Iterator[str]:
        for label, shape in {Label.CANCELLED: self._say.cancelled, Label.EXPIRED: self._say.expired}.items():
            if amount := self._figure(label):
                yield shape.format(amount=amount)

    def _text(self, reason: Reason) -> str | None:
        if _SUMS.get(reason) in self._benefit.figures:
            return None
        if reason is Reason.SCRATCH_CARD_UNREVEALED and Reason.EXPIRED in self._benefit.reasons:
            return self._say.unrevealed  # nothing is known to be issued for a card that is revealed too late
        of_staff = self._say.staff_reasons.get(reason) if self._for_staff else None
        return of_staff or self._say.reasons.get(reason)

    def _conflicts(self) -> Iterator[str]:
        """Say to the staff how the records do not agree, and what the one says that the figures do not follow."""
        for code in self._benefit.conflicts if self._for_staff else ():
            if text := self._say.conflicts.get(code):
                yield text.format(**{label: reference(fact_id) for label, fact_id in self._benefit.figures.items()})

    def _figure(self, label: Label) -> str | None:
        fact_id = self._benefit.figures.get(label)
        return reference(fact_id) if fact_id else None
