"""The answer is in the language that it declares, and a question in Devanagari is answered in Devanagari.

The sentence for a question in a language without answers is no part of what is judged.
"""

import re
from collections.abc import Iterator

from agent.turn_events import Answer
from evals.harness.transcript import AskedTurn, SeenTurn

_NAMES = re.compile(r"“[^”]*”")  # a quoted name may be in any language
_LATIN, _DEVANAGARI = re.compile(r"[A-Za-z]"), re.compile(r"[\u0900-\u0965\u0970-\u097f]")  # no digits
_HINGLISH = re.compile(r"\b(?:hai|hain|hua|hui|nahi|mein|ke|ka|ki|ko|se|tha|kya)\b", re.IGNORECASE)


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer = seen.answer
    if answer is None:
        return
    text = _without_sentence_in_other_language(answer)
    if not text.strip():
        return
    if _is_devanagari(seen.question) and answer.language != "hi":
        yield f"a question in Devanagari is answered in {answer.language}"
    words = _NAMES.sub("", text)
    is_written = {
        "hi": _is_devanagari(words),
        "hi-Latn": bool(_HINGLISH.search(words)) and not _DEVANAGARI.search(words),
        "en": not _HINGLISH.search(words) and not _DEVANAGARI.search(words),
    }
    if not is_written.get(answer.language, False):
        yield f"the answer is not in the language that it declares: {answer.language}"


def _without_sentence_in_other_language(answer: Answer) -> str:
    text = answer.text
    for span in reversed(answer.statements):
        if span.kind == "approved.language":
            text = text[: span.start] + text[span.end :]
    return text


def _is_devanagari(text: str) -> bool:
    """Whether most of its letters are; order numbers, currencies and loan words may be Latin."""
    return len(_DEVANAGARI.findall(text)) > len(_LATIN.findall(text))
