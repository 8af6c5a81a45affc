"""What a message does, and the parts of its question that statements may be about."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.windows import Window
from tools.tool_outcome import Facts


class DialogueAct(StrEnum):
    """What a message does beside asking about records, or why nothing can be looked up for it."""

    GREETING = "greeting"
    THANKS = "thanks"
    OFF_TOPIC = "offTopic"
    WRITE = "write"  # asks for a change
    PERSONAL_DATA = "personalData"
    HANDOFF = "handoff"
    UPSET = "upset"
    MALFORMED_ORDER = "malformedOrder"
    IMPOSSIBLE_DAY = "impossibleDay"
    NO_ORDER = "noOrder"  # names nothing to look up
    NO_CUSTOMER = "noCustomer"  # names days, but no customer
    WORKLIST = "worklist"  # a lead's question over customers
    ORDER_UNKNOWN = "orderUnknown"  # describes an order that was not found


@dataclass(frozen=True, slots=True)
class AskedDetails:
    """The parts of the question that statements may be about. Its facts follow from the question alone."""

    acts: frozenset[DialogueAct] = frozenset()
    claims: tuple[str, ...] = ()  # fact ids
    days: Window | None = None  # the days of issuance that are asked about
    day_facts: Facts = field(default_factory=dict)  # ASKED_FROM, ASKED_TO
    orders: tuple[str, ...] = ()  # that the question names
    item_words: tuple[str, ...] = ()  # lower case; may name a line item
    not_looked_up: tuple[str, ...] = ()  # named, but beyond the limit of one turn
    other_language: str = ""  # the tag of the question's language, where an approved text answers in it
    candidates: tuple[str, ...] = ()  # orders between which the question does not decide
