"""What single facts about a benefit may be: the instants and the counts of each label, from the rows alone."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.naive_records import cards, cards_by_event
from evals.oracles.world_rows import Row, instant

# The types of the events that a day may come from.
_OF_EVENTS = {
    "issuedOn": ("ISSUED",),
    "attemptedOn": ("ISSUE_FAILED",),
    "reversedOn": ("REVERSED",),
    "closedOn": ("CANCELLED", "EXPIRED"),
}
_OF_PED = {"revealedOn": "revealedAt", "expiresOn": "expiresAt"}
_OPEN = {"PENDING", "SHIPPED", "FAILED"}  # items whose cashback is still to come


def instants(naive: NaiveBenefit, label: str) -> set[datetime]:
    """Return the instants that a day of this label may stand for; empty for a label of no benefit."""
    if label in _OF_EVENTS:
        return {instant(row["eventTime"]) for row in naive.of_type(*_OF_EVENTS[label])}
    ped = [naive.ped] if naive.ped else []
    if label in _OF_PED:
        return set(_of(ped, _OF_PED[label]))
    if label == "recordedOn":
        return {*_of(ped, "benefitIssuanceTime", "lastUpdatedTime"), *_of(naive.items, "updatedAt")}
    if label == "createdOn":
        return _created(naive, ped)
    return set()


def _created(naive: NaiveBenefit, ped: list[Row]) -> set[datetime]:
    """As recorded; else by the earliest event, and by the last update where there is none."""
    if recorded := set(_of(ped, "createdAt")):
        return recorded
    return {*_of(ped, "reservedAt", "lastUpdatedTime"), *(instant(row["eventTime"]) for row in naive.events)}


def _of(rows: list[Row], *names: str) -> Iterator[datetime]:
    return (instant(row[name]) for row in rows for name in names if row.get(name))


def counts(naive: NaiveBenefit, now: datetime, zone: tzinfo) -> Mapping[str, set[int]]:
    """Return the allowed values of each count of a benefit."""
    taken: dict[str, int] = {}
    for _, issued, amount in naive.reversals:
        taken[issued["eventId"]] = taken.get(issued["eventId"], 0) + amount
    issued_rows = naive.of_type("ISSUED")
    kept = sum(taken.get(row["eventId"], 0) < row["amountMinor"] for row in issued_rows)
    deadline = _of([naive.ped] if naive.ped else [], "expiresAt")
    return {
        "installmentCount": {kept},
        "cardCount": {len(cards_by_event(naive)), len(cards(naive))},
        "openItemCount": {sum(row["status"] in _OPEN and not _is_closed(naive, row) for row in naive.items)},
        "daysLeft": {_days_left(at, now, zone) for at in deadline},
    }


def _is_closed(naive: NaiveBenefit, item: Row) -> bool:
    """Whether events of this very item account for all that it was due, whatever its row still says."""
    events = naive.of_type("ISSUED", "CANCELLED", "EXPIRED")
    closed = sum(row["amountMinor"] for row in events if row.get("lineItemId") == item["lineItemId"])
    return bool(0 < item["eligibleMinor"] <= closed)


def _days_left(deadline: datetime, now: datetime, zone: tzinfo) -> int:
    """Return the days from today to the deadline; tomorrow is one day away."""

    def day(at: datetime) -> date:
        return at.astimezone(zone).date()

    return (day(deadline) - day(now)).days
