"""One Presidio recognizer for all kinds: a single pass over the text instead of one per kind.

Importing this module imports Presidio, which takes about a second: only ``engine.build_detector`` does.
"""

import re
from typing import Any

from presidio_analyzer import LocalRecognizer, RecognizerResult

from guardrails.pii.checks import is_ifsc
from guardrails.pii.digits import find_in_digits
from guardrails.pii.fold import fold
from guardrails.pii.kinds import PiiType, Span
from guardrails.pii.shapes import POSSIBLE, SHAPES, SPOKEN, fused

# Code points. A message, a tool result and a sentence are all far shorter. What is longer is not searched at all, so
# that the time of a search has a bound.
LONGEST_TEXT = 200_000
_SCORE = 1.0
_NAME = "FusedIndiaRecognizer"
_FLAGS = re.IGNORECASE | re.ASCII


class TextTooLong(ValueError):
    """The text is too long to be searched in bounded time."""


class FusedRecognizer(LocalRecognizer):
    """Finds every kind of ``PiiType`` that has a shape; raises ``TextTooLong`` instead of skipping anything."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in PiiType], name=_NAME)

    def load(self) -> None:
        """Compile the expressions now, not in the first request."""
        self._possible = re.compile(POSSIBLE, _FLAGS)
        self._spoken = re.compile(SPOKEN, _FLAGS)
        self._usual = re.compile(fused(with_spoken=False), _FLAGS)
        self._every = re.compile(fused(with_spoken=True), _FLAGS)

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Give one result per span; the offsets are those of ``text``."""
        return [
            RecognizerResult(
                entity_type=span.type.value,
                start=span.start,
                end=span.end,
                score=_SCORE,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: _NAME,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for span in self._spans(fold(text))
            if span.type.value in entities
        ]

    def _spans(self, folded: str) -> list[Span]:
        if len(folded) > LONGEST_TEXT:
            raise TextTooLong("too long to be searched")
        if not self._possible.search(folded):
            return []
        pattern = self._every if self._spoken.search(folded) else self._usual
        spans: list[Span] = []
        for match in pattern.finditer(folded):
            number = (match.lastgroup or "s0")[1:]
            shape = SHAPES[int(number)]
            if shape.is_number:
                spans += find_in_digits(match.group(), offset=match.start())
            elif shape.type is PiiType.IFSC and not is_ifsc(match.group(), before=folded[: match.start()]):
                continue
            elif shape.type is not None:
                value = f"v{number}" if f"v{number}" in pattern.groupindex else 0
                spans.append(Span(match.start(value), match.end(value), shape.type))
        return spans
