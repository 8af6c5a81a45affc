"""The verification value of a payment card: three digits on its back, four on the front of American Express.

PCI DSS 4.0 calls it sensitive authentication data, which may not be stored after authorization (requirement 3.3).
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.entities.spoken_digits import spoken
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.CVV,
        cues=(
            "cvv", "cvv2", "cvv 2", "cvc", "cvc2", "card verification value", "card verification number",
            "card verification code", "security code", "सीवीवी", "सुरक्षा कोड",
        ),
        value=rf"(?:[0-9]{{3,4}}|[0-9](?:[ -][0-9]){{2,3}}+|{spoken(3, 4)})",
        between="entered|dala|daala|bhi|de|diya|bataya|on|at|back",
    ),
)  # fmt: skip
