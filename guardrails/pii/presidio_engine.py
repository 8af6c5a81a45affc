"""The detector on Presidio's engine, with our recognizer and a site's model that finds more names."""

from typing import TYPE_CHECKING

from guardrails.errors import RedactionFailed
from guardrails.pii.detection import LONGEST_TEXT
from guardrails.pii.pii_types import PiiDetector, PiiType, Span

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, RecognizerResult
    from presidio_analyzer.nlp_engine import NlpEngine

_LANGUAGE = "en"  # for the engine's bookkeeping only: the recognizers read Hindi cues and digits of every script
_PERSON = "PERSON"  # what the models of Presidio call a name


def presidio_detector(*, entity_model: str | None = None) -> PiiDetector:
    """Return a detector on the engine with our recognizer and, if one is named, the site's model.

    Build it once a process: this is where Presidio, and spaCy with it, is imported.

    Raises:
        RedactionFailed: when Presidio cannot be imported or started, or there is no such model.
    """
    try:
        return PresidioDetector(_engine(entity_model))
    except (ImportError, OSError, ValueError, TypeError) as error:
        raise RedactionFailed("the detector cannot be started") from error


def _engine(entity_model: str | None) -> "AnalyzerEngine":
    """Build the engine from explicit parts: with any of them left out Presidio would try to download a model."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    from guardrails.pii.recognizer import FixedRegistry, FusedRecognizer, NoLanguage, WithoutContext

    model = SpacyRecognizer(supported_entities=[_PERSON])
    return AnalyzerEngine(
        nlp_engine=NoLanguage() if entity_model is None else _with_model(entity_model),
        registry=FixedRegistry(recognizers=[FusedRecognizer(), *([] if entity_model is None else [model])]),
        context_aware_enhancer=WithoutContext(),
    )


def _with_model(name: str) -> "NlpEngine":
    """Load an installed model; Presidio itself would download one that is missing."""
    from pathlib import Path

    import spacy
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    if not spacy.util.is_package(name) and not Path(name, "meta.json").is_file():
        raise RedactionFailed("the entity model is not installed")
    engine = SpacyNlpEngine(models=[{"lang_code": _LANGUAGE, "model_name": name}])
    engine.nlp = {_LANGUAGE: spacy.load(name)}  # type: ignore[assignment]  # typed by its value before loading
    return engine


class PresidioDetector:
    """A detector on an analyzer engine; it merges overlaps, which an additional recognizer may cause."""

    def __init__(self, engine: "AnalyzerEngine") -> None:
        self._engine = engine
        supported = set(engine.get_supported_entities(_LANGUAGE))
        self._entities = [entity for entity in (*PiiType, _PERSON) if entity in supported]

    def find(self, text: str) -> list[Span]:
        """Return the spans in order, none overlapping another.

        Raises:
            RedactionFailed: when the text is too long to be searched in bounded time, or a recognizer failed.
        """
        if len(text) > LONGEST_TEXT:
            raise RedactionFailed("the text is too long to be searched")
        results = self._results(text)
        if results is None:
            raise RedactionFailed("the text cannot be searched")
        return _without_overlaps(results)

    def _results(self, text: str) -> "list[RecognizerResult] | None":
        """Return None when a recognizer failed.

        A recognizer may be third-party code. Whatever it raises, no text passes, and its error, which may hold the
        text, is not raised again either, not even as the cause of another.
        """
        try:
            return self._engine.analyze(text=text, language=_LANGUAGE, entities=self._entities)
        except Exception:  # noqa: BLE001
            return None


def _without_overlaps(results: "list[RecognizerResult]") -> list[Span]:
    """Merge what overlaps into one span of the longer one's type: never leave the rest of a number uncovered."""
    spans: list[Span] = []
    for result in sorted(results, key=lambda r: (r.start, -r.end)):
        span = Span(result.start, result.end, _kind_of(result.entity_type))
        if spans and span.start < spans[-1].end:
            last = spans[-1]
            kind = last.type if last.end - last.start >= span.end - span.start else span.type
            spans[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            spans.append(span)
    return spans


def _kind_of(entity: str) -> PiiType:
    return PiiType.NAME if entity == _PERSON else PiiType(entity)
