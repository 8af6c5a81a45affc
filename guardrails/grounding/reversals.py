"""Reversals with their days: what several events took back is told on the days of all of them, or on none."""

import re
from collections.abc import Collection, Mapping

from guardrails.grounding.evidence import Evidence, records_of
from guardrails.grounding.figures import Mention
from guardrails.grounding.verdict import GroundingCode, Rejected
from tools.result import Fact, Label

_ALL = re.compile(
    r"\b(?:all|everything|whole|full|entire)\b[^.;]{0,40}?\b(?:reversed|taken\s+back|clawed\s+back|withdrawn|deducted)\b",
    re.IGNORECASE,
)


def check_reversals(text: str, told: Mapping[Mention, Fact], evidence: Evidence) -> None:
    """Hold each sum that was taken back against the days told with it.

    Raises:
        Rejected: when some event that took back a part of it was on another day.
    """
    days = _mentions(told, Label.REVERSED_ON)
    amounts = _mentions(told, Label.REVERSED)
    if not days:
        return
    for place, amount in enumerate(amounts):
        own = _beside(place, amounts, days) or days
        if not were_taken_back([told[amount]], [told[day] for day in own], evidence):
            raise Rejected(GroundingCode.PAIR_MISMATCH)
    if not amounts and _ALL.search(text) and not were_taken_back([], [told[day] for day in days], evidence):
        raise Rejected(GroundingCode.PAIR_MISMATCH)


def were_taken_back(amounts: Collection[Fact], days: Collection[Fact], evidence: Evidence) -> bool:
    """Tell whether each of these sums was taken back on these days; without one, whether all of some issuance was."""
    shown = {day.display for day in days}
    on_days = {r for day in evidence.labelled(Label.REVERSED_ON) if day.display in shown for r in records_of(day)}
    reversals = _reversals(evidence)

    def is_of_days(amount: Fact) -> bool:
        own = records_of(amount) & reversals
        return bool(own) and own <= on_days

    every = evidence.labelled(Label.REVERSED)
    if not amounts:
        return any(is_of_days(whole) for whole in every if evidence.is_whole_reversal(whole))
    return all(any(is_of_days(other) for other in every if other.display == amount.display) for amount in amounts)


def _reversals(evidence: Evidence) -> set[tuple[str, str]]:
    """Give the records of reversals: a reversal's facts name the issuance beside it."""
    found = {record for day in evidence.labelled(Label.REVERSED_ON) for record in records_of(day)}
    return found - {r for given in evidence.labelled(Label.INSTALLMENT, Label.ISSUED_ON) for r in records_of(given)}


def _mentions(told: Mapping[Mention, Fact], label: Label) -> list[Mention]:
    return sorted((mention for mention, fact in told.items() if fact.label is label), key=lambda mention: mention.start)


def _beside(place: int, amounts: list[Mention], days: list[Mention]) -> list[Mention]:
    """Give the days between an amount and the next one, or the one before where the days come first."""
    bounds = [-1, *(amount.start for amount in amounts), days[-1].start + amounts[-1].start + 1]
    first, last = (place, place + 1) if days[0].start < amounts[0].start else (place + 1, place + 2)
    return [day for day in days if bounds[first] < day.start < bounds[last]]
