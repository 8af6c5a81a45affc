"""Addresses and markup: an answer needs neither, and either could carry data out, or strike a word through."""

import re

from guardrails.grounding.verdict import GroundingCode, Rejected

_MARKUP = re.compile(
    r"\w:/|//|\bwww\b|@"  # a scheme, a host, a mailbox
    r"|\b(?:mailto|javascript|data|tel|sms|ftp|file)\s?:(?=\S)"
    r"|(?<![\w.])[\w-]*[^\W\d_][\w-]*\.(?!(?:g|e|m)\b)[^\W\d_]{2,}(?!\w)"  # name.tld, of any kind
    r"|\]\s?[(\[:]|!\["  # [text](address), [text][reference], an image
    r"|<\s*[a-z/!?]|&#?\w+;"  # tags and entities; tokens of the vault are masked before
    r"|~~",
    re.IGNORECASE,
)


def check_markup(text: str) -> None:
    """Refuse addresses and markup. ``text`` has its figures, tokens and names masked.

    Raises:
        Rejected: at the first.
    """
    if _MARKUP.search(text):
        raise Rejected(GroundingCode.FOREIGN_LINK)
