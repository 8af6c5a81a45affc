"""Personal data in text: what kinds there are, and where a text holds them."""

from guardrails.pii.pii_types import PiiDetector, PiiType, Span
from guardrails.pii.presidio_engine import build_detector

__all__ = ["PiiDetector", "PiiType", "Span", "build_detector"]
