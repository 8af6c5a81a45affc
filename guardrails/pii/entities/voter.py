"""Voters' photo identity cards (EPIC) of the Election Commission of India: three letters and seven digits."""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.VOTER,
        cues=("voter", "voterid", "epic", "election", "election card", "मतदाता", "वोटर"),
        value=r"[a-z]{3}[ -]?[0-9]{7}",
        reach=4,
        between="identity|photo|to|copy|पहचान|पत्र|क्रमांक",
    ),
)
