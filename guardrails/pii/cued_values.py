"""All recognizers that rely on cues, and the search of a text with those that may find something in it."""

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.entities import (
    abha,
    card_verification,
    ckyc,
    date_of_birth,
    driving_licence,
    one_time_password,
    passport,
    rrn,
    tan,
    uan,
    upi_number,
    vid,
    voter,
)
from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import Span

RECOGNIZERS: tuple[CueRecognizer, ...] = (
    *one_time_password.RECOGNIZERS,
    *card_verification.RECOGNIZERS,
    *date_of_birth.RECOGNIZERS,
    *driving_licence.RECOGNIZERS,
    *vid.RECOGNIZERS,
    *abha.RECOGNIZERS,
    *ckyc.RECOGNIZERS,
    *uan.RECOGNIZERS,
    *tan.RECOGNIZERS,
    *upi_number.RECOGNIZERS,
    *rrn.RECOGNIZERS,
    *passport.RECOGNIZERS,
    *voter.RECOGNIZERS,
)
_ANCHORS = frozenset[str]().union(*(recognizer.anchors for recognizer in RECOGNIZERS))


def find_cued_values(text: Folded) -> list[Span]:
    """Return the values that their cues identify; several of one place may be given."""
    anchors = text.words & _ANCHORS
    if not anchors:
        return []
    return [
        span
        for recognizer in RECOGNIZERS
        if not anchors.isdisjoint(recognizer.anchors)
        for span in recognizer.find(text.lower)
    ]
