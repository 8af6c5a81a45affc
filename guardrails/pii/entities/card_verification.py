"""The verification value of a payment card: three digits on its back, four on the front of American Express.

PCI DSS 4.0 calls it sensitive authentication data, which may not be stored after authorization (requirement 3.3).
"""

from guardrails.pii.entities.cue_recognizer import PASSED_ON, CueRecognizer
from guardrails.pii.entities.spoken_digits import spoken
from guardrails.pii.pii_types import PiiType

_CUES = (
    "cvv", "cvv2", "cvv 2", "cvc", "cvc2", "card verification value", "card verification number",
    "card verification code", "security code", "सीवीवी", "सुरक्षा कोड",
)  # fmt: skip

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.CVV,
        cues=_CUES,
        value=rf"(?:[0-9]{{3,4}}|[0-9](?:[ -][0-9]){{2,3}}+|{spoken(3, 4)})",
        between="entered|dala|daala|bhi|de|diya|bataya|on|at|back",
    ),
    # The words after it say that it was passed on.
    CueRecognizer(
        type=PiiType.CVV,
        cues=_CUES,
        value=rf"[0-9]{{3,4}}(?= ?,? (?:{PASSED_ON})(?![a-z]))",
        reach=5,
    ),
    # "the three digits on the back are 902"
    CueRecognizer(
        type=PiiType.CVV,
        cues=(
            "3 digits on the back", "three digits on the back", "3 digits on back", "3 digits at the back",
            "3 digit number on the back", "three digit number on the back", "back side 3 digits", "back side 3 digit",
            "peeche ke 3 digit", "peeche wale 3 digit", "peeche ke teen digit", "peeche wale teen digit",
        ),
        value="[0-9]{3}",
        between="of|card|my|rupay|visa|debit|credit|peeche|back",
    ),
)  # fmt: skip
