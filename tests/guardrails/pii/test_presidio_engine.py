"""The engine around the searches: that it finds what they find, and what a site's own model adds."""

from pathlib import Path

import pytest
import spacy
from presidio_analyzer import AnalyzerEngine, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from bench.pii_quality import LABELLED, read
from guardrails.errors import RedactionFailed
from guardrails.pii import PiiType, Span, build_detector
from guardrails.pii.detection import LONGEST_TEXT
from guardrails.pii.plain_detector import PlainDetector
from guardrails.pii.presidio_engine import PresidioDetector, presidio_detector


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pipeline that stands for a trained one: it knows two names, one of them within an address."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [{"label": "PERSON", "pattern": "Meera"}, {"label": "GPE", "pattern": "Pune"}]
    )
    folder = tmp_path_factory.mktemp("model") / "names"
    pipeline.to_disk(folder)
    return folder


def test_the_engine_finds_what_the_searches_alone_find() -> None:
    texts = [labelled.text for name in ("development", "held_out") for labelled in read(LABELLED / f"{name}.jsonl")]

    engine, searches = presidio_detector(), build_detector()
    assert [engine.find(text) for text in texts] == [searches.find(text) for text in texts]


def test_a_model_adds_the_names_that_nothing_introduces(model: Path) -> None:
    text = "Meera of Pune rang from 98450 12345 about 404-1029384-5566778"
    with_model = build_detector(entity_model=str(model))

    assert build_detector().find(text) == [Span(24, 35, PiiType.PHONE)]
    assert with_model.find(text) == [Span(0, 5, PiiType.NAME), Span(24, 35, PiiType.PHONE)]


def test_a_model_that_is_not_here_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*_: object, **__: object) -> None:
        raise AssertionError("the model was downloaded")

    monkeypatch.setattr("spacy.cli.download", fetched)
    with pytest.raises(RedactionFailed, match="not installed"):
        build_detector(entity_model="en_core_web_sm")


def test_a_model_that_is_broken_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(RedactionFailed, match="cannot be started"):
        build_detector(entity_model=str(tmp_path))


class _Failing(LocalRecognizer):
    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[RecognizerResult]:
        raise RuntimeError(f"cannot read {text}")


def test_a_recognizer_that_fails_lets_nothing_pass() -> None:
    engine = AnalyzerEngine(
        nlp_engine=NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}]),
        registry=RecognizerRegistry(recognizers=[_Failing(supported_entities=["NAME"])]),
    )
    with pytest.raises(RedactionFailed) as raised:
        PresidioDetector(engine).find("asha@okaxis")

    assert "asha" not in str(raised.value)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)  # an error's own text may hold ours


def test_a_text_too_long_to_be_searched_does_not_pass() -> None:
    for searching in (PlainDetector(), presidio_detector()):
        assert searching.find("x" * LONGEST_TEXT) == []
        with pytest.raises(RedactionFailed):
            searching.find("x" * (LONGEST_TEXT + 1))
