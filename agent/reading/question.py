"""What a question says, read without any lookup, and the context in which it is read."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from core.identity.tokens import Role
from core.money import Money
from language.days import DayRange, Days
from statements.topics import Topic


class Intent(StrEnum):
    EXPLAIN = "explain"  # a question about cashback
    GREETING = "greeting"
    THANKS = "thanks"
    HANDOFF = "handoff"  # asks for a human and nothing else
    OFF_TOPIC = "offTopic"
    OTHER_LANGUAGE = "otherLanguage"  # in a language without answers, naming no order


class RefusedRequest(StrEnum):
    """A request that the service declines."""

    WRITE = "write"
    PERSONAL_DATA = "personalData"
    OFF_TOPIC = "offTopic"


@dataclass(frozen=True, slots=True)
class BenefitChoice:
    """The benefits that are meant: all of a type, or the first, second ... of a type (1-based, -1 is the last).

    Without a type, ``ordinal`` counts the promotions of the order: "and the second offer?".
    """

    benefit_type: str | None  # as on record: INSTANT_CASHBACK, SCRATCH_CARD, GIFT_CARD, POINTS
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was read.

    ``topics`` is everything that is asked for; none means the whole story. ``orders`` are canonical ids in order of
    mention, including those that "the first one" or "both" refers to. ``days`` are inclusive on both sides and in the
    user's zone; they are set only where they refer to cashback or an order. ``bounds`` are the same days as asked for,
    with their open sides.
    """

    intent: Intent = Intent.EXPLAIN
    topics: frozenset[Topic] = frozenset()
    refusals: tuple[RefusedRequest, ...] = ()
    orders: tuple[str, ...] = ()
    excluded_orders: tuple[str, ...] = ()  # "not 404-..., but 171-..."
    endings: tuple[str, ...] = ()  # the last digits of orders
    card_endings: tuple[str, ...] = ()  # the last digits of gift cards
    has_malformed_order: bool = False
    has_impossible_day: bool = False
    customers: tuple[str, ...] = ()  # ids, in order of mention
    days: Days | None = None
    bounds: DayRange | None = None
    are_days_of_issue: bool = False  # "what was credited on 8 November": the order may be older
    may_be_days_of_issue: bool = False  # "cashback for 8 November": of the order or of the issuance
    claims: tuple[Money, ...] = ()
    benefit: BenefitChoice | None = None
    installment: int | None = None  # 1-based, -1 is the last
    item_words: tuple[str, ...] = ()  # lower case; may name a line item: "water", "bottle"
    promotion_words: tuple[str, ...] = ()  # lower case; name a promotion: "diwali", "cashback"
    promotion_days: Days | None = None  # of the festival in its name, in case no promotion has that name
    is_yes_no: bool = False
    has_greeting: bool = False  # contains a greeting, whatever else it asks
    is_short: bool = False  # "just tell me", "in one line"
    is_follow_up: bool = False  # continues the conversation without naming an order or a customer
    wants_history: bool = False
    wants_other: bool = False  # "the other order": none of the last turn's
    wants_latest: bool = False
    wants_both: bool = False
    wants_all_orders: bool = False  # a list, a summary or totals over the case
    wants_handoff: bool = False
    wants_worklist: bool = False  # a lead's question over customers: "which customers have failed cashback?"
    is_over_customers: bool = False  # with ``wants_worklist``: and about nobody in particular
    language: str = "en"  # BCP 47 tag of a language in ``language/``
    other_language: str = ""  # the tag of the question's own language, where that is none of them

    @property
    def customer_id(self) -> str | None:
        """The customer that is named first."""
        return self.customers[0] if self.customers else None

    @property
    def has_invalid_reference(self) -> bool:
        """Whether an order or a day named cannot exist: looking up anything else would answer another question."""
        return self.has_malformed_order or self.has_impossible_day


ORDER_ID_PATTERNS = (r"\d{3}-\d{7}-\d{7}", r"[A-Z]\d{2}-\d{8}-\d{5}")  # a marketplace order, a transaction
CUSTOMER = r"CUST-[A-Z0-9]{1,40}"


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What a turn knows before any lookup: who asks, when, and which orders the conversation was about.

    It holds nothing that the user may not see. Patterns match a whole id, ignoring case; they are tried on at most 80
    characters and must match in linear time.
    """

    now: datetime
    zone: tzinfo
    role: Role
    customer_id: str | None
    case_id: str | None
    recent_orders: tuple[str, ...] = ()  # of the last turn that was about any order
    earlier_orders: tuple[str, ...] = ()  # of the turns before that one, latest first
    listed_orders: tuple[str, ...] = ()  # offered as choices by the last turn
    last_question: str = ""
    locale: str = "en-IN"  # of the user
    known_orders: frozenset[str] = frozenset()  # ids on record in scope
    other_languages: frozenset[str] = frozenset()  # without answers; a question in one of them is recognised
    order_id_patterns: tuple[str, ...] = ORDER_ID_PATTERNS
    customer_id_patterns: tuple[str, ...] = (CUSTOMER,)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
