"""What no fact can ever support: promises about the future, and deeds of an assistant that can only read."""

from guardrails.grounding.lexicon import GIVEN_WORDS
from guardrails.grounding.search import Search

_ARRIVE = (
    rf"(?:be\s+(?:\w+ly\s+)?(?:{GIVEN_WORDS}|available|reflected|visible|completed|resolved|fixed|done|processed|there|with\s+you)"
    r"|arrive|come|reach|appear|show|reflect|receive|get|follow|land|clear|complete|issue|pay|credit|send|refund|release|grant"
    r"|give|reimburse|process|deliver)"
)
_DEADLINE = (
    r"(?:within\b|in\s+(?:the\s+)?(?:next|coming|a\s+few|[\w-]+\s+(?:(?:business|working)\s+)?(?:days?|hours?|weeks?))"
    r"|by\s+(?:tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|the\s+end|end|next|\[\[|\d)"
    r"|next\s+(?:week|month|day)|this\s+week)"
)
FUTURE = Search(
    rf"\b(?:will|shall|would|going\s+to|about\s+to|set\s+to|expected\s+to|scheduled\s+to|supposed\s+to|should)\s+"
    rf"(?:(?:also|then|now|automatically|definitely|surely|certainly|still|not|never|all|have|start\s+to)\s+){{0,3}}{_ARRIVE}\b"
    rf"|['’]ll\s+(?:\w+\s+)?{_ARRIVE}\b"
    r"|\b(?:can|should|may)\s+expect\b|\bexpected\s+(?:by|on|in|within)\b"
    r"|\bexpect\s+(?:it|the|your|this|that|a|to|them)\b"
    rf"|\b(?:{GIVEN_WORDS}|available|arriv\w+|com(?:e|es|ing)|due|delivered|reflected|processed)\b[^.;,]{{0,40}}?\b{_DEADLINE}"
    r"|(?<!as\s)\bsoon\b|\bshortly\b|\btomorrow\b|\bon\s+(?:its|the|their)\s+way\b|\bguarantee[ds]?\b|\brest\s+assured\b"
    r"|\b(?:is|are)\s+never\s+\w+|\b(?:i|we)\s+promise\b|\bmil\s*(?:jayeg|jaeg|jaag|jag)\w+|\bmileg[aie]\b|\b(?:aayeg|ayeg|aayg|ayg)[aie]\b|\baa\s+(?:jayeg|jaeg)\w+"
    r"|\bho\s+(?:jayeg|jaeg)\w+|\bjaldi?\b|\bkal\s+tak\b|मिलेग|मिल\s+जाए|आएग|आ\s+जाए|हो\s+जाए",
)
_DID = (
    r"(?:issued|credited|refunded|processed|paid|granted|escalated|raised|initiated|re-?issued|requested|submitted|created|"
    r"updated|corrected|fixed|reversed|cancelled|adjusted|added|triggered|notified|contacted|sent|forwarded|arranged|approved|"
    r"released)"
)
ACTION = Search(
    rf"\b(?:i|we)(?:['’]ve|\s+have)?\s+(?:(?:just|already|now|also)\s+)*{_DID}\b"
    r"|\b(?:i|we)\s*(?:am|are|['’]m|['’]re)\s+(?:now\s+)?(?:issuing|processing|crediting|refunding|escalating|raising|paying)\b"
    r"|\b(?:ticket|complaint|escalation|refund|request)\s+(?:has\s+been|was|is)\s+(?:now\s+)?(?:raised|opened|created|escalated|"
    r"initiated|submitted|processed|approved)\b",
)
