"""The detector that the settings ask for; which one it is decides whether the process imports Presidio."""

from guardrails.pii.pii_types import PiiDetector
from guardrails.pii.plain_detector import PlainDetector


def build_detector(*, entity_model: str | None = None) -> PiiDetector:
    """Return the searches alone, or Presidio's engine with the site's model and the searches as its recognizer.

    ``entity_model`` is a spaCy pipeline that is installed or a folder that holds one. It adds names that nothing
    introduces, at some milliseconds a text, and Presidio's import (ADR 0014 has the figures); it is never downloaded.

    Raises:
        RedactionFailed: when Presidio cannot be imported or started, or there is no such model.
    """
    if entity_model is None:
        return PlainDetector()
    from guardrails.pii.presidio_engine import presidio_detector

    return presidio_detector(entity_model=entity_model)
