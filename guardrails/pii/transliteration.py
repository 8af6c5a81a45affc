"""The ways in which people in India write one Hindi word in Latin letters."""

from itertools import product

# Sounds that have more than one usual spelling, the longest first; the first of each is the one of the word lists.
_SOUNDS = (
    ("tth", "th", "tt"), ("chh", "ch"), ("aa", "a"), ("ee", "i", "e"), ("kk", "k"), ("bb", "b"), ("nn", "n"),
    ("pp", "p"), ("v", "w"), ("rah", "ra", "raah"), ("au", "o", "ou"), ("ai", "e", "ei"), ("hatt", "hat"),
)  # fmt: skip
_NUKTA = "\u093c"
_WITH_NUKTA = {"ड" + _NUKTA: "\u095c", "ढ" + _NUKTA: "\u095d"}  # one letter, or a letter with a dot under it


def spellings(word: str) -> frozenset[str]:
    """Return the word as it stands and every other way to write it."""
    if not word.isascii():
        return frozenset({word, *(word.replace(apart, joined) for apart, joined in _WITH_NUKTA.items())})
    return frozenset(map("".join, product(*_choices(word))))


def _choices(word: str) -> list[tuple[str, ...]]:
    choices: list[tuple[str, ...]] = []
    at = 0
    while at < len(word):
        sound = next((sounds for sounds in _SOUNDS if word.startswith(sounds[0], at)), (word[at],))
        choices.append(sound)
        at += len(sound[0])
    return choices
