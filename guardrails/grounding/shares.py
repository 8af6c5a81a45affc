"""Percentages: what was granted or remains as a share of what was promised. No other share follows from the facts."""

import re
from collections.abc import Set
from decimal import Decimal

from guardrails.grounding import numbers
from guardrails.grounding.evidence import Evidence
from guardrails.grounding.lexicon import Concept
from tools.result import Label

_DIGITS, _WORDS = re.compile(numbers.DIGITS), re.compile(numbers.WORDS, re.IGNORECASE)
# The whole has to be said: a bare "36%" may be of anything, and a share "of the items" is in no fact.
_OF_PROMISE = re.compile(r"\s*of\s+(?:the\s+|your\s+|this\s+|that\s+)?promised?\b", re.IGNORECASE)
_PROMISE_OF = re.compile(r"(?:\b(?:wa+d[ae]|va+d[ae]|promise)\s+k[aei]|वाद[ाे]\s+क[ाेी])\s+$", re.IGNORECASE)
_GIVEN = {Concept.GRANT, Concept.ISSUE}


def is_right_share(written: str, around: tuple[str, str], concepts: Set[Concept], evidence: Evidence) -> bool:
    """Tell whether a percentage is the share that the words beside it speak of; ``around`` stands before and after."""
    label = _label_of(concepts - {Concept.PROMISE})
    share = _number(written)
    before, after = around
    is_of_promise = _OF_PROMISE.match(after) or _PROMISE_OF.search(before)
    if label is None or share is None or not is_of_promise:
        return False
    parts, wholes = set(evidence.amounts(label)), set(evidence.amounts(Label.PROMISED))
    if len(parts) != 1 or len(wholes) != 1:
        return False  # of several orders or benefits nobody could tell whose share it is
    part, whole = parts.pop(), wholes.pop()
    return whole > 0 and share * whole == 100 * part


def _label_of(concepts: Set[Concept]) -> Label | None:
    if concepts and concepts <= _GIVEN:
        return Label.GRANTED
    return Label.REMAINING if concepts == {Concept.REMAIN} else None


def _number(written: str) -> Decimal | None:
    if digits := _DIGITS.match(written):
        return numbers.read_digits(digits.group())
    words = _WORDS.match(written)
    return numbers.read_words(words.group()) if words else None
