"""Addresses as people say them: "asha dot verma at gmail dot com", "asha (at) gmail [dot] com"."""

import re

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.lexicon import words, words_of
from guardrails.pii.pii_types import PiiType, Span
from guardrails.pii.upi_handles import KNOWN_HANDLES, UNMISTAKABLE_HANDLES

# From the "at" on: its form, a host and further parts. This is read first, for it rejects nearly every "at" of prose.
_AT = re.compile(r"(?:@|at(?<![a-z0-9ऀ-ॣ]at)|एट|ऐट)(?: (?:the rate(?: of)?|d rate)|therate)? ?[)\]}]?")
_PART = r"[a-z0-9ऀ-ॣ-]{1,40}(?![a-z0-9ऀ-ॣ-])"
_DOT = r"(?: ?\. ?| (?:dot|डॉट|point) | ?[(\[{] ?(?:dot|\.) ?[)\]}] ?)"
_HOST = re.compile(rf" ?(?P<host>{_PART})(?P<rest>(?:{_DOT}{_PART}){{0,3}}+)")
_PARTS = re.compile(rf"{_DOT}(?P<part>{_PART})")
# Before the "at", up to where the address begins.
_BACK = 140
_WORD = r"[a-z0-9ऀ-ॣ_+-]{1,40}"
_BAR = r" (?:underscore|under score|dash|hyphen) "
_LOCAL = re.compile(
    rf"(?<![a-z0-9._%+ऀ-ॣ-])(?P<local>{_WORD}(?:(?:{_DOT}|{_BAR}){_WORD}){{0,3}}+(?: [0-9]{{1,4}})?) ?[(\[{{]? ?\Z"
)
_TOP = words("कॉम इन com in co org net edu gov io")
_PROVIDERS = words(
    "gmail yahoo outlook hotmail rediffmail rediff icloud proton protonmail ymail live zoho gmai gmial जीमेल याहू"
)
_NAMES = words_of("given_names")
_PERSONS = _NAMES | words_of("family_names")
_EARLIER = re.compile(r"(?<![a-z0-9._%+ऀ-ॣ-])(?P<word>[a-z]{1,24}) \Z")
_LONGEST_EARLIER, _MOST_EARLIER = 24, 24  # of a word, and of words: a local part may be spelled letter by letter
_SPELLED = re.compile(r"[0-9._+-]| dot | डॉट |underscore")
_MAIL_CUE = re.compile(r"e-?mail|mail|id\b|ईमेल|मेल")
_UPI_CUE = re.compile(r"upi|vpa|gpay|phonepe|bhim|यूपीआई")
# "Ordered at example.com": before a plain "at" these say what was done there, not whose address it is.
_NO_LOCAL = words_of("not_locals")


def find_spoken_addresses(text: Folded) -> list[Span]:
    """Return the e-mail and UPI addresses that are written as they are said."""
    lower = text.lower
    spans: list[Span] = []
    for at in _AT.finditer(lower):
        host = _HOST.match(lower, at.end())
        if host is None:
            continue
        end, kind = _end_of(host, at.group(), at.start())
        if kind is None or (spans and at.start() < spans[-1].end):
            continue
        start = _start_of(at, host["host"], kind, lower)
        if start is not None:
            spans.append(Span(start, end, kind))
    return spans


def _end_of(host: re.Match[str], at: str, start: int) -> tuple[int, PiiType | None]:
    """Return where an address ends and its kind: after the last part that can end one, or a bank's handle."""
    end = None
    for part in _PARTS.finditer(host.string, host.start("rest"), host.end("rest")):
        if part["part"] in _TOP:
            end = part.end()
        elif end is not None:
            break
    if end is not None:
        return end, PiiType.EMAIL
    # What is typed without spaces is read by ``email_and_upi``.
    is_spoken = at != "@" or host.group().startswith(" ") or host.string[max(0, start - 1) : start] == " "
    return host.end("host"), PiiType.UPI if host["host"] in KNOWN_HANDLES and is_spoken else None


def _with_earlier(lower: str, start: int, local: str) -> int:
    """Return where a local part begins with the words before it: further names, or letters said one by one."""
    first, is_plain = local.split(" ")[0], local.isalpha()
    for _ in range(_MOST_EARLIER):
        word = _EARLIER.search(lower, max(0, start - _LONGEST_EARLIER - 1), start)
        said = word["word"] if word else ""
        if word is None or not ((said in _PERSONS and is_plain) if len(first) > 1 else len(said) == 1):
            break
        start, first = word.start("word"), said
    return start


def _start_of(at: re.Match[str], host: str, kind: PiiType, lower: str) -> int | None:
    """Return where the address begins, or None when what stands before "at" is not part of an address."""
    floor = max(0, at.start() - _BACK)
    match = _LOCAL.search(lower[floor : at.start()])
    if match is None:
        return None
    local = match["local"]
    start = floor + match.start("local")
    if ". " in local:  # the end of a sentence is not part of the address
        start += local.rindex(". ") + 2
    last = local.split(" ")[-1]
    start = _with_earlier(lower, start, local)
    local = lower[start : floor + match.end("local")]
    is_spelled = _SPELLED.search(local) is not None
    if (last in _NO_LOCAL and not is_spelled) or len(local) < 2:
        return None
    cue = _MAIL_CUE if kind is PiiType.EMAIL else _UPI_CUE
    is_cued = cue.search(lower[max(0, start - 40) : start]) is not None
    if kind is PiiType.UPI:
        is_typed = at.group().strip() == "@" and is_spelled  # "amit_k @paytm"
        return start if is_cued or is_typed or host in UNMISTAKABLE_HANDLES else None
    is_marked = at.group().strip() not in ("at", "एट", "ऐट")
    return start if is_marked or is_spelled or is_cued or host in _PROVIDERS or last in _NAMES else None
