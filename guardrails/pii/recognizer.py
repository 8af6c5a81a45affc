"""One Presidio recognizer for all kinds: a single pass over the text instead of one per kind.

Importing this module imports Presidio, which takes about a second: only ``engine.build_detector`` does.
"""

from functools import cached_property
from typing import Any

import regex  # type: ignore[import-untyped]  # ships no type information; only compile and finditer are used
from presidio_analyzer import LocalRecognizer, RecognizerResult

from guardrails.pii.digits import find_in_digits
from guardrails.pii.fold import fold
from guardrails.pii.kinds import PiiType, Span
from guardrails.pii.shapes import POSSIBLE, SHAPES

# The expression is linear in the text; a search that takes longer than this is a fault, and is not passed over.
TIMEOUT_SECONDS = 1.0
_SCORE = 1.0
_NAME = "FusedIndiaRecognizer"


class FusedRecognizer(LocalRecognizer):
    """Finds every kind of ``PiiType`` that has a shape. Raises ``TimeoutError`` instead of skipping a slow text."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in PiiType], name=_NAME)

    def load(self) -> None:
        """Compile the expression now, not in the first request."""
        self._pattern = regex.compile(self._fused, regex.IGNORECASE | regex.ASCII)
        self._possible = regex.compile(POSSIBLE, regex.IGNORECASE | regex.ASCII)

    @cached_property
    def _fused(self) -> str:
        return "|".join(f"(?P<s{number}>{shape.pattern})" for number, shape in enumerate(SHAPES))

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
        if not self._possible.search(folded):
            return []
        spans: list[Span] = []
        for match in self._pattern.finditer(folded, timeout=TIMEOUT_SECONDS):
            shape = SHAPES[int(match.lastgroup[1:])]
            if shape.is_number:
                spans += find_in_digits(match.group(), offset=match.start())
            elif shape.type is not None:
                spans.append(Span(match.start(), match.end(), shape.type))
        return spans
