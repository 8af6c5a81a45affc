"""Presidio's stock recognizers for India, and pattern recognizers for the types that it lacks."""

from collections.abc import Sequence

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, Pattern, PatternRecognizer
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    InAadhaarRecognizer,
    InGstinRecognizer,
    InPanRecognizer,
    InPassportRecognizer,
    InVehicleRegistrationRecognizer,
    InVoterRecognizer,
    PhoneRecognizer,
)
from presidio_analyzer.recognizer_registry import RecognizerRegistry
from tldextract import TLDExtract

from guardrails.pii.pii_types import PiiType, Span

_NAMED = r"(?:[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|ek|do|teen|char|paanch|saat|aath|nau)"
# What Presidio has nothing for: other kinds, and other ways of writing those that it knows.
_PATTERNS: dict[PiiType, str] = {
    PiiType.PHONE: rf"\b{_DIGIT}(?:[ ,-]+{_DIGIT}){{6,}}\b|[०-९]{{5}}[ -]?[०-९]{{5}}",
    PiiType.EMAIL: (
        r"\b[\w-]+(?:(?: dot |\.)[\w-]+)*(?: at (?:the rate )?| ?[(\[]at[)\]] ?)[\w-]+(?: ?[(\[]?dot[)\]]? ?|\.)\w+"
    ),
    PiiType.UPI: r"\b[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9]{2,31}\b(?!\.[A-Za-z])",
    PiiType.IFSC: r"\b[A-Z]{4}0[A-Z0-9]{6}\b",
    PiiType.BANK_ACCOUNT: r"(?:a/c|acct?|account|खाता)(?: ?(?:no|number|is|संख्या|[:.])){0,3} ?\d[\d -]{7,20}\d\b",
    PiiType.UTR: r"(?:utr|rrn|(?:upi|imps|neft) ref)(?: ?(?:no|number|is|[:.])){0,3} ?[A-Z0-9]{10,22}\b",
    PiiType.GIFT_CARD: r"\bGC(?:[ -]?[A-Z0-9]{4}){3,5}\b",
    PiiType.NAME: rf"(?:my name is|i am|mr\.?|mrs\.?|ms\.?|shri|smt|regards,|spoke to|customer name:) {_NAMED}",
}
_ENTITIES = {
    "PHONE_NUMBER": PiiType.PHONE,
    "EMAIL_ADDRESS": PiiType.EMAIL,
    "CREDIT_CARD": PiiType.CARD,
    "IN_PAN": PiiType.PAN,
    "IN_AADHAAR": PiiType.AADHAAR,
    "IN_PASSPORT": PiiType.PASSPORT,
    "IN_VOTER": PiiType.VOTER,
    "IN_GSTIN": PiiType.GSTIN,
    "IN_VEHICLE_REGISTRATION": PiiType.VEHICLE,
    **{kind.value: kind for kind in _PATTERNS},
}


class _OfflineEmailRecognizer(EmailRecognizer):  # type: ignore[misc, unused-ignore]
    """Knows the top level domains without asking two addresses for them."""

    _extract = TLDExtract(suffix_list_urls=())

    def validate_result(self, pattern_text: str) -> bool:
        return self._extract(pattern_text).fqdn != ""


class StockDetector:
    """Asks an engine of stock recognizers; overlaps stay, as Presidio leaves them."""

    def __init__(self, engine: AnalyzerEngine) -> None:
        self._engine = engine

    def find(self, text: str) -> list[Span]:
        results = self._engine.analyze(text=text, language="en", entities=list(_ENTITIES))
        return [Span(result.start, result.end, _ENTITIES[result.entity_type]) for result in results]


def stock_detector(*, regions: Sequence[str]) -> StockDetector:
    """Build the engine; ``regions`` are those whose telephone numbers it searches for."""
    recognizers: list[EntityRecognizer] = [
        PhoneRecognizer(supported_regions=regions),
        _OfflineEmailRecognizer(),
        CreditCardRecognizer(),
        InPanRecognizer(),
        InAadhaarRecognizer(),
        InPassportRecognizer(),
        InVoterRecognizer(),
        InGstinRecognizer(),
        InVehicleRegistrationRecognizer(),
        *(
            PatternRecognizer(supported_entity=kind.value, patterns=[Pattern(kind.value, regex, 0.8)])
            for kind, regex in _PATTERNS.items()
        ),
    ]
    engine = AnalyzerEngine(
        nlp_engine=NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "no_op"}]),
        registry=RecognizerRegistry(recognizers=recognizers),
    )
    return StockDetector(engine)
