"""One-time passwords: four to eight digits that a bank, a shop or a courier sends.

The length follows RFC 4226 section 5.3 (six digits at least, seven and eight allowed); couriers in India use four.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.entities.spoken_digits import spoken
from guardrails.pii.pii_types import PiiType

_CUES = (
    "otp", "o t p", "one time password", "one time pin", "verification code", "verification pin",
    "reset code", "login code", "whatsapp code", "delivery code", "passcode", "2fa code", "ओटीपी", "वन टाइम पासवर्ड",
    "सत्यापन कोड",
)  # fmt: skip


def _is_not_round(written: str) -> bool:
    return not written.endswith("000")


RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.OTP,
        cues=_CUES,
        value=(
            r"(?:[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|[0-9]{4}[ -][0-9]{4}|[0-9]{2}(?:[ -][0-9]{2}){1,3}"
            rf"|[0-9](?:[ -][0-9]){{3,7}}+|{spoken(4, 8)})"
        ),
        between=(
            "and|i|maine|gave|told|shared?|received|got|came|sent|entered|which|bataya|batayi|diya|di|aaya|aya|aayi|mila|mili"
            "|wo|jo|enter|karo|bola|to|daala|dala|bheja|likha|ye|sms|par|pe|आया|बताया|दिया"
        ),
    ),
    # Six digits are seldom an amount, so more words may stand between.
    CueRecognizer(type=PiiType.OTP, cues=_CUES, value="[0-9]{6}", reach=5, is_valid=_is_not_round),
)
