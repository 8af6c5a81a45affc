"""Indian driving licences: state, office, year of issue and seven digits.

The form is that of the national register Sarathi (Ministry of Road Transport and Highways): SS-RR-YYYY-NNNNNNN, with a
letter after the office in some states. Licences of before 2012 were numbered by each office; those are found by cue.
"""

import re

from guardrails.pii import checksums
from guardrails.pii.ascii_fold import Folded
from guardrails.pii.cues import Cue, cue_before
from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType, Span

_REST = r"[0-9]{2}[ /-]?(?:[a-z][ /-]?)?(?:19[5-9]|20[0-4])[0-9][ /-]?[0-9]{7}"
_OLD = r"[a-z]{2}[ /-]?[0-9]{1,2}[a-z]?(?:[/-][a-z0-9]{1,11}){1,3}"
_FEWEST_DIGITS = 9
# The search begins at the digit after two letters, which is rarer than a letter.
_SHAPE = re.compile(rf"[0-9](?<=(?<![a-z0-9_])[a-z]{{2}}[0-9])[0-9]{_REST[8:]}(?![a-z0-9_]|[-/][0-9a-z])")
_SHAPE_APART = re.compile(rf"[0-9](?<=(?<![a-z0-9_])[a-z]{{2}}[ -][0-9])[0-9]{_REST[8:]}(?![a-z0-9_]|[-/][0-9a-z])")


def _is_of_a_state(written: str) -> bool:
    digits = sum(character.isdigit() for character in written)
    return written[:2] in checksums.VEHICLE_STATES and digits >= _FEWEST_DIGITS


def find_licences(text: Folded) -> list[Span]:
    """Return the licences of the present form, with or without a cue."""
    spans = []
    for pattern, lead in ((_SHAPE, 2), (_SHAPE_APART, 3)):
        for match in pattern.finditer(text.lower):
            start = match.start() - lead
            if _is_of_a_state(text.lower[start : match.end()]) and cue_before(text.lower, start) is not Cue.OTHER:
                spans.append(Span(start, match.end(), PiiType.DRIVING_LICENCE))
    return spans


RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.DRIVING_LICENCE,
        cues=(
            "dl", "d l", "driving licence", "driving license", "driver licence", "driver license", "driver's licence",
            "driving lic", "licence", "license", "learner licence", "ड्राइविंग लाइसेंस", "लाइसेंस", "डीएल",
        ),
        value=rf"(?:[a-z]{{2}}[ /-]?{_REST}|{_OLD})",
        reach=4,
        is_valid=_is_of_a_state,
    ),
)  # fmt: skip
