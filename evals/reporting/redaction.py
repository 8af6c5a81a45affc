"""Redacts reports: they are kept and passed on, and tasks are full of personal data that must not leak."""

from functools import cache

from guardrails.pii import PiiDetector
from guardrails.pii.plain_detector import PlainDetector


def shown(text: str) -> str:
    """Return the text with each piece of personal data replaced by its type.

    Raises:
        RedactionFailed: if the text cannot be searched.
    """
    parts: list[str] = []
    position = 0
    for span in sorted(_detector().find(text), key=lambda span: (span.start, -span.end)):
        if span.end > position:
            parts += text[position : max(span.start, position)], f"[{span.type.value}]"
            position = span.end
    return "".join([*parts, text[position:]])


@cache
def _detector() -> PiiDetector:
    return PlainDetector()
