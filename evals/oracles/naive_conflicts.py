"""Which disagreements of the sources of a benefit must be reported, and which may be, from rows and the design alone.

Most follow from the rows without a choice: of these each must be there as often as the rows have it. How what events
leave of single items is counted leaves room (rule 15): such conflicts may be reported.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from evals.oracles.naive_details import lacks_issued_events
from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.naive_records import CLOCK_TOLERANCE
from evals.oracles.world_rows import Key, Row, Sources, instant, key_of

DUPLICATE = "equalIssuances"
OWNER = "ownerDiffers"
_KNOWN_TYPES = {"RESERVED", "ISSUED", "ISSUE_FAILED", "REVERSED", "CANCELLED", "EXPIRED"}
_ENDED_BY = {"CANCELLED": "CANCELLED", "EXPIRED": "EXPIRED", "FAILED": "ISSUE_FAILED"}
_CLOSED = {"RETURNED", "CANCELLED"}
_OPEN_TO_CHOICE = {"remainingBelowZero", "itemOverIssued", "itemClosedTwice", "remainingDiffers", DUPLICATE}
_CLOSE = timedelta(hours=1)


def required(naive: NaiveBenefit, now: datetime) -> Counter[str]:
    """Return how often each conflict must be reported; those of ``open_to_choice`` are not among them."""
    found = Counter([*_of_promise(naive), *_of_log(naive), *_of_times(naive, now), *_of_records(naive)])
    if naive.is_summable:
        found.update(_of_sums(naive))
    return found


def possible(naive: NaiveBenefit) -> set[str]:
    """Return the conflicts that may be reported beside the required ones."""
    if not naive.is_summable:
        return set()
    of_items = naive.comparable or not naive.items
    found = _OPEN_TO_CHOICE if of_items and naive.items else {"remainingBelowZero", DUPLICATE}
    return found if any(_equal_pairs(naive)) else found - {DUPLICATE}


def is_duplicate_certain(naive: NaiveBenefit) -> bool:
    """Whether two issuances must be suspected: without a tracker nothing can prove that both are right (rule 16)."""
    if not naive.is_summable or naive.items or naive.sources.items is None:
        return False
    return any(_is_suspicious(naive, *pair) for pair in _equal_pairs(naive))


def _is_suspicious(naive: NaiveBenefit, one: Row, other: Row) -> bool:
    """Without a target: on one card, or within an hour, or if more was issued than promised."""
    if _target(one) != _target(other):
        return False
    if _target(one) != (None, None):
        return True
    is_close = abs(instant(one["eventTime"]) - instant(other["eventTime"])) < _CLOSE
    return is_close or bool(naive.over_issued) or (bool(one.get("gcId")) and one.get("gcId") == other.get("gcId"))


def _equal_pairs(naive: NaiveBenefit) -> Iterator[tuple[Row, Row]]:
    """Issuances of one sum, none of them reversed in full, that do not name different items or shipments."""
    taken: Counter[str] = Counter()
    for _, issued, amount in naive.reversals:
        taken[issued["eventId"]] += amount
    standing = [row for row in naive.of_type("ISSUED") if taken[row["eventId"]] < row["amountMinor"]]
    for place, one in enumerate(standing):
        for other in standing[place + 1 :]:
            parts = zip(_target(one), _target(other), strict=True)
            if one["amountMinor"] == other["amountMinor"] and all(a == b or None in (a, b) for a, b in parts):
                yield one, other


def _target(row: Row) -> tuple[str | None, str | None]:
    return row.get("lineItemId") or None, row.get("shipmentId") or None


def _of_promise(naive: NaiveBenefit) -> Iterator[str]:
    if naive.ped is None and naive.sources.ped is not None:
        yield "pedRowMissing"
    elif naive.ped is not None and naive.comparable:
        difference = abs(naive.ped["eligibleMinor"] - sum(row["eligibleMinor"] for row in naive.comparable))
        if difference >= len(naive.comparable):  # less than a minor unit an item is rounding
            yield "eligibleDiffers"


def _of_log(naive: NaiveBenefit) -> Iterator[str]:
    currencies = {row["currency"] for row in (*naive.items, *naive.events)}
    yield from ["currencyDiffers"] * len(currencies - {naive.currency})
    yield from ["eventTypeUnknown"] * sum(row["type"] not in _KNOWN_TYPES for row in naive.events)
    yield from ["reversalWithoutIssuance"] * naive.pending_reversals


def _of_times(naive: NaiveBenefit, now: datetime) -> Iterator[str]:
    ahead = sum(instant(row["eventTime"]) > now + CLOCK_TOLERANCE for row in naive.events)
    yield from ["eventInFuture"] * ahead
    issued = {row["eventId"]: instant(row["eventTime"]) for row in naive.of_type("ISSUED")}
    for row in naive.of_type("REVERSED"):
        of = issued.get(str(row.get("reversesEventId")))
        if of is not None and instant(row["eventTime"]) < of:
            yield "reversalBeforeIssuance"


def _of_records(naive: NaiveBenefit) -> Iterator[str]:
    if lacks_issued_events(naive):
        yield "issuedEventMissing" if naive.events else "issuedWithoutEvents"
    ending = _ENDED_BY.get((naive.ped or {}).get("benefitIssuanceStatus", ""))
    is_answered = naive.sources.events is not None
    if ending and is_answered and not naive.of_type("ISSUED", ending):
        yield "statusEventMissing" if naive.events else "statusWithoutEvents"


def _of_sums(naive: NaiveBenefit) -> Iterator[str]:
    yield from ["reversalAboveIssuance"] * sum(amount < row["amountMinor"] for row, _, amount in naive.reversals)
    tracked = sum(row["issuedMinor"] for row in naive.comparable)
    if naive.comparable and tracked != naive.total("ISSUED"):
        yield "issuedDiffers"
    closed = [row for row in naive.items if row["status"] in _CLOSED]
    yield from ["itemClosedWithoutEvent"] * sum(not _is_closed_by_event(naive, row) for row in closed)


def _is_closed_by_event(naive: NaiveBenefit, item: Row) -> bool:
    """Whether an event takes back or ends a sum of the item, of its shipment, or of the whole benefit (rule 4)."""
    issued = {row["eventId"]: row for row in naive.of_type("ISSUED")}
    for row in naive.of_type("REVERSED", "CANCELLED", "EXPIRED"):
        named = row if _target(row) != (None, None) else issued.get(str(row.get("reversesEventId")), row)
        of_item, of_shipment = _target(named)
        if of_item in (None, item["lineItemId"]) and of_shipment in (None, item.get("shipmentId") or None):
            return True
    return False


def owner_of(sources: Sources) -> str | None:
    """Return the owner by PED, or by the events where PED has no row of the order."""
    return min(sources.owners or {row["customerId"] for row in sources.events or ()}, default=None)


def of_other_owners(sources: Sources) -> Counter[Key]:
    """Return how many conflicts about the owner each benefit has: one for each source that names another."""
    owner = owner_of(sources)
    strangers = {(key_of(row), source) for source, row in _named(sources) if row["customerId"] != owner}
    return Counter(key for key, _ in strangers)


def _named(sources: Sources) -> Iterable[tuple[str, Row]]:
    yield from (("ped", row) for row in sources.ped or ())
    yield from (("concessions", row) for row in sources.events or ())
