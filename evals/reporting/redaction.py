"""Redacts reports: they are kept and passed on, and tasks are full of personal data that must not leak."""

import re
from functools import cache

from guardrails.pii import PiiDetector
from guardrails.pii.plain_detector import PlainDetector

_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")


def shown(text: str) -> str:
    """Return the text with each piece of personal data replaced by its type.

    A control character, which XML cannot hold and a terminal may obey, becomes U+FFFD.

    Raises:
        RedactionFailed: if the text cannot be searched.
    """
    parts: list[str] = []
    position = 0
    for span in sorted(_detector().find(text), key=lambda span: (span.start, -span.end)):
        if span.end > position:
            parts += text[position : max(span.start, position)], f"[{span.type.value}]"
            position = span.end
    return _CONTROL.sub("\ufffd", "".join([*parts, text[position:]]))


@cache
def _detector() -> PiiDetector:
    return PlainDetector()
