"""ABHA numbers, the health accounts of the Ayushman Bharat Digital Mission: 14 digits, written 2-4-4-4.

National Health Authority, ABHA number and ABHA address: the address is a name before "@abdm" (on the sandbox "@sbx",
earlier "@ndhm") and is found by ``guardrails/pii/email_and_upi.py``. No checksum is published.
"""

import re

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_before
from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType, Span

# Those issued so far begin with 91; so grouped they are not taken for anything else.
_SHAPE = re.compile(r"9(?<![0-9a-z_/.-].)1-[0-9]{4}-[0-9]{4}-[0-9]{4}(?![0-9a-z_]|-[0-9a-z])")


def find_abha_numbers(text: Folded) -> list[Span]:
    """Return the numbers that are recognized by their grouping, with or without a cue."""
    if "91-" not in text.lower:
        return []
    return [
        Span(*match.span(), PiiType.ABHA)
        for match in _SHAPE.finditer(text.lower)
        if cue_before(text.lower, match.start()) is not Cue.OTHER
    ]


RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.ABHA,
        cues=(
            "abha", "health id", "digital health id", "health account", "digital health account", "ayushman",
            "ayushman bharat", "ayushman card", "आभा", "आयुष्मान", "हेल्थ आईडी",
        ),
        value=r"[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}",
        reach=4,
        between="abha|bharat|health|account|to|आभा",
    ),
)  # fmt: skip
