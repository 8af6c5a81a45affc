"""Dates of birth: a full date after the words for it. A date by itself is what a question asks about and stays."""

import re

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|जनवरी|फरवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर"
    "|नवंबर|नवम्बर|दिसंबर|दिसम्बर)"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = "(?:19|20)[0-9]{2}"
# ISO 8601 in both forms, and day, month, year as India writes it; a year of two digits only between signs.
_DATE = (
    rf"(?:{_YEAR}[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12][0-9]|3[01])|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_YEAR}"
    rf"|(?:0?[1-9]|[12][0-9]|3[01])(?: ?[-/.] ?| )(?:0?[1-9]|1[0-2])(?: ?[-/.] ?| )(?:{_YEAR}|[0-9]{{2}})"
    rf"|{_DAY}(?: |-|/|\.|, ?| of )?{_MONTH}(?: |-|/|\.|, ?)?(?:{_YEAR}|'?[0-9]{{2}})"
    rf"|{_MONTH}[ .-]{_DAY},? {_YEAR})"
)
_BETWEEN = (
    r"(?:as )?(?:per|in|on) (?:pan|aadhaar|aadhar|record|id)|\(?dd ?[/-] ?mm ?[/-] ?yy(?:yy)?\)?"
    rf"|verified|updated|hua|hui|in (?!{_MONTH})[a-z]{{3,20}}|in|on|day|ko"
)
_FULL_YEAR = re.compile(_YEAR)
# "Birthday" and "born" also stand beside the date of an order or an offer, as any cue does with words between. No
# customer was born after this year.
_LAST_YEAR = "2019"


def _is_of_a_customer(written: str) -> bool:
    year = _FULL_YEAR.search(written)
    return year is not None and year.group() <= _LAST_YEAR


_CUES = (
    "dob", "d o b", "date of birth", "birth date", "birthdate", "janam tithi", "janm tithi", "janma tithi",
    "janam tarikh", "janm tarikh", "जन्म तिथि", "जन्म तारीख", "जन्म की तारीख", "जन्म की तिथि", "जन्म दिनांक",
)  # fmt: skip
_WEAK_CUES = (
    "birthday", "bday", "born", "birth", "janam", "janm", "janam din", "janm din", "paida", "पैदा", "जन्मदिन",
    "जन्म दिन", "जन्म",
)  # fmt: skip
RECOGNIZERS = (
    CueRecognizer(type=PiiType.DATE_OF_BIRTH, cues=_CUES, value=_DATE, between=_BETWEEN),
    CueRecognizer(
        type=PiiType.DATE_OF_BIRTH, cues=_CUES, value=_DATE, between=_BETWEEN, reach=4, is_valid=_is_of_a_customer
    ),
    CueRecognizer(
        type=PiiType.DATE_OF_BIRTH, cues=_WEAK_CUES, value=_DATE, between=_BETWEEN, is_valid=_is_of_a_customer
    ),
)
