"""Build small worlds by hand and change one thing in them; rows and changes state only what matters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evals.menu_oracle.worlds import CUSTOMER, ZONE, Row, Turn, World

ORDER, ORDER_B = "404-1029384-5566778", "403-7700112-3344556"
Change = Callable[[World], World]
_KEY = {"businessReferenceId": ORDER, "promotionId": "PROMO-1", "benefitId": "BEN-1", "currency": "INR"}


def on(day: int, hour: int = 11) -> str:
    """Return an instant in November 2026 in the locale's zone; days beyond 30 are in December."""
    return (datetime(2026, 11, 1, hour, tzinfo=ZONE) + timedelta(days=day - 1)).isoformat()


def ped(eligible: int = 10000, **changes: Any) -> Row:
    row = {
        **_KEY,
        "customerId": CUSTOMER,
        "promotionName": "Diwali Cashback",
        "benefitType": "INSTANT_CASHBACK",
        "eligibleMinor": eligible,
        "benefitIssuanceStatus": "RESERVED",
        "lastUpdatedTime": on(5),
        "createdAt": on(5),
    }
    return _without_none(row | changes)


def item(name: str, due: int, status: str = "PENDING", **changes: Any) -> Row:
    row = {
        **_KEY,
        "lineItemId": name,
        "title": f"Title of {name}",
        "eligibleMinor": due,
        "issuedMinor": due if status == "ISSUED" else 0,
        "status": status,
        "updatedAt": on(5),
    }
    return _without_none(row | changes)


def event(name: str, kind: str, amount: int, day: int = 8, **changes: Any) -> Row:
    row = {
        **_KEY,
        "eventId": name,
        "type": kind,
        "customerId": CUSTOMER,
        "amountMinor": amount,
        "eventTime": on(day),
    }
    return _without_none(row | changes)


def reserved(amount: int = 10000, **changes: Any) -> Row:
    return event("RES", "RESERVED", amount, 5, **changes)


def issued(name: str, amount: int, day: int = 8, **changes: Any) -> Row:
    return event(name, "ISSUED", amount, day, **changes)


def reversal(name: str, of: str, amount: int, day: int = 15, **changes: Any) -> Row:
    return event(name, "REVERSED", amount, day, **{"reversesEventId": of, "reinstates": False} | changes)


def world(*rows: Row, down: tuple[str, ...] = (), **turn: Any) -> World:
    """Return the world with these rows, in which every order is looked up."""
    orders = tuple(dict.fromkeys([row["businessReferenceId"] for row in rows])) or (ORDER,)
    return plus(*rows)(World(orders=orders, down=frozenset(down), turn=Turn(**turn)))


# -- single changes


def plus(*rows: Row) -> Change:
    """Add rows."""

    def change(before: World) -> World:
        return before.changed(
            ped=before.ped + tuple(row for row in rows if "benefitType" in row),
            items=before.items + tuple(row for row in rows if "status" in row),
            events=before.events + tuple(row for row in rows if "eventId" in row),
        )

    return change


def without(name: str) -> Change:
    """Remove an event."""
    return lambda before: before.changed(events=tuple(row for row in before.events if row["eventId"] != name))


def alter(name: str, benefit: str = "BEN-1", order: str = ORDER, **changes: Any) -> Change:
    """Change fields of an event, of a line item, or of the promotion record (``ped``) of a benefit."""

    def changed(row: Row) -> Row:
        is_own = name in (row.get("eventId"), row.get("lineItemId") if "eventId" not in row else None)
        is_own = is_own or (name == "ped" and "benefitType" in row)
        is_own = is_own and row["benefitId"] == benefit and row["businessReferenceId"] == order
        return _without_none(row | changes) if is_own else row

    return lambda before: before.changed(
        ped=tuple(map(changed, before.ped)),
        items=tuple(map(changed, before.items)),
        events=tuple(map(changed, before.events)),
    )


def ask(**changes: Any) -> Change:
    """Change the turn."""
    return lambda before: before.changed(turn=replace(before.turn, **changes))


def sources_down(*names: str) -> Change:
    """Make exactly these sources fail."""
    return lambda before: before.changed(down=frozenset(names))


def later(days: int) -> Change:
    """Advance the clock."""
    return lambda before: before.changed(now=before.now + timedelta(days=days))


def no_rows(before: World) -> World:
    """Remove all rows; the orders are still asked for."""
    return before.changed(ped=(), items=(), events=())


def other(*rows: Row, benefit: str = "BEN-2", order: str = ORDER) -> tuple[Row, ...]:
    """Return the rows as rows of another benefit or order."""
    changes = {"benefitId": benefit, "businessReferenceId": order}
    ids = ({"eventId": f"{row['eventId']}-{benefit}-{order[:3]}"} if "eventId" in row else {} for row in rows)
    return tuple(row | changes | own for row, own in zip(rows, ids, strict=True))


def _without_none(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
