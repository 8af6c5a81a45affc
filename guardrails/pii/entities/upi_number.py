"""UPI numbers: eight or nine digits of a customer's choice, or the ten of the mobile number.

NPCI, UPI Number: it does not begin with 0. Ten digits are those of a mobile number.
"""

import re

from guardrails.pii import checksums
from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

_NOT_DIGIT = re.compile("[^0-9]")


def _is_upi_number(written: str) -> bool:
    digits = _NOT_DIGIT.sub("", written)
    return len(digits) in (8, 9) or checksums.is_mobile(digits)


RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.UPI_NUMBER,
        cues=(
            "upi number", "upi no", "upi num", "upi nmbr", "upi id number", "numeric upi id", "upi numeric id",
            "यूपीआई नंबर", "यूपीआई नम्बर",
        ),
        value=r"[1-9][0-9]{3,4}[ -]?[0-9]{4,5}",
        reach=4,
        between="linked|par|pe|bhejo|to|for",
        is_valid=_is_upi_number,
    ),
)  # fmt: skip
