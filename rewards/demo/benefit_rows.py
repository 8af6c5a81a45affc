"""The rows of one generated benefit, recorded as its story unfolds, in the format of each database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rewards.demo.people import Customer

Row = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """The data shared by all benefits of one order."""

    business_reference_id: str
    customer: Customer
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a promotion promises."""

    promotion_id: str
    promotion_name: str
    benefit_id: str
    benefit_type: str


@dataclass
class BenefitDraft:
    """One benefit: its tracker rows and events so far, and the PED row that results from them."""

    order: Order
    offer: Offer
    eligible_minor: int
    items: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> dict[str, Any]:
        return {
            "businessReferenceId": self.order.business_reference_id,
            "promotionId": self.offer.promotion_id,
            "benefitId": self.offer.benefit_id,
            "currency": "INR",
        }

    def add_item(self, **row: Any) -> dict[str, Any]:
        """Add a tracker row and return it; it may still be changed."""
        self.items.append({**self.key, "issuedMinor": 0, "status": "PENDING", **row})
        return self.items[-1]

    def add_event(self, kind: str, amount_minor: int, at: datetime, **more: Any) -> str:
        """Add an event and return its id."""
        event_id = f"EVT-{self.order.business_reference_id}-{self.offer.benefit_id}-{len(self.events)}"
        fields: dict[str, Any] = {"eventId": event_id, "type": kind, "customerId": self.order.customer.customer_id}
        fields |= {"amountMinor": amount_minor, "eventTime": at.isoformat()}
        self.events.append({**self.key, **fields, **more})
        return event_id

    @property
    def issuances(self) -> list[dict[str, Any]]:
        """The issuances, ordered by time."""
        issued = (event for event in self.events if event["type"] == "ISSUED")
        return sorted(issued, key=lambda event: str(event["eventTime"]))

    def ped(self, **more: Any) -> dict[str, Any]:
        """Return the PED row: only the last issuance, and the time of the last change."""
        row = {
            **self.key,
            "customerId": self.order.customer.customer_id,
            "promotionName": self.offer.promotion_name,
            "benefitType": self.offer.benefit_type,
            "eligibleMinor": self.eligible_minor,
            "benefitIssuanceStatus": "RESERVED",
            "lastUpdatedTime": max(event["eventTime"] for event in self.events),
            **self.order.customer.contact(),
        }
        if issuances := self.issuances:
            last = issuances[-1]
            row |= {"benefitIssuanceStatus": "ISSUED", "benefitIssuanceTime": last["eventTime"], "gcId": last["gcId"]}
        return row | more

    def rows(self, ped: dict[str, Any], *, has_events: bool) -> Iterator[Row]:
        """Yield all rows, grouped by database."""
        yield "ped", ped
        yield from (("lineItems", item) for item in self.items)
        if has_events:
            yield from (("concessions", event) for event in self.events)
