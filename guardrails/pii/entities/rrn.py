"""Retrieval reference numbers, by which a bank finds a card or UPI payment again: 12 digits.

ISO 8583, field 37; most switches build it from the year's last digit, the day of the year, the hour and a trace number,
which no standard requires and nothing here relies on.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.RRN,
        cues=(
            "rrn", "retrieval reference", "retrieval ref", "bank reference", "bank ref", "bank's reference",
            "bank transaction reference", "bank ka reference", "bank ka ref", "bank ka rrn", "bank ne reference",
            "bank ne ref", "bank wale ne reference", "reference number given by bank", "reference number from bank",
            "reference no from bank", "reference from bank", "ref from bank", "reference from my bank",
            *(f"{bank} ref" for bank in ("sbi", "hdfc", "icici", "axis", "kotak", "pnb")),
            "आरआरएन", "बैंक रेफरेंस", "बैंक संदर्भ",
        ),
        value=r"(?:[0-9]{12}|[0-9]{4}(?:[ -][0-9]{4}){2})",
        reach=4,
        between="rrn|utr|diya|from|bank|given",
    ),
)  # fmt: skip
