"""One customer with two orders for each deviation: one order with the row that deviates, and one without any fault."""

import json
from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.identity.tokens import Principal, Role
from tests.rewards.conftest import bearer
from tests.rewards.tolerance.deviations import Deviation, Effect
from tests.rewards.world import day, event_raw, item_raw, ped_raw

Rows = list[tuple[str, dict[str, Any]]]
_LETTERS = {"ped": "p", "lineItems": "l", "concessions": "e"}


@dataclass(frozen=True, slots=True)
class Case:
    """A deviation, and the numbers of its orders. The benefit BEN-1 has the row that deviates, BEN-2 does not."""

    number: int
    deviation: Deviation

    @property
    def order(self) -> str:
        return f"404-{self.number:07}-0000001"

    @property
    def other_order(self) -> str:
        return f"404-{self.number:07}-0000002"

    @property
    def customer(self) -> str:
        return f"CUST-{self.number}"

    @property
    def card(self) -> str:
        """The gift card of two events of BEN-1, one of which may deviate."""
        return f"GC-{self.number}-A"

    @property
    def caller(self) -> dict[str, str]:
        return bearer(
            Principal(role=Role.SUPPORT_AGENT, subject="agent-1", case_id="CASE-1", customer_id=self.customer)
        )

    @property
    def sound_row(self) -> dict[str, Any]:
        """The row that deviates, before it does."""
        return next(row for letter, row in self.rows() if letter == _LETTERS[self.deviation.table])

    @property
    def effect(self) -> Effect:
        return Effect.of(self.deviation, self.sound_row)

    def rows(self) -> Rows:
        """Return the rows of both orders; of each table, the first is the one that may deviate."""
        first = {"businessReferenceId": self.order, "benefitId": "BEN-1"}
        second = {"businessReferenceId": self.order, "benefitId": "BEN-2"}
        other = {"businessReferenceId": self.other_order, "benefitId": "BEN-1"}
        owner = {"customerId": self.customer}
        return [
            ("p", ped_raw(**first, **owner, gcId=self.card, benefitIssuanceTime=day(2), reservedAt=day(0))),
            ("p", ped_raw(**second, **owner, eligibleMinor=5000)),
            ("p", ped_raw(**other, **owner, eligibleMinor=7000)),
            ("l", item_raw(**first, issuedMinor=2000, shipmentId="SHP-1", title="Lamp")),
            ("l", item_raw("LI-2", **second, eligibleMinor=5000, issuedMinor=5000, status="ISSUED")),
            ("e", event_raw(self._event(1), amount=1500, eventTime=day(1), gcId=self.card, **first, **owner)),
            ("e", event_raw(self._event(2), amount=500, eventTime=day(2), gcId=self.card, **first, **owner)),
            ("e", event_raw(self._event(3), amount=5000, gcId=f"GC-{self.number}-B", **second, **owner)),
            ("e", event_raw(self._event(4), amount=700, **other, **owner)),
        ]

    def _event(self, number: int) -> str:
        return f"E-{self.number}-{number}"


def as_stored_json(value: Any) -> Any:
    """Return the JSON form in which v1 has a stored value."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return float(value) if isinstance(value, Decimal) else value


def compact(body: Any) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
