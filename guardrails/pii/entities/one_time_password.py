"""One-time passwords: four to eight digits that a bank, a shop or a courier sends.

The length follows RFC 4226 section 5.3 (six digits at least, seven and eight allowed); couriers in India use four.
"""

from guardrails.pii.entities.cue_recognizer import PASSED_ON, CueRecognizer
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
    # The words after it say that it was passed on.
    CueRecognizer(
        type=PiiType.OTP,
        cues=_CUES,
        value=rf"[0-9]{{4,8}}(?= ?,? (?:{PASSED_ON})(?![a-z]))",
        reach=5,
    ),
    # "Use 281900 to log in": the message itself, copied.
    CueRecognizer(
        type=PiiType.OTP,
        cues=("use", "enter", "type"),
        value=(
            "[0-9]{4,8}(?= (?:to|for) (?:your )?(?:log ?in|login|sign ?in|sign ?up|verif|authori[sz]e|authenticat"
            "|confirm (?:your|the) (?:identity|number|mobile)|register|registration))"
        ),
    ),
    # Six digits are seldom an amount, so more words may stand between, and the cue may be weaker.
    CueRecognizer(
        type=PiiType.OTP,
        cues=(
            "texted",
            "code you sent",
            "code you sms",
            "code i got",
            "code i received",
            "code we sent",
            "code they sent",
            "code sent",
            "code by sms",
            "code on sms",
            "code via sms",
            "code in the sms",
            "code on whatsapp",
        ),
        value="[0-9]{6}",
        reach=4,
        between="me|us|her|him|to|by|sms",
        is_valid=_is_not_round,
    ),
    CueRecognizer(type=PiiType.OTP, cues=_CUES, value="[0-9]{6}", reach=5, is_valid=_is_not_round),
)
