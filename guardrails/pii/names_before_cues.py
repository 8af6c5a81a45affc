"""Names that stand before their cue: "Asha ji", "Asha Verma this side", "Asha ke naam se", "आशा बोल रही हूँ"."""

import re
from collections.abc import Iterator

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.lexicon import words, words_of
from guardrails.pii.pii_types import PiiType, Span

_NAMES = words_of("given_names") | words_of("family_names")
_NOT_NAMES = words_of("not_names")
_HONOURED = re.compile(
    r"(?<![a-z])(?:(?P<first>[a-z]{3,20}) )?(?P<last>[a-z]{3,20}) (?:ji|bhai|sahab|saheb|madam|sir)(?![a-z])"
)
_HONOURS = words("ji bhai sahab saheb madam sir")
_HONOURED_HINDI = re.compile(r"(?<![ऀ-ॣ])(?P<word>[ऀ-ॣ]{3,20}) जी(?![ऀ-ॣ])")
_SPEAKER_HINDI = re.compile(r"(?<![ऀ-ॣ])(?:(?P<first>[ऀ-ॣ]{2,20}) )?(?P<last>[ऀ-ॣ]{2,20}) बोल रह[ाीे]")
_SPEAKER = re.compile(
    r"(?<![a-z])(?:(?P<first>[a-z]{3,20}) )?(?P<last>[a-z]{3,20}) "
    r"(?:this side|speaking(?! (?:to|with|of))|bol rah[aie]|ke naa?m (?:se|par|pe|ka|ki|wala)"
    r"|here(?=[,.!\n]| from| speaking|$))"
)
_SPEAKER_WORDS = words("side speaking bol naam nam here")
_HINDI_WORDS = words("जी बोल")


def find_names_before_cues(text: Folded) -> Iterator[Span]:
    """Return the names before a cue; in Latin letters only usual ones, for the cues are words of any sentence."""
    if not text.words.isdisjoint(_HONOURS):
        for honoured in _HONOURED.finditer(text.lower):
            if honoured["last"] in _NAMES:
                first = "first" if honoured["first"] in _NAMES else "last"
                yield Span(honoured.start(first), honoured.end("last"), PiiType.NAME)
    if not text.words.isdisjoint(_SPEAKER_WORDS):
        for speaker in _SPEAKER.finditer(text.lower):
            if (start := _start(speaker, text.text)) is not None:
                yield Span(start, speaker.end("last"), PiiType.NAME)
    if not text.words.isdisjoint(_HINDI_WORDS):
        yield from _in_hindi(text.lower)


def _in_hindi(lower: str) -> Iterator[Span]:
    for honoured in _HONOURED_HINDI.finditer(lower):
        if honoured["word"] not in _NOT_NAMES:
            yield Span(*honoured.span("word"), PiiType.NAME)
    for speaker in _SPEAKER_HINDI.finditer(lower):
        if speaker["last"] not in _NOT_NAMES:
            is_two = speaker["first"] is not None and speaker["first"] not in _NOT_NAMES
            yield Span(speaker.start("first" if is_two else "last"), speaker.end("last"), PiiType.NAME)


def _start(speaker: re.Match[str], text: str) -> int | None:
    """Return where a speaker's name begins; None when the words before the cue are no name."""
    first, last = speaker["first"], speaker["last"]
    if first is None or first in _NOT_NAMES:
        return speaker.start("last") if last in _NAMES else None
    is_two = first in _NAMES or text[speaker.start("first")].isupper()
    if last in _NAMES:
        return speaker.start("first") if is_two else speaker.start("last")
    return speaker.start("first") if first in _NAMES and text[speaker.start("last")].isupper() else None
