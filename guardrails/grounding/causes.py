"""What a sentence gives as a cause, and what it says yes to: neither may be more than the facts say."""

import re
from collections.abc import Collection

from guardrails.grounding.statements import Statements
from guardrails.grounding.verdict import GroundingCode, Rejected

Span = tuple[int, int]
_CAUSE = re.compile(
    r"\b(?:because(?:\s+of)?|since(?=\s+(?:the|your|two|an?)\b)|due\s+to(?!\s+(?:be|come)\b)|caused\s+by|as\s+a\s+result\s+of|"
    r"on\s+account\s+of|kyunki|kyonki|ki\s+wajah\s+se)(?!\w)|क्योंकि",
    re.IGNORECASE,
)
_STATEMENT_END = re.compile(r";|[.!?।](?=\s|$)|\n|\s[-–—]+\s|\b(?:but|so|however|lekin)\b", re.IGNORECASE)
_AGREES = re.compile(
    r"\b(?:yes|yeah|yep|right(?!\s+now)|correct(?:ly)?|true|indeed|accurate|haan|sahi|theek)\b|हाँ|हां|सही|^\W*no\b(?=\W*$|,)",
    re.IGNORECASE,
)
_MATCHES = re.compile(r"\b(?:agrees?|confirm(?:s|ed)?|match(?:es|ed)?|verif\w+)\b", re.IGNORECASE)


def check_causes(said: Statements, read: Collection[Span], reasons: Collection[int]) -> None:
    """Hold what stands after a "because" against what was read there: a proven claim, or a reason among the facts.

    Raises:
        Rejected: for a cause that nothing proves.
    """
    for match in _CAUSE.finditer(said.text):
        stop = _STATEMENT_END.search(said.text, match.end())
        end = stop.start() if stop else len(said.text)
        is_proven = any(match.end() <= s < end for s, _ in read) or any(match.end() <= place < end for place in reasons)
        if not is_proven and not said.is_hedged(match.start(), match.end()):
            raise Rejected(GroundingCode.UNSUPPORTED_CAUSE)


def check_agreement(said: Statements, *, proves: bool, tells_a_claim: bool) -> None:
    """Let "yes" and "right" stand only with something proven, and never with what the user merely says.

    Raises:
        Rejected: for an agreement with nothing, or with a claimed figure.
    """
    agreed = [m for m in _AGREES.finditer(said.text) if not said.is_negated(m.start())]
    if tells_a_claim:
        matched = [m for m in _MATCHES.finditer(said.text) if not said.is_negated(m.start())]
        if matched or _AGREES.search(said.text):
            raise Rejected(GroundingCode.UNSUPPORTED_AGREEMENT)
    elif agreed and not proves:
        raise Rejected(GroundingCode.UNSUPPORTED_AGREEMENT)
