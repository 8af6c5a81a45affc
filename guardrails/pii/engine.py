"""The detector: Presidio's engine around our recognizer."""

from typing import TYPE_CHECKING

from guardrails.errors import RedactionFailed
from guardrails.pii.kinds import PiiDetector, PiiType, Span

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, RecognizerResult

_LANGUAGE = "en"  # of the engine's bookkeeping only: the shapes know Hindi cues and digits of every script
_ENTITIES = [kind.value for kind in PiiType]


def build_detector() -> PiiDetector:
    """Build the detector; do it once a process, for it imports Presidio (about a second, 100 MB).

    Raises:
        RedactionFailed: when Presidio cannot be imported or started.
    """
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NoOpNlpEngine
        from presidio_analyzer.recognizer_registry import RecognizerRegistry

        from guardrails.pii.recognizer import FusedRecognizer

        # Without an explicit engine and an explicit list Presidio would try to download a language model.
        engine = AnalyzerEngine(
            nlp_engine=NoOpNlpEngine(models=[{"lang_code": _LANGUAGE, "model_name": "no_op"}]),
            registry=RecognizerRegistry(recognizers=[FusedRecognizer()]),
        )
    except (ImportError, ValueError, TypeError) as error:
        raise RedactionFailed("the detector cannot be started") from error
    return PresidioDetector(engine)


class PresidioDetector:
    """Asks an analyzer engine and settles overlaps, which an added recognizer may cause."""

    def __init__(self, engine: "AnalyzerEngine") -> None:
        self._engine = engine

    def find(self, text: str) -> list[Span]:
        """Give the spans in order, none overlapping another.

        Raises:
            RedactionFailed: when the text is too long to be searched in bounded time.
        """
        try:
            results = self._engine.analyze(text=text, language=_LANGUAGE, entities=_ENTITIES)
        except ValueError as error:
            raise RedactionFailed("the text cannot be searched") from error
        return _without_overlaps(results)


def _without_overlaps(results: "list[RecognizerResult]") -> list[Span]:
    """Merge what overlaps into one span of the longer one's type: never leave the rest of a number uncovered."""
    spans: list[Span] = []
    for result in sorted(results, key=lambda r: (r.start, -r.end)):
        span = Span(result.start, result.end, PiiType(result.entity_type))
        if spans and span.start < spans[-1].end:
            last = spans[-1]
            kind = last.type if last.end - last.start >= span.end - span.start else span.type
            spans[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            spans.append(span)
    return spans
