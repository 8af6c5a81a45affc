"""Addresses as people say them: "asha dot verma at gmail dot com", "asha (at) gmail [dot] com"."""

import re

from guardrails.pii.fold import Folded
from guardrails.pii.handles import KNOWN_HANDLES, UNMISTAKABLE_HANDLES
from guardrails.pii.kinds import PiiType, Span
from guardrails.pii.lexicon import words, words_of

_WORD = r"[a-z0-9ऀ-ॣ_+-]{1,40}"
_DOT = r"(?: ?\. ?| (?:dot|डॉट|punkt|point) | ?[(\[{] ?(?:dot|\.) ?[)\]}] ?)"
_BAR = r"(?: (?:underscore|under score|dash|hyphen) )"
_AT = r"(?: ?[(\[{] ?(?:at|@) ?[)\]}] ?| ?@ ?| (?:at the rate(?: of)?|at d rate|attherate|at|एट|ऐट|एट द रेट) )"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9._%+-])(?P<local>{_WORD}(?:(?:{_DOT}|{_BAR}){_WORD}){{0,3}}+(?: [0-9]{{1,4}})?)(?P<at>{_AT})"
    rf"(?P<host>[a-z0-9ऀ-ॣ-]{{2,40}})(?P<rest>(?:{_DOT}[a-z0-9ऀ-ॣ-]{{1,24}}(?![a-z0-9ऀ-ॣ-])){{0,3}}+)"
)
_GATE = re.compile(r"at|एट|ऐट|@")
_TOP = words("कॉम इन com in co org net edu gov io")
_PROVIDERS = words(
    "gmail yahoo outlook hotmail rediffmail rediff icloud proton protonmail ymail live zoho gmai gmial जीमेल याहू"
)
_GIVEN_NAMES = words_of("given_names")
_LABEL = re.compile(r"[a-z0-9ऀ-ॣ-]")
_DOT_ANY = re.compile(_DOT)
_SEPARATORS = re.compile(r"[ (\[{)\]}]+")
_CUE = re.compile(r"e-?mail|mail|id\b|ईमेल|मेल")
_UPI_CUE = re.compile(r"upi|vpa|gpay|phonepe|bhim|यूपीआई")
# Before a plain "at" and a site's name these are what is done there, not whose address it is.
_NO_LOCAL = words(
    "available look looking shop shopping shopped buy bought order ordered ordering sell sold check checked log "
    "login visit visited find found see seen pay paid work works working live lives stay am is are was be it me "
    "us him her them you that this here there anything something products product items item price prices offer "
    "offers sale deal deals help support chat read arrive arrived meet call write mail email contact reach "
    "purchased pick get got signed sign register registered account listed cheaper refund refunded cashback "
    "delivered pcs units rate cost mrp qty follow tag and or but not only"
)


def find_spoken_addresses(text: Folded) -> list[Span]:
    """Give the e-mail and UPI addresses that are written as they are said."""
    lower = text.lower
    if not _GATE.search(lower):
        return []
    spans = []
    for match in _ADDRESS.finditer(lower):
        span = _mail(match, lower) or _upi(match, lower)
        if span is not None:
            spans.append(span)
    return spans


def _mail(match: re.Match[str], lower: str) -> Span | None:
    """Give the span up to the last part that can end an address."""
    end = match.start("rest")
    top_end = None
    position = end
    for part in _parts(match):
        position = part[1]
        if part[0] in _TOP:
            top_end = position
        elif top_end is not None:
            break
    start = _start(match, lower, is_told=_is_told(_CUE, match, lower))
    if top_end is None or start is None:
        return None
    return Span(start, top_end, PiiType.EMAIL)


def _parts(match: re.Match[str]) -> list[tuple[str, int]]:
    """Give the words of the host's rest and where each ends."""
    parts, lower = [], match.string
    at = match.start("rest")
    while at < match.end("rest"):
        dot = _DOT_ANY.match(lower, at)
        if dot is None:
            break
        end = dot.end()
        while end < match.end("rest") and _LABEL.match(lower[end]):
            end += 1
        if end == dot.end():
            break
        parts.append((lower[dot.end() : end], end))
        at = end
    return parts


def _start(match: re.Match[str], lower: str, *, is_told: bool) -> int | None:
    """Give where the address begins, or None when what stands before "at" is no name."""
    local = match["local"]
    sign = _SEPARATORS.sub("", match["at"])
    is_marked = match["at"].strip() not in ("at", "एट", "ऐट")
    is_spelled = re.search(r"[0-9._+-]| dot | डॉट |underscore", local) is not None
    last = local.split(" ")[-1]
    if not sign or (last in _NO_LOCAL and not is_spelled):
        return None
    if not (is_marked or is_spelled or is_told or match["host"] in _PROVIDERS or last in _GIVEN_NAMES):
        return None
    if "." in local and ". " in local:  # the end of a sentence is no part of the address
        return match.start("local") + local.rindex(". ") + 2
    return match.start("local")


def _is_told(cue: re.Pattern[str], match: re.Match[str], lower: str) -> bool:
    return cue.search(lower[max(0, match.start() - 40) : match.start()]) is not None


def _upi(match: re.Match[str], lower: str) -> Span | None:
    handle = match["host"]
    if match["at"] == "@":
        return None  # typed, and read as such
    is_certain = handle in UNMISTAKABLE_HANDLES or (handle in KNOWN_HANDLES and _is_told(_UPI_CUE, match, lower))
    local = match["local"]
    if not is_certain or local.split(" ")[-1] in _NO_LOCAL or len(local) < 2:
        return None
    return Span(match.start("local"), match.end("host"), PiiType.UPI)
