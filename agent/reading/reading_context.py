"""What a turn knows before anything is looked up: who asks, when, and what was spoken of before."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from core.identity.tokens import Role

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
