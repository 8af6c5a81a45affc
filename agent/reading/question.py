"""What is read out of one question, without any look-up."""

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
    HANDOFF = "handoff"  # a human is asked for, and nothing else
    OFF_TOPIC = "offTopic"


class RefusedRequest(StrEnum):
    """What is asked for and cannot be given."""

    WRITE = "write"
    PERSONAL_DATA = "personalData"
    OFF_TOPIC = "offTopic"


@dataclass(frozen=True, slots=True)
class BenefitChoice:
    """The benefit that is meant: all of a type, or the first, second ... of it (1-based, -1 is the last).

    Without a type it is the first, second ... promotion of the order: "and the second offer?".
    """

    benefit_type: str | None  # as on record: INSTANT_CASHBACK, SCRATCH_CARD, GIFT_CARD, POINTS
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question as read.

    ``topics`` is everything that is asked for; empty means the whole story. ``orders`` are canonical ids in order of
    mention, with those that "the first one" or "both" stands for. ``days`` are closed, inclusive and in the zone of
    the one who asks; they are set only where they date cashback or an order. ``bounds`` are the same days as asked for,
    open sides kept.
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
    customers: tuple[str, ...] = ()  # named by their ids, in order of mention
    days: Days | None = None
    bounds: DayRange | None = None
    are_days_of_issue: bool = False  # "what came on 8 November": the order may be older
    may_be_days_of_issue: bool = False  # "cashback for 8 November": of the order, or of what came
    claims: tuple[Money, ...] = ()
    benefit: BenefitChoice | None = None
    installment: int | None = None  # 1-based, -1 is the last
    item_words: tuple[str, ...] = ()  # small letters; may name a line item: "water", "bottle"
    promotion_words: tuple[str, ...] = ()  # small letters; name a promotion: "diwali", "cashback"
    promotion_days: Days | None = None  # of the festival in it, for where no promotion on record has that name
    is_yes_no: bool = False
    has_greeting: bool = False  # it begins with a greeting, whatever else it asks
    is_short: bool = False  # "just tell me", "in one line"
    is_follow_up: bool = False  # it goes on about what was spoken of before
    wants_history: bool = False
    wants_other: bool = False  # "the other order": none of those spoken of last
    wants_latest: bool = False
    wants_both: bool = False
    wants_all_orders: bool = False  # a list, a summary or totals over the case
    wants_handoff: bool = False
    language: str = "en"  # BCP 47 tag of a language of ``language/``

    @property
    def customer_id(self) -> str | None:
        """The customer that is named first."""
        return self.customers[0] if self.customers else None

    @property
    def has_invalid_reference(self) -> bool:
        """Whether something was named that cannot be: to look something else up would answer another question."""
        return self.has_malformed_order or self.has_impossible_day


MARKETPLACE_ORDER = r"\d{3}-\d{7}-\d{7}"
TRANSACTION = r"[A-Z]\d{2}-\d{8}-\d{5}"
CUSTOMER = r"CUST-[A-Z0-9]{1,40}"


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The setting of one turn. It holds nothing that the one who asks may not see.

    Patterns match a whole id, without regard to case; they are tried on at most 80 characters and have to be
    linear-time.
    """

    now: datetime
    zone: tzinfo
    role: Role
    customer_id: str | None
    case_id: str | None
    recent_orders: tuple[str, ...] = ()  # of the last answered turn of this conversation
    earlier_orders: tuple[str, ...] = ()  # of the turns before that, the latest first
    listed_orders: tuple[str, ...] = ()  # that the last turn offered to choose from
    last_question: str = ""
    locale: str = "en-IN"  # of the one who asks
    known_orders: frozenset[str] = frozenset()  # ids on record in scope
    order_id_patterns: tuple[str, ...] = (MARKETPLACE_ORDER, TRANSACTION)
    customer_id_patterns: tuple[str, ...] = (CUSTOMER,)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
