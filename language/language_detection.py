"""Detect the language of a text, which decides the language of its answer."""

from collections.abc import Sequence

from language.lexicon import ENGLISH, Lexicon, load_ready_lexicons
from language.tokenizer import Token, TokenKind
from language.vocabulary import get_vocabulary, match_phrase

_SCRIPTS = {"Deva": ("\u0900", "\u097f"), "Latn": ("a", "z")}
_SHORTEST = 2  # letters: "k" and "q" indicate no language


def detect_language(tokens: Sequence[Token], words: Sequence[str]) -> str | None:
    """Return the tag of a text's language; None where it has too few words to decide ("ok", an order number).

    A language that the text asks for ("in Hindi please") has precedence.
    """
    table = get_vocabulary()
    for position in range(len(words)):
        if length := match_phrase(words, position, table.asked_languages):
            return table.asked_languages[" ".join(words[position : position + length])]
    by_script = {script: _words_in(tokens, *ends) for script, ends in _SCRIPTS.items()}
    latin = by_script["Latn"]
    for found in load_ready_lexicons():
        own = by_script.get(found.script, [])
        if found.script != "Latn" and own and len(own) * 2 >= len(latin):
            return found.language
    return _latin(latin)


def _words_in(tokens: Sequence[Token], first: str, last: str) -> list[str]:
    return [
        t.text for t in tokens if t.kind is TokenKind.WORD and len(t.text) >= _SHORTEST and first <= t.text[0] <= last
    ]


def _latin(words: Sequence[str]) -> str | None:
    """Return the language in Latin script whose marker words outnumber plain English ones, else English."""
    english = sum(word in _plain() for word in words)
    for found in load_ready_lexicons():
        strong, shared = _markers(found)
        marked = sum(word in strong for word in words)
        if found.script == "Latn" and marked and marked + sum(word in shared for word in words) > english:
            return found.language
    return ENGLISH if english or len(words) > 1 else None


def _markers(found: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(found.markers.get("strong", ())), frozenset(found.markers.get("shared", ()))


def _plain() -> frozenset[str]:
    return frozenset(word for found in load_ready_lexicons() for word in found.markers.get("plain", ()))
