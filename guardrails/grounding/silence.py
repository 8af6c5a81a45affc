"""What a sentence says of a source's silence: true only of a source that was asked in this turn and did not answer."""

import re
from collections.abc import Collection

from guardrails.grounding.search import Haystack, Search
from guardrails.grounding.verdict import GroundingCode, Rejected

_SOURCE = (
    r"\b(?:sources?|our\s+records?|ha?ma+re\s+\w+\s+records?|databases?|ped|concessions|tracker|record\s*\(ped\)|srot"
    r"|स्रोत|ट्रैकर|डेटाबेस|रिकॉर्ड)"
)
_NOT = r"(?:\bnot\b|\bno\b|\bnever\b|n['’]t\b|\bnahi+n?\b|नहीं)"
_ANSWERS = r"(?:answer|respon[ds]|repl(?:y|ie)|jawa+b|जवाब)\w*"
_SILENT = Search(
    rf"{_SOURCE}[^.;,]{{0,40}}?(?:{_NOT}[^.;,]{{0,12}}?\b(?:{_ANSWERS}|available|accessible)|{_ANSWERS}[^.;,]{{0,12}}?{_NOT}|\bunavailable\b)",
)
_NAMED = {
    "ped": re.compile(r"\bped\b|promotion\s+records?|प्रमोशन\s+रिकॉर्ड", re.IGNORECASE),
    "lineItems": re.compile(r"\btracker\b|ट्रैकर", re.IGNORECASE),
    "concessions": re.compile(r"\bconcessions\b", re.IGNORECASE),
}
_SUPPOSED = re.compile(r"^\W*(?:if|when|whenever|whether|agar|jab|अगर|जब)\b", re.IGNORECASE)


def check_silence(text: str, silent: Collection[str]) -> None:
    """Hold "the Concessions database did not answer" against the sources that did not.

    Raises:
        Rejected: when no source was silent, or not the one that is named.
    """
    if _SUPPOSED.search(text):
        return
    for match in _SILENT.finditer(Haystack(text)):
        named = {source for source, pattern in _NAMED.items() if pattern.search(match.group())}
        if not silent or not named <= set(silent):
            raise Rejected(GroundingCode.UNSUPPORTED_CLAIM)
