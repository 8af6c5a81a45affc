"""Installments with their days and gift cards: those of one issuance follow from one record."""

from collections.abc import Mapping

from guardrails.grounding.evidence import Evidence, records_of
from guardrails.grounding.figures import Mention
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
    (Label.ITEM_TITLE, Label.ITEM_PROMISED),
)


def check_pairs(told: Mapping[Mention, Fact], evidence: Evidence) -> None:
    """Hold the installments and items of a sentence against what is told with them, in their order.

    Raises:
        Rejected: when one is told with the day, the gift card or the amount of another.
    """
    by_label: dict[Label, list[Mention]] = {}
    for mention in sorted(told, key=lambda mention: mention.start):
        by_label.setdefault(told[mention].label, []).append(mention)
    for first, second in _PAIRS:
        pairs = _paired(by_label.get(first, []), by_label.get(second, []))
        if any(not _share_a_record(told[a], told[b], evidence) for a, b in pairs):
            raise Rejected(GroundingCode.PAIR_MISMATCH)


def _paired(firsts: list[Mention], seconds: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Pair one to one; a single one that follows several is said of each of them ("A and B were issued on ...")."""
    if len(firsts) == len(seconds):
        return list(zip(firsts, seconds, strict=True))
    if len(seconds) == 1 and firsts:
        is_of_all = firsts[-1].start < seconds[0].start
        return [(first, seconds[0]) for first in (firsts if is_of_all else firsts[:1])]
    if len(firsts) == 1 and seconds:
        return [(firsts[0], seconds[0])]
    return []


def _share_a_record(first: Fact, second: Fact, evidence: Evidence) -> bool:
    """Tell whether some issuance has both values; two of one amount, or on one day, are told alike."""
    of_first, of_second = _records(first, evidence), _records(second, evidence)
    return not of_first or not of_second or bool(of_first & of_second)


def _records(fact: Fact, evidence: Evidence) -> set[tuple[str, str]]:
    alike = [other for other in evidence.labelled(fact.label) if other.display == fact.display]
    return {record for other in alike for record in records_of(other)}
