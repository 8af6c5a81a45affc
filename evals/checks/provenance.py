"""The records that a fact names are rows of its order and benefit, in the store that it says, and give its value."""

from collections.abc import Iterator, Mapping, Sequence

from evals.checks.world_state import AllowedValues, allowed_values
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.wire import Json, answer_of, minor, subject
from evals.oracles.world_rows import CONCESSIONS, LINE_ITEMS, PED, STORES, Row, key_of

# Where a value of each label is written down; a label that is not here may come from anywhere.
_STORES = {
    "promised": {PED, LINE_ITEMS},
    "granted": {CONCESSIONS},
    "issued": {CONCESSIONS},
    "reversed": {CONCESSIONS},
    "cancelled": {CONCESSIONS},
    "expired": {CONCESSIONS},
    "overIssued": {CONCESSIONS},
    "pending": {CONCESSIONS},
    "remaining": {PED, LINE_ITEMS, CONCESSIONS},
    "installment": {CONCESSIONS},
    "attempted": {CONCESSIONS},
    "closed": {CONCESSIONS},
    "itemPromised": {LINE_ITEMS},
    "itemTitle": {LINE_ITEMS},
    "trackedPromised": {LINE_ITEMS},
    "trackedIssued": {LINE_ITEMS},
    "openItemCount": {LINE_ITEMS},
    "promotionName": {PED},
    "createdOn": {PED},
    "revealedOn": {PED},
    "expiresOn": {PED},
    "issuedOn": {CONCESSIONS},
    "attemptedOn": {CONCESSIONS},
    "reversedOn": {CONCESSIONS},
    "closedOn": {CONCESSIONS},
}
_OF_THE_QUESTION = {"claimed", "windowFrom", "windowTo", "askedFrom", "askedTo"}
_DERIVED = "ledger"  # from several records together
_OF_TYPES = {
    "issued": ("ISSUED",),
    "cancelled": ("CANCELLED",),
    "expired": ("EXPIRED",),
    "closed": ("CANCELLED", "EXPIRED"),
}
# A record of this type says something else than the label, though it adds nothing to its sum.
_FOREIGN_TYPES = {"cancelled": "EXPIRED", "expired": "CANCELLED", "installment": "ISSUE_FAILED", "attempted": "ISSUED"}
_FACT = "{label} {display} of {order}"


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None or allowed is None:
        return
    for fact in answer["facts"]:
        order, promotion, benefit = subject(fact)
        what = f"{fact['label']} {fact['display']} of {order or 'several orders'}"
        named = [(source["source"], source["recordId"]) for source in fact["sources"]]
        for source, record in named:
            for problem in _named(fact, source, record, allowed):
                yield f"{what} names {record} of {source}, {problem}"
        if allowed.is_doubtful((promotion or "", benefit or "")):
            continue
        rows = [row for name in named for row in allowed.state.world.records.get(name, ())]
        total = _total(fact, rows)
        if rows and total is not None and total != minor(fact["value"]):
            yield f"{what} names records that give {total}"


def _named(fact: Json, source: str, record: str, allowed: AllowedValues) -> Iterator[str]:
    order, promotion, benefit = subject(fact)
    if source == "user":
        if fact["label"] not in _OF_THE_QUESTION:
            yield "and does not come from the question"
        return
    if source != _DERIVED and source not in STORES:
        yield "which is no source"
        return
    stores = _STORES.get(fact["label"])
    if benefit and stores is not None and source not in stores:
        yield f"and is written down in {' or '.join(sorted(stores))}"
    rows = _rows(record, source, allowed)
    if not rows:
        yield "which does not exist"
    elif order and any(row["businessReferenceId"] != order for row in rows):
        yield "which belongs to another order"
    elif benefit and any(key_of(row) != (promotion, benefit) for row in rows):
        yield "which belongs to another benefit"
    elif len(rows) == 1 and rows[0].get("type", "") == _FOREIGN_TYPES.get(fact["label"]):
        yield f"which is of type {rows[0]['type']}"


def _rows(record: str, source: str, allowed: AllowedValues) -> Sequence[Row]:
    """Return the rows of a record id: of one row, of a whole benefit, or of a whole order."""
    world = allowed.state.world
    if found := world.records.get((source, record)):
        return found
    order, *key = record.split("#")
    sources = world.orders.get(order)
    if sources is None:
        return ()
    rows = [*(sources.ped or ()), *(sources.items or ()), *(sources.events or ())]
    return [row for row in rows if not key or list(key_of(row)) == key]


def _total(fact: Json, rows: Sequence[Row]) -> int | None:
    """Return what the named records give for the label of a sum of one benefit; None for any other fact."""
    label = fact["label"]
    if fact["kind"] != "money" or fact["benefitId"] is None:
        return None
    if label == "promised" and all("benefitIssuanceStatus" in row for row in rows):
        return int(sum(row["eligibleMinor"] for row in rows))
    if label in _OF_TYPES:
        return _sum_of(rows, _OF_TYPES[label])
    if label == "reversed":
        return _taken(rows)
    return None


def _sum_of(rows: Sequence[Row], types: Sequence[str]) -> int:
    return int(sum(row["amountMinor"] for row in rows if row.get("type") in types))


def _taken(rows: Sequence[Row]) -> int | None:
    """Return what the named reversals take back of the named issuances; None if a reversal's issuance is not named."""
    left: Mapping[str, int] = {row["eventId"]: row["amountMinor"] for row in rows if row.get("type") == "ISSUED"}
    remaining, reversals = dict(left), [row for row in rows if row.get("type") == "REVERSED"]
    if not all(row.get("reversesEventId") in remaining for row in reversals):
        return None
    for row in reversals:
        remaining[row["reversesEventId"]] = max(0, remaining[row["reversesEventId"]] - row["amountMinor"])
    return sum(left.values()) - sum(remaining.values())
