"""Amounts that a question claims: "got only 36", "100 ka wada tha", "₹1,00,000.50"."""

import re

from rewards.money import Money

_NUMBER = r"\d[\d,]*(?:\.\d{1,2})?"
_NO_AMOUNT = (
    r"(?![\d,]*[\w-]|\.\d|\s*(?:gc|gift|card|scratch|inst|order|ord|item|time|day|din|week|month|hour|more|other|st\b|"
    r"nd\b|rd\b|th\b|digits?|%|percent|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[/-]\d))"
)
_VERBS_BEFORE = (
    r"got|get|gets|received|receive|recieved|recvd|rcvd|given|promised|credited|paid|claims?|wada|claimed|mila|mile|"
    r"remaining|pending|left|balance|मिले|मिला|only|sirf|सिर्फ|keval|केवल"
)
_VERBS_AFTER = (
    r"(?:only\s+|hi\s+|ही\s+)?(?:recvd|rcvd|received|recieved|credited|granted|promised|remaining|pending|left|reversed|"
    r"mila|mile|mili|aaya|aaye|aya|aye|ka\s+(?:wada|vada|vaada|promise)|ka\s+cashback|baaki|baki|wapas|waapas|मिले|मिला|"
    r"आया|आए|वापस|का\s+वादा|was\s+(?:credited|promised|given)|taken\s+back|were\s+taken)(?!\w)"
)
_AMOUNT = re.compile(
    rf"(?:₹|(?<!\w)rs\.?|(?<!\w)inr|(?<!\w)rupees|(?<!\w)rupaye)\s*(?P<before>{_NUMBER})"
    rf"|(?<![\w.,/-])(?P<after>{_NUMBER})\s*(?:₹|rs\b|inr\b|rupees?\b|rupay?e\b|rupaya\b|/-|bucks\b|रुपये|रुपए|रुपया)"
    rf"|(?<!\w)(?:{_VERBS_BEFORE})\s+(?:(?:only|just|about|sirf|rs|of|out|to|सिर्फ)\s+)*(?P<bare>{_NUMBER}){_NO_AMOUNT}"
    rf"|\bout\s+of\s+(?P<whole>{_NUMBER}){_NO_AMOUNT}"
    rf"|(?<![\w.,/₹-])(?P<verbed>{_NUMBER})\s+{_VERBS_AFTER}",
    re.IGNORECASE,
)
_GROUPS = ("before", "after", "bare", "whole", "verbed")
_MOST_DIGITS = 12


def find_claims(text: str) -> tuple[Money, ...]:
    """Give the amounts of a folded text without ids, each once, in order."""
    claims: dict[Money, None] = {}
    for match in _AMOUNT.finditer(text):
        number = next(match[group] for group in _GROUPS if match[group]).replace(",", "")
        whole, _, fraction = number.partition(".")
        if len(whole) <= _MOST_DIGITS:
            claims[Money(amount_minor=int(whole) * 100 + int((fraction or "0").ljust(2, "0")), currency="INR")] = None
    return tuple(claims)
