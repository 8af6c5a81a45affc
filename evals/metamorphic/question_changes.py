"""Changes of a question that leave what it asks for as it is. Each depends on the question alone."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

from evals.harness.question_language import QuestionLanguage, language_of

Change = Callable[[str], str | None]

_WORDINGS = Path(__file__).with_name("wordings.yaml")
_ORDER = re.compile(r"\b(?:\d{3}-\d{7}-\d{7}|P\d{2}-\d{8}-\d{5})\b")
_WORD = re.compile(r"[A-Za-z]{6,}")
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_FILLERS = {
    QuestionLanguage.ENGLISH: (
        "Hi, I hope you are well. {question} Thank you so much!",
        "Good morning! Sorry to bother you. {question} Thanks in advance.",
    ),
    QuestionLanguage.HINGLISH: ("Namaste ji, {question} Dhanyavaad!",),
    QuestionLanguage.HINDI: ("नमस्ते जी, {question} धन्यवाद!",),
}
_ASIDES = {
    QuestionLanguage.ENGLISH: (
        "The line is very bad, I can hardly hear him. {question}",
        "{question} My screen is slow.",
    ),
    QuestionLanguage.HINGLISH: ("Line bahut kharab hai. {question}",),
    QuestionLanguage.HINDI: ("लाइन बहुत खराब है। {question}",),
}


def with_typos(question: str) -> str | None:
    """Swap two neighbouring letters within one long word; None if there is none besides the numbers of orders."""
    words = [word for word in _WORD.finditer(question) if len(set(word[0][1:-1])) > 1]
    if not words:
        return None
    word = words[_number(question, len(words))]
    letters = list(word[0])
    places = [at for at in range(1, len(letters) - 2) if letters[at] != letters[at + 1]]
    at = places[_number(question + "place", len(places))]
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return question[: word.start()] + "".join(letters) + question[word.end() :]


def reworded(question: str, *, language: str | None = None) -> str | None:
    """Ask for the same in other words, of this language if one is given; None if no table has the question."""
    orders = _ORDER.findall(question)
    if len(orders) != 1:
        return None
    pattern = question.replace(orders[0], "{order}")
    for by_language in _wordings().values():
        spoken = next((name for name, wordings in by_language.items() if pattern in wordings), None)
        if spoken is None:
            continue
        others = [wording for wording in by_language[language or spoken] if wording != pattern]
        is_same = language == spoken
        return None if is_same or not others else others[_number(question, len(others))].replace("{order}", orders[0])
    return None


def politely(question: str) -> str | None:
    """Frame the question in courtesies of its language; None if there are none of that language."""
    return _framed(_FILLERS, question)


def with_an_aside(question: str) -> str | None:
    """Add a sentence that has nothing to do with cashback, in the question's language."""
    return _framed(_ASIDES, question)


def in_upper_case(question: str) -> str | None:
    return question.upper() if question.upper() != question else None


def in_other_digits(question: str) -> str | None:
    """Write the numbers of orders in Devanagari digits; None in a language that has digits of another script."""
    if language_of(question) is QuestionLanguage.OTHER:
        return None
    return _with_orders(question, lambda order: order.translate(_DEVANAGARI))


def with_spaces(question: str) -> str | None:
    """Write the numbers of orders with spaces between their groups."""
    return _with_orders(question, lambda order: order.replace("-", " "))


def _with_orders(question: str, change: Callable[[str], str]) -> str | None:
    changed = re.sub(r"\b\d{3}-\d{7}-\d{7}\b", lambda found: change(found[0]), question)
    return changed if changed != question else None


def _framed(frames: Mapping[QuestionLanguage, tuple[str, ...]], question: str) -> str | None:
    fitting = frames.get(language_of(question))
    return fitting[_number(question, len(fitting))].format(question=question) if fitting else None


def _number(text: str, below: int) -> int:
    """Return a number that is the same for the same text, in every process."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % below


@cache
def _wordings() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(_WORDINGS.read_text(encoding="utf-8"))
    return loaded
