"""What a message asks for and cannot be given: deeds, and personal data."""

import re

_OBJECT = (
    r"him|her|them|me|us|the|his|her|this|that|it|my|a|an|customer|cx|cust|cashback|cb|amt|amount|money|balance|bal|rest|"
    r"remaining|pending|full|gift|gc|refund|baki|baaki"
)
_DEED = (
    r"credit|refund|issue|release|reverse|cancel|approve|pay|add|transfer|re-?issue|process|update|change|increase|expire|"
    r"delete|extend|re-?send|escalate|initiate"
)
_WRITE = re.compile(
    rf"\b(?:{_DEED})\b\s+(?:(?:{_OBJECT})\b|₹|rs\b|\d)"
    rf"|\b(?:{_DEED}|bhej|dila|de|dilwa|wapas|clear|jama)\s+(?:kar\s*)?(?:do|dijiye|dijie|dena|de\s+do|karo|kar\s+do|kardo|krdo|"
    r"karwa\s+do|karvao|karwao|karein)\b"
    r"|\b(?:send|give|pay|release)\s+(?:it|this|that)\b"
    r"|\b(?:send|give)\s+(?:(?:him|her|them|me|the\s+customer|cx)\s+)?(?:the\s+)?(?:money|rest|remaining|balance|cashback|cb|full\s+amount|\d|rs|₹)"
    r"|(?:दे|भेज|जमा\s+कर|दिला|रिफंड\s+कर|क्रेडिट\s+कर|जारी\s+कर)\s*(?:दो|दीजिए|दीजिये|दें)(?!\w)",
    re.IGNORECASE,
)
# What has words of ours in it and is the business of others.
_ELSEWHERE = re.compile(
    r"\b(?:credit|debit)\s+cards?\b|\b(?:apply|sign\s?up|register|enrol+)\s+for\b|\b(?:loan|insurance|emi|kyc|otp|password|log\s?in)\b"
    r"|\bhow\s+(?:do|can|to|could|should)\s+(?:(?:i|we|he|she|they|cx|one)\s+)?(?:get|earn|win|make)\s+(?:more|extra|another|new|bigger)\b",
    re.IGNORECASE,
)
_ASKS = (
    r"what|whats|which|whose|where|who|give|share|send|tell|show|provide|need|want|get|find|read|can\s+i|may\s+i|batao|bata|do|dedo|"
    r"chahiye|pls|plz|please"
)
_PERSONAL_NOUN = (
    r"phone|mobile\s*(?:no|num|number)|mobile|contact(?:\s*(?:no|number|details))?|e-?mail(?:\s*id)?|address|full\s+name|"
    r"name\s+of\s+(?:the\s+)?(?:customer|cx|cust)|(?:customer|cx|cust)(?:['’]?s)?\s+name|aadhaar|aadhar|pan|date\s+of\s+birth|dob|"
    r"bank\s+(?:account|details)|upi\s+id|pata\s+kya"
)
_PERSONAL = re.compile(
    rf"\b(?:{_ASKS})\b[^.!?\n]*\b(?:{_PERSONAL_NOUN})\b(?!\s+app)"
    rf"|\b(?:{_PERSONAL_NOUN})\s+(?:of|for)\s+(?:the\s+)?(?:customer|cx|cust|him|her)\b"
    rf"|\b(?:customer|cx|cust)\s+(?:ka|ki|ke)\s+(?:{_PERSONAL_NOUN}|naam|number|nmbr)\b"
    r"|\b(?:full|complete|whole|entire|poora|pura)\s+(?:gift\s*card|gc|card)\b(?:\s+(?:no|number|code|id))?"
    r"|\b(?:gift\s*card|gc)\s+(?:code|pin)\b"
    r"|(?:फोन|मोबाइल|ईमेल|आधार)\s*(?:नंबर|आईडी)?\s+(?:दो|बताओ|बताइए|दीजिए|क्या)",
    re.IGNORECASE,
)
# "Did they pay him the rest?" asks what happened, and "the issue a customer has" is no deed.
_NO_ORDER = re.compile(
    r"\b(?:did|does|was|were|has|have|had|why|when|not|never|the|any|this|an|no)\b(?:\s+\w+){0,3}\s*$|n['’]t(?:\s+\w+){0,3}\s*$",
    re.IGNORECASE,
)


def asks_for_a_deed(text: str) -> bool:
    """Tell whether a folded text without ids asks that something be issued, changed or sent."""
    return any(_NO_ORDER.search(text[: match.start()]) is None for match in _WRITE.finditer(text))


def is_about_something_else(text: str) -> bool:
    """Tell whether a folded text without ids is about what only sounds like cashback: cards of a bank, new offers."""
    return _ELSEWHERE.search(text) is not None


def asks_for_personal_data(text: str) -> bool:
    return _PERSONAL.search(text) is not None
