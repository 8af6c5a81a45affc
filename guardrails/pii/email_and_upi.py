"""Typed addresses around an at sign: e-mail, UPI and ABHA."""

import re

from guardrails.pii.ascii_fold import Folded
from guardrails.pii.lexicon import words
from guardrails.pii.pii_types import PiiType, Span
from guardrails.pii.upi_handles import ABHA_HANDLES, KNOWN_HANDLES

_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+'-" + "".join(map(chr, range(0x0900, 0x0964)))
_LONGEST_LOCAL = 64
_HOST = re.compile(r"[a-z0-9ऀ-ॣ-]{1,63}(?:\.[a-z0-9ऀ-ॣ-]{1,63}){0,5}")
_LABELS = re.compile(r"[a-zऀ-ॣ]{2,24}")
_FILES = words("png jpg jpeg svg webp gif js css py html pdf md json")
_HANDLE = re.compile(r"[a-z][a-z0-9]{2,31}")
# Words beside an at sign that means "for each", a time or a place, or that addresses everyone.
_NO_HANDLE = words(
    "each per rate piece item unit diwali holi eid christmas midnight home office work school noon night lunch "
    "dinner once least last first"
)
_NO_LOCAL = words(
    "price prices rate cost mrp sale deal deals item items pcs piece pieces qty units meet lunch dinner party "
    "live cashback offer offers reward rewards follow tag look arrive arrived now delivery"
)


def find_addresses(text: Folded) -> list[Span]:
    """Return the e-mail, UPI and ABHA addresses of a text, in order."""
    lower = text.lower
    spans: list[Span] = []
    at = lower.find("@")
    while at >= 0:
        span = _typed(lower, at)
        if span is not None and not (spans and span.start < spans[-1].end):
            spans.append(span)
        at = lower.find("@", at + 1)
    return spans


def _typed(lower: str, at: int) -> Span | None:
    start = _local_start(lower, at)
    host = _HOST.match(lower, at + 1)
    if start is None or host is None:
        return None
    labels = host.group().rstrip(".-").split(".")
    end = at + 1 + len(host.group().rstrip(".-"))
    first = labels[0]
    while len(labels) > 1 and not _LABELS.fullmatch(labels[-1]):
        end -= len(labels.pop()) + 1
    if len(labels) > 1 and not (first in KNOWN_HANDLES and labels[1] not in _DOMAINS):
        return None if labels[-1] in _FILES else Span(start, end, PiiType.EMAIL)
    if not _HANDLE.fullmatch(first):
        return None
    return _upi(lower, start, at, at + 1 + len(first))


_DOMAINS = words("com in co org net edu gov io info biz me us uk")


def _local_start(lower: str, at: int) -> int | None:
    """Return where the part before the at sign begins; None when there is none or it is too long to be one."""
    before = lower[max(0, at - _LONGEST_LOCAL - 1) : at]
    local = before[len(before.rstrip(_LOCAL)) :].lstrip("._%+'-")
    if not local or len(local) > _LONGEST_LOCAL or local[-1] == ".":
        return None
    latin = local.lstrip(_LOCAL[42:])
    return at - len((latin or local).removeprefix("upi-"))


def _upi(lower: str, start: int, at: int, end: int) -> Span | None:
    local, handle = lower[start:at], lower[at + 1 : end]
    if set("%+'") & set(local) or len(local) < 2:
        return None
    if handle in KNOWN_HANDLES:
        return Span(start, end, PiiType.UPI)
    if handle in ABHA_HANDLES:
        return Span(start, end, PiiType.ABHA)
    if handle in _NO_HANDLE or local in _NO_LOCAL or not (re.search("[a-z]", local) or len(local) >= 5):
        return None
    if handle in _MAIL_PROVIDERS:
        return Span(start, end, PiiType.EMAIL)
    return Span(start, end, PiiType.UPI)


_MAIL_PROVIDERS = words("gmail yahoo outlook hotmail rediffmail icloud proton protonmail ymail live")
