"""One Presidio recognizer for all kinds: what they share is done once, and each kind looks only where it can be.

Importing this module imports Presidio, which takes about a second: only ``engine.build_detector`` does.
"""

from typing import Any

from presidio_analyzer import LocalRecognizer, RecognizerResult

from guardrails.pii.kinds import PiiType
from guardrails.pii.search import find_all

_SCORE = 1.0
_NAME = "FusedIndiaRecognizer"


class FusedRecognizer(LocalRecognizer):
    """Finds every kind of ``PiiType``; raises ``TextTooLong`` instead of skipping anything."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in PiiType], name=_NAME)

    def load(self) -> None:
        """Nothing is left to load: the expressions are compiled where they stand."""

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
            for span in find_all(text)
            if span.type.value in entities
        ]
