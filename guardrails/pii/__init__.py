"""Personal data in text: what kinds there are, and where a text holds them."""

from guardrails.pii.configured_detector import build_detector
from guardrails.pii.pii_types import PiiDetector, PiiType, Span

__all__ = ["PiiDetector", "PiiType", "Span", "build_detector"]
