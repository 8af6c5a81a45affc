"""Names that a cue introduces: "my name is ...", "Mr ...", "regards, ...", "mera naam ... hai"."""

import re

from guardrails.pii.fold import Folded
from guardrails.pii.kinds import PiiType, Span
from guardrails.pii.lexicon import words, words_of

_MOST_WORDS = 4
# Each cue with what follows it up to the name. A strong one is believed in any case, a title before any word that is
# not a common one; the others need capitals or a usual name, and some a usual name in any case.
_HOLDER = "account ?holder|a/c holder|card ?holder|beneficiary|payee|recipient|receiver|consignee|contact person"
_NAMED = (
    "customer|cust|caller|client|buyer|user|sender|contact|holder|nominee|full|first|last|father|mother|husband|agent"
)
_SIGN = r"[\"']? ?[:=-] ?[\"']?"
_STRONG = (
    r"(?:my|his|her|the) (?:full |good )?name(?:'s| is)? ?[:-]? ?|(?:mera|apna|uska|unka) naa?m ?[:-]? ?|naa?m ?[:-] ?"
    rf"|(?:{_NAMED}|{_HOLDER})(?:'s)?[ _]?name(?: is)?(?:{_SIGN}| )|(?:{_HOLDER}) ?[:=-] ?"
    rf"|(?<![a-z] )name{_SIGN}|\n ?name ?[:=-] ?"
    r"|मेरा नाम |नाम ?[:-] ?|ग्राहक का नाम ?[:-]? ?"
)
_TITLE = r"(?:mr|mrs|ms|shri|sri|smt|shrimati|shreemati|kumari|mister|prof)\b\.? ?|श्रीमती |श्री |डॉ\.? (?=[ऀ-ॿ])|सुश्री "
_SIGNED = "thanks(?: ?(?:and|&) ?regards)?|thank you|regards|rgds|sincerely|yours truly|yours faithfully|cheers"
_CAPITALS = (
    r"(?P<me>i am|i'm|iam|this is|it's|main|mai) |मैं (?=[ऀ-ॣ]+ (?:[ऀ-ॣ]+ )?बोल)"
    r"|(?:spoke|spoken|speaking|speak|talked|talking|chatted) (?:to|with) "
    rf"|(?:{_SIGNED})[,.!]?(?: ?\n{{1,2}} ?| |,)|(?:dr|sir|madam|miss)\b\.? "
)
_USUAL = (
    r"(?:dear|hi|hello|hey|namaste|namaskar|customer|agent|executive|signed by|on behalf of|delivered to|handed to"
    rf"|received by|ask for|asked for|assisted by|attended by|helped by|call from|called by|{_HOLDER}"
    r"|name(?: is)?|naam) "
)
_CUE = re.compile(
    rf"(?<![a-z0-9ऀ-ॣ])(?:(?P<strong>{_STRONG})|(?P<title>{_TITLE})|(?P<capitals>{_CAPITALS})|(?P<usual>{_USUAL}))"
)
_HONOURED = re.compile(r"(?<![a-z])(?P<word>[a-z]{3,20}) (?:ji|bhai|sahab|saheb|madam|sir)(?![a-z])")
_PARTICIPLE = re.compile("..(?:ed|ing|ly)$")
_TITLES = words("mr mrs ms shri sri smt dr kumari miss prof mister")
# A text without one of these words has no cue in it.
_CUE_WORDS = words_of("name_cues")
_WORD = re.compile(r"[ ]{0,2}(?P<word>[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+|\.(?=[ ]?[A-Z]))?|[ऀ-ॣ]+)")
_ENDS = re.compile(r"[A-Za-z]?['’]s$")
# Words after a cue that are no name.
_COMMON = words_of("not_names")


_NAMES = words_of("given_names") | words_of("family_names")


def find_names(text: Folded) -> list[Span]:
    """Give the names that a cue introduces, in order. Titles and cues are no part of them."""
    if text.words.isdisjoint(_CUE_WORDS) and "name" not in text.lower:
        return []
    spans: list[Span] = []
    for honoured in _HONOURED.finditer(text.lower):
        if honoured["word"] in _NAMES:
            spans.append(Span(*honoured.span("word"), PiiType.NAME))
    for cue in _CUE.finditer(text.lower):
        span = _name_after(cue, text)
        if span is not None:
            spans.append(span)
    return spans


def _name_after(cue: re.Match[str], text: Folded) -> Span | None:
    words = _words(text.text, cue.end())
    if not words:
        return None
    taken = _taken(cue, words, is_shouted=text.text.isupper())
    if not any(len(match["word"]) > 1 and match["word"][1] != "." for match in taken):
        return None
    end = taken[-1].end("word")
    if possessive := _ENDS.search(taken[-1]["word"]):
        end -= len(possessive.group().lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return Span(taken[0].start("word"), end, PiiType.NAME)


def _words(text: str, at: int) -> list[re.Match[str]]:
    """Give the words from a place that could be a name: up to a sign, a common word or the most a name has."""
    words: list[re.Match[str]] = []
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, at)):
        word = match["word"].lower().partition("'")[0].partition("’")[0].rstrip(".")
        if word in _TITLES and not words:
            at = match.end() + (text[match.end() : match.end() + 1] == ".")
            continue
        if word in _COMMON:
            break
        words.append(match)
        at = match.end()
    return words


def _taken(cue: re.Match[str], words: list[re.Match[str]], *, is_shouted: bool) -> list[re.Match[str]]:
    """Give those of the words that are the name."""
    usual = [match["word"].lower().partition("'")[0].rstrip(".") in _NAMES for match in words]
    named = [match["word"][:1].isupper() or not match["word"].isascii() for match in words]
    if is_shouted and cue["strong"] is None:
        named = usual
    count = next((i for i in range(len(words)) if not (usual[i] or named[i])), len(words))
    if cue["strong"] is not None:
        return words[:count] or _unusual(words)
    if cue["title"] is not None:
        return words[: max(count, 1)]
    is_usual = any(usual[:count])
    if cue["usual"] is not None:
        return words[:count] if is_usual else []
    if cue["me"] is not None and not is_usual:
        return words[:count] if count >= 2 and cue["me"] in ("i am", "i'm", "iam") else []
    return words[:count]


def _unusual(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Give the words in small letters that are nobody's usual name, up to one that says what became of a name."""
    end = next((i for i, match in enumerate(words) if _PARTICIPLE.search(match["word"])), len(words))
    return words[:end][:2]
