"""When it may be stated that records disagree, or that they agree."""

from datetime import timedelta

from evals.menu_oracle.checked_statement import CheckedStatement, Table
from evals.menu_oracle.fold import BenefitTruth, instant
from evals.menu_oracle.worlds import Row

table = Table()


@table.rule("conflict.eligibleDiffers")
def _eligible_differs(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    tracked = sum(row["eligibleMinor"] for row in benefit.comparable)
    shown = checked.amount("tracked_promised")
    return (
        bool(benefit.ped and benefit.comparable)
        and benefit.promised != tracked
        and shown in (None, (tracked, benefit.currency))
    )


@table.rule("conflict.issuedDiffers")
def _issued_differs(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    tracked = sum(row["issuedMinor"] for row in benefit.comparable)
    shown = checked.amount("tracked_issued")
    return (
        bool(benefit.comparable)
        and benefit.issued not in (None, tracked)
        and shown in (None, (tracked, benefit.currency))
    )


@table.rule("conflict.pedRowMissing")
def _ped_missing(checked: CheckedStatement) -> bool:
    return checked.benefit.ped_answered and checked.benefit.ped is None


@table.rule("conflict.itemClosedWithoutEvent")
def _closed_without_event(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    closed = [row for row in benefit.rows if row["status"] in ("CANCELLED", "RETURNED")]
    return any(not _closing(benefit, row) for row in closed)


def _closing(benefit: BenefitTruth, row: Row) -> list[Row]:
    """Return the events that may have closed an item: for it, for its shipment, or without a target."""
    issued = {event["eventId"]: event for event in benefit.of_type("ISSUED")}
    found = []
    for event in benefit.of_type("REVERSED", "CANCELLED", "EXPIRED"):
        named = (
            event
            if event.get("lineItemId") or event.get("shipmentId")
            else issued.get(event.get("reversesEventId"), event)
        )
        is_item = named.get("lineItemId") in (None, row["lineItemId"])
        is_shipment = named.get("shipmentId") in (None, row.get("shipmentId"))
        if is_item and is_shipment:
            found.append(event)
    return found


@table.rule("conflict.ownerDiffers")
def _owner_differs(checked: CheckedStatement) -> bool:
    own = checked.truth.world
    rows = [r for r in (*own.ped, *own.events) if r["businessReferenceId"] == checked.benefit.order]
    keyed = [r for r in rows if (r["promotionId"], r["benefitId"]) == checked.benefit.key]
    owners = {r["customerId"] for r in rows if r in own.ped} or {r["customerId"] for r in rows}
    return any(r["customerId"] != min(owners) for r in keyed)


@table.rule("conflict.eventTypeUnknown")
def _newer_type(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.newer_types)


@table.rule("conflict.eventContentDiffers")
def _contested(checked: CheckedStatement) -> bool:
    return checked.benefit.contested


@table.rule("conflict.reversalWithoutIssuance")
def _parked(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.parked) and checked.benefit.log_answered


@table.rule("conflict.reversalAboveIssuance")
def _capped(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    asked = {
        event["eventId"]: event["amountMinor"] for event in benefit.of_type("REVERSED") if event not in benefit.parked
    }
    got = {part.event["eventId"]: part.amount for part in benefit.reversed_parts}
    return any(got.get(event, 0) < minor for event, minor in asked.items())


@table.rule("conflict.currencyDiffers")
def _currencies(checked: CheckedStatement) -> bool:
    return (
        len({row["currency"] for row in (*checked.benefit.rows, *checked.benefit.events)} | {checked.benefit.currency})
        > 1
    )


@table.rule("conflict.remainingBelowZero")
def _below_zero(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return any(raw < 0 and -raw > (benefit.over_issued or 0) for raw in benefit.raw_remaining)


def _used_of(benefit: BenefitTruth, row: Row) -> tuple[int, int]:
    """Return the most that events may have issued, and issued and closed, for an item or its shipment."""
    issued = used = 0
    for event in benefit.of_type("ISSUED", "CANCELLED", "EXPIRED"):
        by_item = event.get("lineItemId") == row["lineItemId"]
        by_shipment = bool(event.get("shipmentId")) and event["shipmentId"] == row.get("shipmentId")
        if by_item or by_shipment:
            used += event["amountMinor"]
            issued += event["amountMinor"] if event["type"] == "ISSUED" else 0
    return issued, used


@table.rule("conflict.itemOverIssued")
def _item_over_issued(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return any(_used_of(benefit, row)[0] > row["eligibleMinor"] for row in benefit.rows)


@table.rule("conflict.itemClosedTwice")
def _item_closed_twice(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return any(_used_of(benefit, row)[1] > row["eligibleMinor"] for row in benefit.rows)


@table.rule("conflict.remainingDiffers")
def remaining_differs(checked: CheckedStatement) -> bool:
    """The open items cannot be shown to add up to what remains, or more was closed than was promised."""
    benefit = checked.benefit
    if any(raw < 0 for raw in benefit.raw_remaining):
        return True
    left = [benefit.left_of(row) for row in benefit.comparable if row["status"] not in ("CANCELLED", "RETURNED")]
    return bool(benefit.comparable) and (None in left or sum(found or 0 for found in left) not in benefit.remaining)


@table.rule("conflict.statusWithoutEvents")
def _status_without_events(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.unproven_ending) and not checked.benefit.events


@table.rule("conflict.statusEventMissing")
def _status_event_missing(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.unproven_ending) and bool(checked.benefit.events)


@table.rule("conflict.eventInFuture")
def _in_future(checked: CheckedStatement) -> bool:
    return any(instant(e["eventTime"]) > checked.truth.world.now + timedelta(minutes=5) for e in checked.benefit.events)


@table.rule("conflict.reversalBeforeIssuance")
def _reversed_before(checked: CheckedStatement) -> bool:
    issued = {event["eventId"]: event for event in checked.benefit.of_type("ISSUED")}
    parts = [p for p in checked.benefit.of_type("REVERSED") if p.get("reversesEventId") in issued]
    return any(instant(p["eventTime"]) < instant(issued[p["reversesEventId"]]["eventTime"]) for p in parts)


@table.rule("conflict.issuedEventMissing")
def _issued_missing(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return benefit.says_issued_elsewhere and not benefit.holds_money and bool(benefit.events) and benefit.log_answered


@table.rule("unknown.older_records")
def _older(checked: CheckedStatement) -> bool:
    """Only where no event exists; a customer only learns that the amounts are unknown."""
    benefit = checked.benefit
    is_unproven = benefit.says_issued_elsewhere and not benefit.holds_money and benefit.log_answered
    return is_unproven and (checked.for_customer or not benefit.events)


@table.rule("conflict.other")
def _other(checked: CheckedStatement) -> bool:
    return True  # a code of a newer service: only states that records disagree


@table.rule("conflict.none")
def agree(checked: CheckedStatement) -> bool:
    rules = {name: rule for name, rule in table.rules.items() if name.startswith("conflict.")}
    doubtful = {"conflict.none", "conflict.other", "conflict.remainingDiffers", *ROUGH}
    return checked.benefit.is_summable and not any(
        rule(checked) for name, rule in rules.items() if name not in doubtful
    )


# For events without a target, these rules only decide whether there may be such a conflict.
ROUGH = (
    "conflict.itemOverIssued",
    "conflict.itemClosedTwice",
    "conflict.eligibleDiffers",
    "conflict.remainingBelowZero",
)
