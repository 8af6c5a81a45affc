"""What a turn knows before anything is looked up: who asks, when, and what was spoken of before."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rewards.identity import Role


@dataclass(frozen=True, slots=True)
class Brief:
    """The setting of one turn. It holds nothing that the one who asks may not see."""

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

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()
