"""Claims that need no figure to be false: "all paid", "nothing is due", "it failed", "it will arrive tomorrow"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from guardrails.grounding.evidence import Evidence
from guardrails.grounding.lexicon import CONDITION, GIVEN_WORDS
from guardrails.grounding.search import Search
from rewards.contract import IssuanceStatus, Reason
from tools.result import Label

_IS = r"(?:is|are|was|were|has|have|had|been|being|got|gets?)"
_ALL = (
    r"(?:everything|all(?:\s+of)?(?:\s+(?:it|that|this|them))?|all\s+(?:of\s+)?(?:the|your|their|his|her|my)?\s*(?:promised\s+)?"
    r"(?:cash\s?backs?|amounts?|money|sums?|instal?lments?|benefits?|gift\s?cards?|rewards?)"
    r"|(?:the\s+|your\s+)?(?:full|entire|whole|complete|total)\s+(?:promised\s+)?(?:cash\s?back|amount|sum|promise|value|benefit|reward))"
)
_OWED = (
    r"(?:due|left(?:\s+to\s+(?:be\s+)?(?:issued?|paid|pay|credited|come))?|remain(?:s|ing)?|pending|outstanding|owed|owing|missing|"
    r"to\s+come|to\s+be\s+(?:paid|issued))"
)
_SUM = r"(?:cash\s?back|amount|money|balance|sum|payment|dues?|reward)s?"
_SHIP = r"(?:ship(?:ped|s|ping)?|dispatch(?:ed|es)?)"

CONDITIONAL = re.compile(
    rf"\b(?:{CONDITION}|until|unless|before|what|which|where|how\s+much)[^.;,]{{0,60}}$", re.IGNORECASE
)
_OF_A_LOOKUP = re.compile(
    r"\b(?:i|we|look-?up|search|request|source|database|tracker|query|connection|tool)\b[^.;,]{0,25}$", re.IGNORECASE
)
_OF_AN_ANSWER = re.compile(r"\b(?:answer|list|summary|information)\b[^.;,]{0,12}$", re.IGNORECASE)
Proof: TypeAlias = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that state something, what proves it, and what proves the contrary when a "not" stands before them."""

    pattern: Search
    holds: Proof
    negated: Proof
    # A condition ("once it is revealed") or a look-up that failed states nothing of this kind.
    unless_before: re.Pattern[str] | None = None


def _reason(*reasons: Reason) -> Proof:
    return lambda evidence: evidence.has_reason(*reasons)


def _has_differing_sources(evidence: Evidence) -> bool:
    """Tell whether two sources hold different values; a conflict within one source is none between sources."""
    codes = ("eligibleDiffers", "issuedDiffers", "pedRowMissing", "itemClosedWithoutEvent", "issuedWithoutEvents")
    return evidence.has_conflict(*codes)


def _has_conflict(code: str) -> Proof:
    return lambda evidence: evidence.has_conflict(code)


def _never(_evidence: Evidence) -> bool:
    return False


def _has_failed(evidence: Evidence) -> bool:
    return (
        evidence.has_reason(Reason.ISSUANCE_FAILED)
        or IssuanceStatus.FAILED in evidence.statuses()
        or bool(evidence.labelled(Label.ATTEMPTED))
    )


def _has_cancelled(evidence: Evidence) -> bool:
    return (
        any(evidence.amounts(Label.CANCELLED))
        or evidence.has_reason(Reason.CANCELLED)
        or IssuanceStatus.CANCELLED in evidence.statuses()
    )


def _has_expired(evidence: Evidence) -> bool:
    return (
        any(evidence.amounts(Label.EXPIRED))
        or evidence.has_reason(Reason.EXPIRED)
        or IssuanceStatus.EXPIRED in evidence.statuses()
    )


def _has_shipped(evidence: Evidence) -> bool:
    return bool(evidence.labelled(Label.INSTALLMENT)) or evidence.has_reason(Reason.ISSUANCE_PENDING)


def _all_shipped(evidence: Evidence) -> bool:
    return _has_shipped(evidence) and not evidence.has_reason(Reason.AWAITING_SHIPMENT)


def is_held_back(evidence: Evidence) -> bool:
    return evidence.is_open() or evidence.has_given_nothing() or _has_cancelled(evidence) or _has_expired(evidence)


def _is_in_progress(evidence: Evidence) -> bool:
    waiting = {IssuanceStatus.PENDING, IssuanceStatus.RESERVED}
    return (
        evidence.has_reason(Reason.ISSUANCE_PENDING)
        or any(evidence.amounts(Label.PENDING))
        or bool(evidence.statuses() & waiting)
    )


def _has_no_promise(evidence: Evidence) -> bool:
    promised = evidence.amounts(Label.PROMISED)
    if promised:
        return not any(promised)
    return not any(fact.business_reference_id for fact in evidence.facts)


def _claim(
    pattern: str,
    holds: Proof,
    *,
    negated: Proof | None = None,
    unless_before: re.Pattern[str] | None = None,
) -> Claim:
    def contrary(evidence: Evidence) -> bool:
        return not holds(evidence)

    return Claim(Search(pattern), holds, negated or contrary, unless_before)


# In order: words that one claim has taken are not read again by a later one.
CLAIMS: tuple[Claim, ...] = (
    _claim(
        r"over[\s-]?(?:issued|paid)|more\s+(?:was|were|has\s+been)\s+\w+\s+than(?:\s+(?:was\s+)?promised)?|too\s+much\s+was\s+\w+",
        lambda e: e.has_reason(Reason.OVER_ISSUED) or any(e.amounts(Label.OVER_ISSUED)),
    ),
    _claim(
        r"\bduplicat\w+(?:\s+of\s+another)?|\b(?:issued|paid|credited|granted)\s+twice\b",
        _reason(Reason.DUPLICATE_ISSUANCE),
    ),
    _claim(
        r"\btechnical\s+(?:issue|error|problem|fault)|\bglitch|\bsystem\s+error|\bfraud\w*|\bblocked\b|\bsuspended\b|\bblack-?list\w*"
        r"|\bdelay(?:ed|s)?\b|\bon\s+hold\b|\bforfeit\w*|\bdisqualif\w*|\bineligible\b|\bdenied\b|\brejected\b"
        r"|\bredeemed\b|\b(?:been|was|were)\s+(?:used|spent)\b"
        r"|\b(?:due|owed|owing|outstanding|pending|paid|payable|taken)\s+(?:from|by)\s+(?:you|them|the\s+(?:customer|buyer|user))\b",
        _never,
    ),
    _claim(
        r"\b(?:sources?|records?|databases?|systems?)\s+(?:disagree|conflict|differ|do\s+not\s+(?:match|agree))",
        _has_differing_sources,
    ),
    _claim(
        r"\b(?:records?|events?|entry)\b[^.;,]{0,40}?\b(?:another|other|different)\s+customer\b",
        _has_conflict("ownerDiffers"),
    ),
    _claim(
        r"\b(?:records?|events?|entry)\b[^.;,]{0,40}?\btype\b[^.;,]{0,25}?\b(?:not\s+known|unknown)\b",
        _has_conflict("eventTypeUnknown"),
        negated=_has_conflict("eventTypeUnknown"),
    ),
    # A search that found nothing, and the promise and what was made of it.
    _claim(
        rf"\bno\s+(?:\w+\s+){{0,2}}?(?:{_SUM}|orders?|promotions?|records?)\b[^.;,]{{0,60}}?\bfound\b"
        rf"|\bfound\s+no\s+(?:\w+\s+){{0,2}}?(?:{_SUM}|orders?|promotions?|records?)\b",
        lambda e: bool(e.labelled(Label.WINDOW_FROM)) or _has_no_promise(e),
    ),
    _claim(
        r"\bno\s+(?:\w+\s+){0,2}(?:cash\s?back|promotion|offer|benefit)s?\s+(?:(?:is|are|was|were|has\s+been)\s+(?:promised|"
        r"applied|recorded|eligible)|exists?|on\b|for\b)|\bnever\s+promised|(?:\bnot|n['’]t)\s+(?:eligible|entitled)\b|\bwa+da\s+nah|वादा\s+नहीं"
        r"|\b(?:order|promise|promotion|cash\s?back|payment|instal?lment|attempt|shipment|card)s?\s+(?:is|are|was|were)\s+not\s+"
        r"(?:on\s+record|recorded|known|found|placed|created|offered)\b|\bnot\s+(?:been\s+)?promised",
        _has_no_promise,
    ),
    _claim(
        rf"\bnothing\b(?:\s+\w+){{0,3}}?\s+{_OWED}\b|\bno\s+(?:more\s+|further\s+|other\s+)?{_SUM}(?:\s+\w+){{0,3}}?\s+{_OWED}\b"
        rf"|\bno\s+(?:remaining|pending|outstanding|further|more)\s+{_SUM}\b|\bno\s+(?:dues|shortfall|difference|gap)\b|(?:not|n['’]t)\s+anything\s+{_OWED}\b"
        rf"|\bkuch\s+(?:bhi\s+)?(?:nahi|nahin)\s+ba(?:cha|a?ki)\b|\bkuch\s+(?:bhi\s+)?ba+ki\s+nahi|(?:कुछ|कोई).{{0,15}}(?:बाकी|बकाया|बचा|शेष).{{0,5}}नहीं"
        rf"|\bno\s+(?:remaining|pending|outstanding)\s+{_SUM}\b|\bnothing\s+more\s+is\s+{_OWED}\b|\bnothing\s+(?:is\s+)?left\b"
        r"|\b(?:remaining|pending|balance|due)\b[\s:|–—-]+(?:is\s+)?(?:none|nothing)\b",
        Evidence.is_complete,
    ),
    _claim(
        r"\b(?:received|got|gets?|gotten)\s+nothing\b|(?:\bnot|n['’]t)\s+(?:yet\s+)?(?:received|got|gotten)\s+anything\b|"
        rf"\b(?:nothing|none(?:\s+of\s+(?:it|this|that|the\s+\w+))?|no\s+(?:{_SUM}|instal?lments?|gift\s?cards?|part))\b"
        rf"(?:\s+\w+){{0,3}}?\s+{GIVEN_WORDS}\b|\bkuch\s+(?:bhi\s+)?nah[ii]n?\s+(?:mila|diya|aaya)|कुछ\s+(?:भी\s+)?नहीं\s+मिला",
        Evidence.has_given_nothing,
    ),
    # In Hindi "not" stands inside: "poora cashback nahi mila hai", "baaki cashback abhi nahi mila hai".
    _claim(
        r"\b(?:p(?:oo?|u)r[aei]|sa+r[aei]|sab|ba+k[iy])\s+(?:[a-z]+\s+){0,4}?nah(?:i|in|ii|ee)\s+(?:mil[aei]|diya|diye|aa?y[aei])\b"
        r"|(?:पूर[ाीे]|सार[ाीे]|सब|बाकी|बाक़ी)\s+(?:[\u0900-\u097f]+\s+){0,4}?नहीं\s+(?:मिल[ाीे]|दिय[ाे]|आय[ाे])(?![\u0900-\u0963])",
        Evidence.is_open,
    ),
    _claim(
        rf"\b(?:fully|completely|entirely)\s+(?:been\s+)?{GIVEN_WORDS}\b|\b{GIVEN_WORDS}\s+(?:\w+\s+)?(?:in\s+full|fully|completely|entirely)\b"
        rf"|\b{_ALL}\s+(?:\w+\s+){{0,2}}?{_IS}\s+(?:\w+\s+){{0,2}}?{GIVEN_WORDS}\b|\b{GIVEN_WORDS}\s+(?:all|everything|{_ALL})\b"
        rf"|\b{_IS}\s+{_ALL}\s+(?:\w+\s+)?{GIVEN_WORDS}\b"
        rf"|\b(?:po?ora|pu?ra|poori|puri|sa+ra|sab)\b.{{0,30}}\b(?:mil|de|di|aa|mila|diya|aaya)\b(?:\s+(?:gay[aei]|chuk[aei]|di|diya))?|(?:पूर[ाीे]|सार[ाीे]|सब).{{0,30}}(?:मिल|दे|जमा)"
        rf"|\b(?:whole|full|entire)\s+(?:{_SUM}|\u25ae+)\s+{_IS}\s+(?:been\s+)?{GIVEN_WORDS}\b"
        rf"|\beverything\s+(?:that\s+was\s+|you\s+were\s+|they\s+were\s+)?promised\s+{_IS}\s+(?:been\s+)?{GIVEN_WORDS}\b",
        Evidence.is_settled,
        negated=Evidence.is_open,
    ),
    _claim(
        rf"\b(?:{_SUM}|payout|issuance|promotion|benefit|order|it|everything)\s+(?:is|was|has\s+been|are)\s+(?:now\s+|all\s+)?"
        r"(?:complete|completed|settled|closed|done)\b"
        r"|(?<=\bnot\s)complete\b"
        r"|\b(?:cash\s?back|payout|payment|issuance)\s+completed?\b|\ball\s+(?:set|sorted|clear|settled|paid|done)\b"
        r"|\bin\s+(?:your|their|the\s+customer['’]s)\s+(?:account|wallet|bank)\b"
        r"|^\W*(?:paid|issued|credited|settled|done|completed?)[^\w:]*$",
        Evidence.is_settled,
        negated=Evidence.is_open,
        unless_before=_OF_AN_ANSWER,
    ),
    # Without an amount before it, "baaki hai" says that something is left.
    _claim(
        r"(?<!\u25ae\s)(?<!\u25ae\sabhi\s)(?<!\u25ae\sab\sbhi\s)\b(?:kuch\s+(?:cash\s?back\s+)?(?:abhi\s+)?)?ba+[kq]i\s+(?:hai|hain)\b"
        r"|(?<!\u25ae\s)(?<!\u25ae\sअभी\s)(?<!\u25ae\sअभी\sभी\s)(?:कुछ\s+(?:कैशबैक\s+)?(?:अभी\s+)?)?(?:बाकी|बाक़ी|शेष)\s+है",
        Evidence.is_open,
    ),
    # What no fact is about.
    _claim(
        r"\bthere\s+(?:is|are|was|were)\s+(?:not\s+)?(?:much\s+)?(?:more\b(?!\s+than\s+is\s+shown)|(?:an?|the)\s+(?:second|third)\b|also\b)"
        r"|(?:\bnot|n['’]t)\s+(?:a\s+)?part\s+of\b|(?:\bnot|n['’]t)\s+(?:been\s+)?(?:ordered|placed)\b"
        r"|\b(?:items?|orders?|products?|articles?|shipments?)\s+(?:is|are|was|were)\s+(?:now\s+|already\s+)?(?:with|on|in|at|separate|here|there)\b"
        r"|\b(?:records?|amounts?|figures?|values?|promise|cash\s?back|customer|claim)\b[^.;,]{0,12}\b(?:not|n['’]t)\s+(?:right|correct|true|accurate)\b",
        _never,
    ),
    _claim(
        r"\b(?:cash\s?back|promise|issuance|it)\s+(?:is|was)\s+(?:only\s+)?(?:partial(?:ly)?\b(?!\s+\w+ed)|(?:a\s+)?part\b)",
        Evidence.is_open,
    ),
    _claim(r"^\W*(?:instal?lments?|gift\s?cards?)\s+(?:issued|granted)\W*$", Evidence.has_given),
    # Who has it, or where it is, without a figure.
    _claim(
        r"\bit\s+is\s+(?:now\s+)?(?:on|with|in)\s+(?:the|your|a|gift|you|them)\b"
        r"|\bcard\s+(?:par|mein|me)\s+h|कार्ड\s+(?:में|पर)\s+ह"
        r"|\b(?:rest|remainder|balance|money|cash\s?back|amount)\s+(?:is|are)\s+(?:now\s+|already\s+|also\s+)?(?:on|in|with|at|there|here|yours)\b"
        r"|\b(?:you|they|customer|buyer|user)\s+(?:now\s+|already\s+|also\s+|do\s+)?(?:have|has|can\s+see)\s+(?:the|your|their|it|that|this|some|more)\b"
        r"(?!\s+questions?)",
        Evidence.is_settled,
        unless_before=CONDITIONAL,
    ),
    # What became of it.
    _claim(
        r"\b(?:fail(?:ed|s|ure)|unsuccessful(?:ly)?|declined|bounced|asafal)\b|\bdid\s*n[o'’]t\s+go\s+through|\bdid\s+not\s+go\s+through|असफल",
        _has_failed,
        unless_before=_OF_A_LOOKUP,
    ),
    _claim(r"\bcancel(?:l?ed|lation)\b|\bvoided\b|\bcancel\s+(?:ho|kar)\b|रद्द", _has_cancelled),
    _claim(
        r"\bexpires?\b|\bexpir(?:ing|y)\b",
        lambda e: _has_expired(e) or bool(e.labelled(Label.EXPIRES_ON)),
        negated=_never,
    ),
    _claim(r"\bexpired\b|\blapsed?\b|\bended\b|समाप्त\s+हो|\bkhatam\s+ho", _has_expired),
    _claim(
        r"\breturned\b(?!\s+(?:no|nothing|an?\b|results?|from))|\ba\s+return\b",
        _reason(Reason.ITEM_RETURNED),
        unless_before=_OF_A_LOOKUP,
    ),
    _claim(
        rf"\ball\s+of\s+(?:it|this|that)\s+{_IS}\s+(?:been\s+)?(?:reversed|taken\s+back)\b",
        Evidence.has_whole_reversal,
    ),
    _claim(
        rf"\b{_ALL}\s+(?:\w+\s+)?{_IS}\s+(?:been\s+)?(?:reversed|taken\s+back)\b",
        lambda e: e.has_reversal() and not any(e.amounts(Label.GRANTED)),
    ),
    _claim(
        r"\brevers(?:ed|als?)\b|वापस|\bclawed\s+back|\btaken\s+back|\bdeducted\b|\brevoked\b|\bwapas\s+l",
        Evidence.has_reversal,
    ),
    _claim(
        r"\bcap\b[^.;]{0,30}\breached|\breached\b[^.;]{0,20}\b(?:cap|limit|maximum)|\blimit\s+(?:was\s+|has\s+been\s+|is\s+)?reached"
        r"|\bcapped\b|\bhit\s+(?:the|its)\s+(?:cap|limit)",
        _reason(Reason.CAP_REACHED),
    ),
    _claim(
        rf"(?:\bnot|n['’]t)\s+(?:yet\s+)?(?:been\s+)?(?:{_SHIP})\b|\bunshipped\b|\b(?:a?waiting)\s+(?:for\s+)?(?:shipment|dispatch|"
        rf"shipping|the\s+shipment)|\byet\s+to\s+(?:be\s+)?{_SHIP}\b|\b(?:kuch\s+items?\s+)?(?:ship|shipped|dispatch)\s+nah[ii]n?\b|(?:कुछ\s+आइटम\s+)?शिप\s+नहीं",
        _reason(Reason.AWAITING_SHIPMENT),
        unless_before=CONDITIONAL,
    ),
    # "The item has shipped" names none, and is heard of all.
    _claim(
        r"\b(?:all|every|remaining|rest|other|both)\b[^.;,]{0,30}\b(?:shipped|dispatched)\b"
        r"|^\W*(?:(?:the|your)\s+)?(?:items?|orders?|products?|shipments?)\s+(?:has|have|is|are|was|were)\s+"
        r"(?:(?:been|now|already|also)\s+){0,3}(?:shipped|dispatched)\b"
        r"|^\W*(?:items?|order|product|saman)\s+(?:bhi\s+|ab\s+)?ship\s+ho\s+(?:gay|chuk)[aei]"
        r"|^\W*(?:आइटम|ऑर्डर)\s+शिप\s+हो\s+(?:गय|चुक)",
        _all_shipped,
        negated=_reason(Reason.AWAITING_SHIPMENT),
        unless_before=CONDITIONAL,
    ),
    _claim(
        r"\b(?:shipped|dispatched)\b|\bship\s+ho\s+(?:gay|chuk)[aei]|शिप\s+हो\s+(?:गय|चुक)",
        _has_shipped,
        unless_before=CONDITIONAL,
    ),
    _claim(r"\bdelivered\b", _never, unless_before=CONDITIONAL),
    _claim(
        r"(?:\bnot|n['’]t)\s+(?:yet\s+)?(?:been\s+)?(?:revealed|scratched|opened)\b|\bun(?:revealed|scratched|opened)\b|\breveal\s+nah[ii]n?\b|स्क्रैच\s+नहीं",
        _reason(Reason.SCRATCH_CARD_UNREVEALED),
    ),
    _claim(r"\b(?:revealed|scratched)\b", lambda e: bool(e.labelled(Label.REVEALED_ON)), unless_before=CONDITIONAL),
    _claim(
        r"\bin\s+pro(?:gress|cess)\b|\bbeing\s+(?:processed|issued|paid)\b|\bunderway\b|\bprocessing\b", _is_in_progress
    ),
    _claim(r"\brefund(?:ed|s)?\b|\breimburse(?:d|ment)\b", _never),
)
