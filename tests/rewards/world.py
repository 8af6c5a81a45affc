"""Rows for tests: each builder gives one valid row, and a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.contract import Benefit
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import fold
from rewards.stores.base import LoadableRow, RowLoader
from rewards.stores.rows import EventRow, LineItemRow, PedRow, parse_row

ORDER = "404-0000001-0000001"
CUSTOMER = "CUST-1"
STRANGER = "CUST-2"
KEY = {"businessReferenceId": ORDER, "promotionId": "PROMO-1", "benefitId": "BEN-1"}
START = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
NOW = START + timedelta(days=20)


def day(number: float) -> str:
    """Return an instant so many days after ``START``, as rows write it."""
    return (START + timedelta(days=number)).isoformat()


def at(number: float) -> datetime:
    return START + timedelta(days=number)


def ped_raw(**changes: Any) -> dict[str, Any]:
    row = {
        **KEY,
        "customerId": CUSTOMER,
        "promotionName": "Promotion",
        "benefitType": "INSTANT_CASHBACK",
        "eligibleMinor": 10000,
        "currency": "INR",
        "benefitIssuanceStatus": "PENDING",
        "lastUpdatedTime": day(0),
        "createdAt": day(0),
    }
    return _without_none(row | changes)


def item_raw(item: str = "LI-1", **changes: Any) -> dict[str, Any]:
    row = {
        **KEY,
        "lineItemId": item,
        "eligibleMinor": 10000,
        "issuedMinor": 0,
        "currency": "INR",
        "status": "PENDING",
        "updatedAt": day(0),
    }
    return _without_none(row | changes)


def event_raw(event: str = "E-1", kind: str = "ISSUED", amount: int = 1500, **changes: Any) -> dict[str, Any]:
    row = {
        **KEY,
        "eventId": event,
        "type": kind,
        "customerId": CUSTOMER,
        "amountMinor": amount,
        "currency": "INR",
        "eventTime": day(1),
    }
    return _without_none(row | changes)


def ped(**changes: Any) -> PedRow:
    return parse_row(PedRow, ped_raw(**changes))


def item(name: str = "LI-1", **changes: Any) -> LineItemRow:
    return parse_row(LineItemRow, item_raw(name, **changes))


def event(name: str = "E-1", kind: str = "ISSUED", amount: int = 1500, **changes: Any) -> EventRow:
    return parse_row(EventRow, event_raw(name, kind, amount, **changes))


def evidence(
    *events: EventRow,
    ped_rows: tuple[PedRow, ...] | None = (),
    items: tuple[LineItemRow, ...] | None = (),
    events_complete: bool = True,
) -> Evidence:
    """Return an order's evidence; None is a source that did not answer."""
    return Evidence(ORDER, ped=ped_rows, items=items, events=events, events_complete=events_complete)


def benefit_of(found: Evidence) -> Benefit:
    """Fold evidence of one benefit."""
    (promotion,) = fold(found, as_of=NOW).promotions
    (benefit,) = promotion.benefits
    return benefit


def load(store: RowLoader, *rows: tuple[str, dict[str, Any]]) -> None:
    """Load raw rows, each with the letter of its database: p, l or e."""
    store.load([LoadableRow(row=parse_row(_MODELS[kind], raw), raw=raw) for kind, raw in rows])


_MODELS: dict[str, type[PedRow | LineItemRow | EventRow]] = {"p": PedRow, "l": LineItemRow, "e": EventRow}


def _without_none(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
