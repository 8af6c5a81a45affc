"""Tax deduction account numbers: four letters, five digits and a letter.

Income Tax Department, section 203A of the Income-tax Act, 1961: three letters name the place, the fourth begins the
holder's name. The shape alone is one of coupons too, so the cue decides.
"""

from guardrails.pii.entities.cue_recognizer import CueRecognizer
from guardrails.pii.pii_types import PiiType

RECOGNIZERS = (
    CueRecognizer(
        type=PiiType.TAN,
        cues=("tan", "tax deduction account", "tax deduction", "tax collection account", "टैन"),
        value=r"[a-z]{4}[ -]?[0-9]{5}[ -]?[a-z]",
        between="of (?:the |my |our )?(?:deductor|company|employer|shop|office|firm|business)|account|to",
    ),
)
