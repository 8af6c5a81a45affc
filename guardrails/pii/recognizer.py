"""One Presidio recognizer for all types: shared work is done once, and each type is searched only where it can be.

Importing this module imports Presidio, which takes about a second: only ``presidio_engine`` does.
"""

from typing import Any

from presidio_analyzer import EntityRecognizer, LocalRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from guardrails.pii.detection import find_all
from guardrails.pii.pii_types import PiiType

_SCORE = 1.0
_NAME = "FusedIndiaRecognizer"


class FusedRecognizer(LocalRecognizer):
    """Finds every ``PiiType``; raises ``TextTooLong`` instead of skipping anything."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in PiiType], name=_NAME)

    def load(self) -> None:
        """Do nothing: the expressions are compiled on import."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Return one result per span; the offsets are those of ``text``."""
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


class FixedRegistry(RecognizerRegistry):
    """A registry that returns all its recognizers for every request, without a lookup for each entity."""

    def get_recognizers(
        self,
        language: str,
        entities: list[str] | None = None,
        all_fields: bool = False,  # noqa: FBT001, FBT002  as Presidio calls it
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
    ) -> list[EntityRecognizer]:
        """Return the recognizers, with those of one request."""
        return [*self.recognizers, *(ad_hoc_recognizers or ())]


class NoLanguage(NoOpNlpEngine):
    """An NLP engine that returns the same empty analysis for every text: the searches read the text itself."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "no_op"}])
        self.load()
        self._nothing = super().process_text("", "en")

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return the empty analysis."""
        return self._nothing


class WithoutContext(ContextAwareEnhancer):
    """An enhancer that changes no score: the searches have read the words around a value already.

    Presidio's enhancer would deep-copy every result to look for words that no tokenizer has found.
    """

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0,
            min_score_with_context_similarity=0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: Any,
        recognizers: list[Any],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Return the results unchanged."""
        return raw_results
