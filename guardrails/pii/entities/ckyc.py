"""Numbers of the central KYC registry (KIN): 14 digits without a checksum.

CERSAI, operating guidelines of the Central KYC Records Registry: "KYC Identifier" of 14 digits.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.CKYC,
        cues=(
            "ckyc", "c kyc", "ckycr", "ckycrr", "central kyc", "kyc identification", "kyc identifier", "kyc number",
            "kyc no", "kin", "सीकेवाईसी", "केवाईसी",
        ),
        value=r"(?:[0-9]{14}|[0-9]{4}(?:[ -][0-9]{4}){2}[ -][0-9]{2}|[0-9]{2}(?:[ -][0-9]{4}){3})",
        reach=4,
        between="ref|reference|identifier|identification|registry|kin|to|mila|mili",
    ),
)  # fmt: skip
