"""Virtual ids of Aadhaar: 16 digits that stand for an Aadhaar number for a while.

UIDAI circular 1 of 2018 ("Virtual ID, UID token and limited KYC"): 16 digits of which the last is a Verhoeff checksum.
One in ten card numbers passes it too, so the cue decides; with it, a typo in the number is no reason to show it.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.VID,
        cues=("vid", "virtual id", "virtual identity", "virtual aadhaar", "virtual aadhar", "वीआईडी", "वर्चुअल आईडी"),
        value=r"[0-9]{4}(?:[ -]?[0-9]{4}){3}",
        reach=4,
        between="of aadhaa?r|aadhaar|aadhar|to|he",
    ),
)
