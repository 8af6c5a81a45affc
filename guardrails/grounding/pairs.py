"""Installments with their days and gift cards: those of one issuance follow from one record."""

from guardrails.grounding.evidence import Evidence
from guardrails.grounding.verdict import GroundingCode, Rejected
from tools.result import Fact, Label

_PAIRS = (
    (Label.INSTALLMENT, Label.ISSUED_ON),
    (Label.INSTALLMENT, Label.GIFT_CARD),
    (Label.GIFT_CARD, Label.ISSUED_ON),
    (Label.ATTEMPTED, Label.ATTEMPTED_ON),
    (Label.RECORDED, Label.RECORDED_ON),
    (Label.RECORDED, Label.GIFT_CARD),
    (Label.GIFT_CARD, Label.RECORDED_ON),
)


def check_pairs(told: list[Fact], evidence: Evidence) -> None:
    """Hold the installments of a sentence against the days and gift cards told with them, in their order.

    Raises:
        Rejected: when an installment is told with the day or the gift card of another.
    """
    for first_label, second_label in _PAIRS:
        firsts = [fact for fact in told if fact.label is first_label]
        seconds = [fact for fact in told if fact.label is second_label]
        if len(firsts) == len(seconds):
            pairs = list(zip(firsts, seconds, strict=True))
        elif len(seconds) == 1:
            pairs = [(first, seconds[0]) for first in firsts[:1]]
        else:
            continue
        if any(not _share_a_record(a, b, evidence) for a, b in pairs):
            raise Rejected(GroundingCode.PAIR_MISMATCH)


def _share_a_record(first: Fact, second: Fact, evidence: Evidence) -> bool:
    """Tell whether some issuance has both values; two of one amount, or on one day, are told alike."""
    of_first, of_second = _records(first, evidence), _records(second, evidence)
    return not of_first or not of_second or bool(of_first & of_second)


def _records(fact: Fact, evidence: Evidence) -> set[tuple[str, str]]:
    alike = [other for other in evidence.labelled(fact.label) if other.display == fact.display]
    return {(source.source, source.record_id) for other in alike for source in other.sources}
