"""Universal account numbers of the provident fund: 12 digits, those issued so far beginning with 10.

Employees' Provident Fund Organisation, UAN. There is no checksum, so the cue decides.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.UAN,
        cues=("uan", "universal account", "epf uan", "pf uan", "यूएएन"),
        value=r"[0-9](?:[ -]?[0-9]){11}+",
        reach=4,
        between="to|daala|dala|diya",
    ),
)
