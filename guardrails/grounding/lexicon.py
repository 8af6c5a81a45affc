"""The words that say what a figure is of, and the one table of which label they fit."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from tools.result import Label


class Concept(Enum):
    """What a word near a figure says of it."""

    PROMISE = auto()
    GRANT = auto()  # net of reversals: what the customer has
    ISSUE = auto()  # gross: what was once handed out
    NOT_GIVEN = auto()  # "not issued", "yet to be credited"
    REMAIN = auto()
    PENDING = auto()
    PROCESS = auto()  # "is issued when the items ship": how it goes, not what happened
    REVERSE = auto()
    CANCEL = auto()
    EXPIRE = auto()
    OVER = auto()
    FAIL = auto()
    INSTALLMENT = auto()
    CLAIM = auto()  # "you mentioned"
    CREATE = auto()
    REVEAL = auto()
    SEARCH = auto()
    RECORD = auto()  # "recorded": in older records, without an event to prove it
    SHIP = auto()  # no fact is of the day of a shipment
    DENIED = auto()  # "was never promised", "does not remain": fits nothing


C = Concept
_GIVEN = frozenset({C.GRANT, C.ISSUE})

# A label's figure may stand with these words and with no other of ``MONEY_CONCEPTS``.
FITS: dict[Label, frozenset[Concept]] = {
    Label.PROMISED: frozenset({C.PROMISE}),
    Label.GRANTED: _GIVEN,
    Label.REMAINING: frozenset({C.REMAIN, C.PENDING, C.NOT_GIVEN, C.PROCESS, C.FAIL}),
    Label.ISSUED: frozenset({C.ISSUE}),
    Label.REVERSED: frozenset({C.REVERSE}),
    Label.PENDING: frozenset({C.PENDING, C.NOT_GIVEN, C.PROCESS}),
    Label.CANCELLED: frozenset({C.CANCEL}),
    Label.EXPIRED: frozenset({C.EXPIRE}),
    Label.OVER_ISSUED: frozenset({C.OVER}),
    Label.INSTALLMENT: _GIVEN | {C.INSTALLMENT},
    Label.ATTEMPTED: frozenset({C.FAIL, C.NOT_GIVEN}),
    Label.RECORDED: frozenset({C.RECORD}),
    Label.ITEM_PROMISED: frozenset({C.PROMISE, C.PROCESS}),
    Label.ITEM_ISSUED: _GIVEN,
    # Of these only set sentences speak.
    Label.TRACKED_PROMISED: frozenset(),
    Label.TRACKED_ISSUED: frozenset(),
    # Of dates only the nearest word before counts.
    Label.ISSUED_ON: _GIVEN | {C.INSTALLMENT, C.SEARCH},
    Label.ATTEMPTED_ON: frozenset({C.FAIL, C.NOT_GIVEN}),
    Label.RECORDED_ON: frozenset({C.RECORD}),
    Label.REVERSED_ON: frozenset({C.REVERSE}),
    Label.CREATED_ON: frozenset({C.CREATE, C.PROMISE, C.SEARCH}),
    Label.REVEALED_ON: frozenset({C.REVEAL}),
    Label.EXPIRES_ON: frozenset({C.EXPIRE}),
    Label.WINDOW_FROM: frozenset({C.SEARCH, C.CREATE}),
    Label.WINDOW_TO: frozenset({C.SEARCH, C.CREATE}),
    Label.ASKED_FROM: frozenset(),
    Label.ASKED_TO: frozenset(),
}
MONEY_CONCEPTS = frozenset(C) - {C.CLAIM, C.CREATE, C.REVEAL, C.SEARCH, C.SHIP}
DATE_CONCEPTS = _GIVEN | {C.NOT_GIVEN, C.REVERSE, C.CREATE, C.PROMISE, C.REVEAL, C.EXPIRE, C.SEARCH, C.FAIL, C.SHIP}
# Totals of a benefit: one of their words must be there, for without it a reader takes the figure for another.
NEEDS_WORDS = frozenset(
    {
        Label.PROMISED,
        Label.GRANTED,
        Label.REMAINING,
        Label.ISSUED,
        Label.REVERSED,
        Label.PENDING,
        Label.CANCELLED,
        Label.EXPIRED,
        Label.OVER_ISSUED,
    }
)

# What is handed out, in the forms that say it happened.
ISSUED_WORDS = (
    r"issued|paid(?:\s+out)?|credited|sent|given|disbursed|released|deposited|transferred|added|"
    r"distributed|di(?:ya|ye|yi|gayi|gaya)|bhej[aie]|jama|दि(?:या|ए|ये)|दी|भेजा|जमा"
)
_HINDI_RECEIVED = r"mil\s+(?:gay[aei]|chuk[aei])|mila|mile|mili|aaya|aayi|मिल(?:ा|े|ी|\s+(?:गया|गए|गई|चुका))|आया"
GRANTED_WORDS = rf"granted|received?|receives|got|gotten|arrived|{_HINDI_RECEIVED}"
GIVEN_WORDS = rf"(?:{ISSUED_WORDS}|{GRANTED_WORDS}|settled|refunded)"
CONDITION = r"(?:only\s+)?(?:when|once|as(?:\s+soon\s+as)?|after|if|whenever|jab)\b"
_ENGLISH_NOT = r"not|n['’]t|cannot|never|(?<!order\s)(?<!case\s)no(?!\.)|none|nothing|neither|without"
NEGATION = rf"(?:{_ENGLISH_NOT}|nahi|nahin|nahii|na|नहीं|ना)"
REPORTER = r"you|your|they|customer|user|caller|buyer|aap|aapne"
REPORTED = (
    r"mention(?:ed|s)?|claim(?:ed|s)?|say|says|said|told|stated?|states|wrote|reported|reports?|asked|ask|kaha|bataya"
)

_ITEM_NOUN = r"(?=\s+(?:\w+\s+)?(?:items?|products?|shipments?|articles?|units?|saman)\b)"
_UNDENIED = (C.RECORD, C.NOT_GIVEN, C.CLAIM, C.CREATE, C.REVEAL, C.SEARCH, C.SHIP, C.PROCESS, C.FAIL)
_WORDS: tuple[tuple[Concept | None, str], ...] = (
    # Read but without a meaning for a figure.
    (None, rf"(?:remaining|pending|outstanding|other|rest\s+of\s+the){_ITEM_NOUN}"),
    (None, r"(?:a?waiting)\s+(?:for\s+)?(?:the\s+)?(?:shipment|dispatch|shipping)"),
    # What is to come is for the check of promises to judge.
    (None, rf"(?:will|shall|would|should)\s+(?:\w+ly\s+)?(?:be\s+)?(?:{ISSUED_WORDS}|{GRANTED_WORDS})"),
    (None, r"due\s+to\b|(?:promised|eligible|pending|granted|received)\s+(?=by\b)"),
    (
        C.OVER,
        r"over[\s-]?issued|over[\s-]?paid|(?:issued|paid|granted|given)\s+too\s+much|too\s+much|in\s+excess|extra",
    ),
    (
        C.GRANT,
        r"(?:went|gone|goes)\s+out|made\s+it|(?:is|are)\s+(?:\w+\s+)?with\s+(?:you|them|the\s+customer)|yours|ha(?:s|ve)\s+come",
    ),
    (C.OVER, r"more\s+(?:was|were|has\s+been)\s+(?:issued|paid|granted)\s+than"),
    (C.PROCESS, rf"(?:is|are|gets?)\s+(?:then\s+)?(?:{ISSUED_WORDS}|granted)(?=\s+{CONDITION})"),
    (C.DENIED, rf"(?:cannot|can['’]t|can\s+not)\s+(?:be\s+)?(?:{ISSUED_WORDS}|{GRANTED_WORDS})"),
    (
        C.NOT_GIVEN,
        rf"(?:yet|still|left|remains?|due)\s+to\s+(?:be\s+)?(?:{ISSUED_WORDS}|{GRANTED_WORDS}|issue|pay|credit|come|arrive)"
        rf"|to\s+be\s+(?:{ISSUED_WORDS}|granted)|un(?:paid|issued|credited)|not[\s-]issued",
    ),
    (C.PROMISE, r"promised?|promises|eligib(?:le|ility)|entitled|offered|wa+da|wade|vaada|waada|वा(?:दा|दे)"),
    (C.PROMISE, r"mil(?:na|ne)\s+(?:tha|thi|the|wal[aei])|मिलना\s+था"),
    (C.ISSUE, ISSUED_WORDS),
    (C.GRANT, GRANTED_WORDS),
    (
        C.REMAIN,
        r"remain(?:s|ed|ing|der)?|left(?:\s?over)?|rest|due|dues|outstanding|balance|owed|owing|missing|short\s+by|shortfall|"
        r"still\s+open|to\s+come|leav(?:es|ing)(?!\s+\S+\s+granted)|ba+ki|bach[aie]|shesh|बा(?:की|क़ी)|शेष|बच(?:ा|े|ी)",
    ),
    (C.PENDING, r"pending|reserved|in\s+pro(?:gress|cess)|being\s+processed|on\s+hold|awaiting|waiting|लंबित"),
    (C.REVERSE, r"revers(?:ed|al|als)|clawed\s+back|taken\s+back|withdrawn|deducted|recovered|revoked|wapas|वापस"),
    (C.CANCEL, r"cancel(?:l?ed|lation)|voided|radd|रद्द"),
    (C.EXPIRE, r"expire[ds]?|expiry|expires|lapsed?|expiring|ended|ends|khatam|समाप्त"),
    (C.FAIL, r"fail(?:ed|s|ure)?|unsuccessful|rejected|attempts?(?:\s+was\s+made)?|asafal|असफल"),
    (C.INSTALLMENT, r"instal?lments?|tranches?|kist(?:en|on|o)?|किस्त(?:ें|ों)?"),
    # Only a person's report: "the record says" is ours, and needs a fact.
    (
        C.CLAIM,
        rf"(?:{REPORTER})(?:['’](?:ve|s)|\s+(?:has|have|had|also|only|ne|who|who\s+has))*\s+(?:{REPORTED})|(?:{REPORTER})['’]?s?"
        r"\s+(?:claim|report|message|question)|according\s+to\s+(?:you|the\s+customer)|claim(?:ed|s)?",
    ),
    (
        C.CREATE,
        r"created|placed|ordered|applied|bought|purchased|transaction|order\s+date|dated|made|started|begun|began",
    ),
    (C.SHIP, r"shipped|ships|dispatched|delivered"),
    (C.RECORD, r"recorded"),
    (C.REVEAL, r"reveal(?:ed|s|ing)?|scratched|opened"),
    (C.SEARCH, r"between|from|search(?:ed|es)?|looked|window|period|found|since|until|till"),
)
# The look behind stands before the choice, not in it: most places of a text are no beginning of a word.
_CHOICE = "|".join(rf"(?P<c{i}>(?:{p})(?!\w))" for i, (_, p) in enumerate(_WORDS))
_LEXICON = re.compile(rf"(?<![\w-])(?:{_CHOICE})", re.IGNORECASE)
# "not only", "not known": the words after these are not denied.
_STOPS_NOT = r"only|just|know|known|sure|clear|say|tell|confirm|when|why|how|whether|if"
_A_NOT = rf"(?:(?<!\w)|(?<=\w)(?=n['’]t)){NEGATION}"
_DENIES = re.compile(_A_NOT, re.IGNORECASE)
_NEGATED = re.compile(
    rf"{_A_NOT}(?:\s+(?!{_STOPS_NOT})(?:\w+|\[\[f\d+\]\])){{0,3}}(?:\s+or(?:\s+been)?)?\s*$",
    re.IGNORECASE,
)
# "the promised cashback", as an adjective of no figure: it yields to the verb of its clause.
_ADJECTIVE = re.compile(r"\s+(?:cash\s?backs?|amounts?|sums?|rewards?|benefits?|value|total|money)\b", re.IGNORECASE)


def negation_before(text: str, start: int, *, reach: int = 0) -> int | None:
    """Give where the "not" begins that ``is_negated`` tells of."""
    match = _NEGATED.search(text, reach, start)
    return match.start() if match else None


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the lexicon where it stands. ``is_weak`` words count only where no other does."""

    start: int
    end: int
    concept: Concept
    is_weak: bool


def is_negated(text: str, start: int, *, reach: int = 0) -> bool:
    """Tell whether a "not" stands no more than three words before ``start``, and not before ``reach``."""
    return negation_before(text, start, reach=reach) is not None


def words_in(text: str, *, breaks: tuple[int, ...] = ()) -> list[Word]:
    """Give the words that say something of figures. A negation reaches no further than the last of ``breaks``."""
    words: list[Word] = []
    denies = _DENIES.search(text) is not None
    for match in _LEXICON.finditer(text):
        concept = _WORDS[int((match.lastgroup or "c0")[1:])][0]
        if concept is None:
            continue
        reach = max((b for b in breaks if b <= match.start()), default=0)
        if denies and is_negated(text, match.start(), reach=reach):
            concept = _negated(concept)
        is_weak = bool(_ADJECTIVE.match(text, match.end()))
        words.append(Word(match.start(), match.end(), concept, is_weak))
    return words


def _negated(concept: Concept) -> Concept:
    """Give what the word says under "not". A report, a search or a reveal that did not happen labels no figure."""
    if concept in (C.GRANT, C.ISSUE):
        return C.NOT_GIVEN
    return concept if concept in _UNDENIED else C.DENIED
