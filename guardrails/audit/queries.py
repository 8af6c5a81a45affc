"""Which records of the audit log a lookup asks for, decided on the raw line first: most lines of a log are others'."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.identity.tokens import Role
from guardrails.audit.record import AuditRecord

# The clocks of several processes differ, so the records of a log are only almost in the order of their times.
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Records in a half-open window, of one account, about one customer, or both. ``customer`` is a keyed hash."""

    start: datetime
    end: datetime
    account: str | None = None
    customer: str | None = None

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Texts that the line of every record in question contains."""
        account = None if self.account is None else f'"subject":{json.dumps(self.account, ensure_ascii=False)}'
        return tuple(text.encode() for text in (account, self.customer) if text is not None)

    def matches(self, record: AuditRecord) -> bool:
        """Whether a record is asked for.

        It is about a customer if it names them, if their orders were searched, or if they asked themselves.
        """
        if not self.start <= datetime.fromisoformat(record.at) < self.end:
            return False
        is_customer = record.role == Role.CUSTOMER
        if self.account is not None and (is_customer or record.subject != self.account):
            return False
        names = {record.customer, record.resource, *([record.subject] if is_customer else [])}
        return self.customer is None or self.customer in names
