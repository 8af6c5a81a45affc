"""Courtesy, look-ups and our own limits: where bound words stand so, they state nothing of the cashback."""

import re

_UNABLE = (
    r"\b(?:(?:i|we)\s+(?:cannot|can['’]?t|can\s+not)|(?:i|we)(?:\s+(?:am|are|was|were)|['’][mr]e?)\s+(?:unable|not\s+able)\s+to|(?:i|we)\s+(?:do\s+not|don['’]t)\s+have)\b"
    r"(?:\s+\w+,){0,3}[^.;,:]*"
)
_NOT_IN_HINDI = r"(?!\s+(?:nah|ba|नह|बा))"
_PHRASES = (
    # Offers.
    r"\banything\s+(?:else\s+)?(?:i|you|we)\s+(?:can|could|would|want)\b",
    r"\bif\s+(?:you\s+need|there\s+is)\s+anything(?:\s+else)?\b",
    r"\b(?:if|need|know|share|about|help|with)\s+(?:you\s+)?(?:need\s+)?anything(?:\s+else)?\b",
    r"\b(?:about\s+another\s+order|whenever\s+you\s+need\s+to|(?:would\s+(?:you\s+)?|you['’]d\s+)(?:like|love|be\s+(?:happy|glad)))\b",
    r"\b(?:i|we)\s+will\s+(?:gladly\s+|then\s+)?(?:look|show|check|search|explain|help)\b",
    r"\b(?:once\s+more|no\s+problem|no\s+worries|of\s+course|as\s+soon\s+as|in\s+a\s+moment)\b",
    rf"\b(?:aur\s+(?:koi|kuch)|kuch\s+aur)\b{_NOT_IN_HINDI}|(?:कुछ\s+और|और\s+(?:कोई|कुछ))(?!\w){_NOT_IN_HINDI}",
    r"\banother\s+order\b(?=[^.]*\?)|\bcashback\s+jaari\s+nah[ii]n?\s+kar\s+sakt[aei]\b",
    # What we ask for, and what we cannot do.
    r"\b(?:please|could\s+you|can\s+you|or)\s+(?:please\s+)?(?:give|share|send|try(?:\s+(?:it\s+)?again)?)\b",
    r"\btry\s+(?:it\s+)?again\b|\bsend\s+(?:it|me)\b|\bothers?\s+separately\b|\bmake\s+(?:any\s+)?changes\b",
    r"\b(?:phone|e-?mail)\s+(?:numbers?|address(?:es)?)\b|\bfull\s+card\s+numbers?\b|\bcan\s+say\s+nothing\b",
    _UNABLE,
    # Days that are asked for or searched.
    r"\b(?:the|that|which|a|these|those)\s+(?:same\s+)?(?:days?|dates?)\b(?=\s*(?:of\s+the\s+(?:transaction|order)|is\s+not\s+in|"
    r"(?:that\s+)?(?:were|was|are|is)\s+asked|[.?,]|$))",
    r"\b(?:those\s+days|on\s+which\s+day|the\s+(?:days?|dates?)\s+of|no\s+record\s+holds\s+such\s+a\s+day|shorter\s+time)\b|\bdates?\s*:",
    r"\b(?:number|time|day)\s+will\s+(?:show\s+the\s+rest|help)\b",
    # What holds a list or a table together.
    r"\b(?:figures\s+here|details|as)\s+follows?\b|\bfollowed\s+by\b",
    r"\bfollowing\s+(?:items?|instal?lments?|gift\s+cards?|details)\b",
    r"^\W*(?:what\s+is\s+)?still\s+open\s*:|^[\s|*:-]*(?:promised|granted|remaining|[\s|*:-])*$",
    r"\b(?:that|which)\s+leaves\b|\bcomes\s+from\s+(?:\w+\s+)?records?\b|\bof\s+another\b|\bits\s+own\b",
    # The words of one thing that are those of another elsewhere.
    r"\bcash\s+back\b|\bcarr(?:y|ies)(?=\s+\u25ae)|\bnot\s+available\b|\battempts?\s+(?:to\s+(?:issue|pay|credit)|was\s+made)\b",
    r"\bcame\s+(?:with|on|as)\s+(?:its|their|a)\s+(?:own\s+)?gift\s?cards?\b",
    r"\b(?:you|they|customer)\s+(?:had\s+)?expected\b",
)
PHRASES = re.compile("|".join(_PHRASES), re.IGNORECASE)
