"""Numbers of the provident fund: universal account numbers (12 digits, so far beginning with 10) and member ids.

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
    # The account number that a regional office gave before the UAN: region, office, establishment, extension, member.
    CueRecognizer(
        type=PiiType.UAN,
        cues=("pf", "epf", "pf member", "epf member", "provident fund", "member", "pf account", "epfo", "पीएफ"),
        value=(
            r"[a-z]{2}[ /-]?[a-z]{3}[ /-]?[0-9]{4,7}"
            r"(?:[ /-]?[0-9]{3}[ /-]?[0-9]{7}|[/-][0-9]{1,3}[/-][0-9]{1,7}|[/-][0-9]{1,7})"
        ),
        reach=3,
    ),
)
