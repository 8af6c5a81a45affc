"""One Presidio recognizer for all kinds: what they share is done once, and each kind looks only where it can be.

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
    """Finds every kind of ``PiiType``; raises ``TextTooLong`` instead of skipping anything."""

    def __init__(self) -> None:
        super().__init__(supported_entities=[kind.value for kind in PiiType], name=_NAME)

    def load(self) -> None:
        """Nothing is left to load: the expressions are compiled where they stand."""

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
    """Gives all its recognizers for every request, instead of looking for each entity's among them anew."""

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
    """Gives the same empty analysis for every text: our searches read the text itself."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "no_op"}])
        self.load()
        self._nothing = super().process_text("", "en")

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Return the empty analysis."""
        return self._nothing


class WithoutContext(ContextAwareEnhancer):
    """Leaves the scores as they are: the searches have read the words around a value already.

    Presidio's own enhancer would copy every result deeply to look for words that no tokeniser has found.
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
        """Return the results back."""
        return raw_results
