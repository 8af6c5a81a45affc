"""Indian passports: a letter and seven digits, the first of which is not 0.

ICAO Doc 9303 part 4 leaves the form of a passport's number to the country; this is the one that India's Passport Seva
prints, often with a space after the first or second character.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.PASSPORT,
        cues=("passport", "pass port", "ppt", "pp no", "pp number", "p p no", "पासपोर्ट"),
        value=r"[a-z][ -]?[0-9](?:[ -]?[0-9]){6}+",
        reach=4,
        between="copy|copies|page|details?|scan|scanned|photo|expired|attached|to|कॉपी|is|given",
    ),
)
