"""Installments with their days and gift cards: those of one issuance follow from one record."""

from guardrails.grounding.evidence import Evidence
from guardrails.grounding.verdict import GroundingCode, Rejected
from tools.result import Fact, Label

_MATES = (Label.ISSUED_ON, Label.GIFT_CARD)


def check_pairs(told: list[Fact], evidence: Evidence) -> None:
    """Hold the installments of a sentence against the days and gift cards told with them, in their order.

    Raises:
        Rejected: when an installment is told with the day or the gift card of another.
    """
    installments = [fact for fact in told if fact.label is Label.INSTALLMENT]
    for label in _MATES:
        mates = [fact for fact in told if fact.label is label]
        if len(mates) == len(installments):
            pairs = list(zip(installments, mates, strict=True))
        elif len(mates) == 1:
            pairs = [(installment, mates[0]) for installment in installments[:1]]
        else:
            continue
        if any(not _share_a_record(a, b, evidence) for a, b in pairs):
            raise Rejected(GroundingCode.PAIR_MISMATCH)


def _share_a_record(installment: Fact, mate: Fact, evidence: Evidence) -> bool:
    """Tell whether some issuance has both values; two of one amount, or on one day, are told alike."""
    of_amount, of_mate = _records(installment, evidence), _records(mate, evidence)
    return not of_amount or not of_mate or bool(of_amount & of_mate)


def _records(fact: Fact, evidence: Evidence) -> set[tuple[str, str]]:
    alike = [other for other in evidence.labelled(fact.label) if other.display == fact.display]
    return {(source.source, source.record_id) for other in alike for source in other.sources}
