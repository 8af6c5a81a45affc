"""When a reason, a doubt, a conflict or a next step may be stated."""

from tests.statements.oracle.conflicts import ROUGH, agree, remaining_differs
from tests.statements.oracle.conflicts import table as conflicts
from tests.statements.oracle.fold import BenefitTruth, instant
from tests.statements.oracle.history import at, is_called
from tests.statements.oracle.items import may_be_scratched
from tests.statements.oracle.position import is_remaining
from tests.statements.oracle.told import Table, Told, texts, value
from tests.statements.worlds import Row

table = Table()


def may_be_open(benefit: BenefitTruth) -> bool:
    """Whether something may still come."""
    return bool(benefit.remaining - {0})


def is_open(benefit: BenefitTruth) -> bool:
    """Whether something is still to come for certain, more than a rest of rounding."""
    return bool(benefit.remaining) and min(benefit.remaining) > 0


def closers(benefit: BenefitTruth, failure: Row) -> list[Row]:
    """Return what may have made up for a failed attempt: what closed a sum later, of a target that may be its own."""
    found = []
    for event in benefit.of_type("ISSUED", "CANCELLED", "EXPIRED"):
        targets = [(event.get(name), failure.get(name)) for name in ("lineItemId", "shipmentId")]
        is_other_item = None not in targets[0] and targets[0][0] != targets[0][1]
        if instant(event["eventTime"]) >= instant(failure["eventTime"]) and not is_other_item:
            found.append(event)
    return found


def open_failures(benefit: BenefitTruth) -> list[Row]:
    """Return the attempts that nothing can have made up for."""
    return [failure for failure in benefit.of_type("ISSUE_FAILED") if not closers(benefit, failure)]


@table.rule("reason.failed")
def _failed(told: Told) -> bool:
    """An attempt failed and is not made up for. An amount that is named is still due, whole."""
    benefit = told.benefit
    failures = benefit.of_type("ISSUE_FAILED")
    by_tracker = any(row["status"] == "FAILED" and benefit.left_of(row) != 0 for row in benefit.rows)
    if "amount" in told.slots or "day" in told.slots:
        named = [
            f for f in open_failures(benefit) if told.amount("amount") in (None, (f["amountMinor"], f["currency"]))
        ]
        return any(told.at("day") in (None, at(f)) for f in named) and may_be_open(benefit)
    return (bool(failures) or by_tracker or benefit.unproven_ending == "FAILED") and may_be_open(benefit)


@table.rule("failure.none")
def _no_failure(told: Told) -> bool:
    benefit = told.benefit
    by_tracker = any(row["status"] == "FAILED" for row in benefit.rows)
    is_said = benefit.unproven_ending == "FAILED" or (by_tracker and is_open(benefit))
    return benefit.log_answered and not benefit.of_type("ISSUE_FAILED") and not is_said


@table.rule("failure.over")
def _failure_over(told: Told) -> bool:
    benefit = told.benefit
    failures = benefit.of_type("ISSUE_FAILED")
    is_known = benefit.is_summable and not [f for f in open_failures(benefit) if is_open(benefit)]
    named = [f for f in failures if told.amount("amount") in (None, (f["amountMinor"], f["currency"]))]
    return is_known and any(told.at("day") in (None, at(f)) for f in named)


@table.rule("reason.in_progress")
def _in_progress(told: Told) -> bool:
    """All of the rest is in progress: no part of it waits for an item to ship, a card, or a retry."""
    benefit = told.benefit
    waits = [r for r in benefit.rows if r["status"] in ("PENDING", "FAILED") and benefit.left_of(r) not in (0, None)]
    return may_be_open(benefit) and not waits and not benefit.is_unrevealed


@table.rule("reason.cancelled_sum")
def _cancelled_sum(told: Told) -> bool:
    is_sum = told.is_amount("amount", told.benefit.cancelled, told.benefit.currency) and bool(told.benefit.cancelled)
    return is_sum and _is_closure(told, "CANCELLED")


def _is_closure(told: Told, kind: str) -> bool:
    """Whether day, reason and item beside a sum are those of its only event; with several none is named."""
    events = told.benefit.of_type(kind)
    named = {name for name in ("day", "code", "title") if name in told.slots}
    if len(events) != 1:
        return not named
    (event,) = events
    rows = [row for row in told.benefit.rows if row["lineItemId"] == event.get("lineItemId")]
    is_title = "title" not in named or any(is_called(told.benefit, told.slots["title"], row) for row in rows)
    is_code = "code" not in named or value(told.slots["code"]) == f"reason_code.{event.get('reasonCode')}"
    return told.at("day") in (None, at(event)) and is_code and is_title and not (told.for_customer and "code" in named)


@table.rule("reason.expired_sum")
def _expired_sum(told: Told) -> bool:
    benefit = told.benefit
    by_deadline = told.at("day") == benefit.expires_at and benefit.is_past_expiry and "title" not in told.slots
    is_sum = told.is_amount("amount", benefit.expired, benefit.currency) and bool(benefit.expired)
    return is_sum and (by_deadline or _is_closure(told, "EXPIRED"))


@table.rule("reason.expired")
def _expired(told: Told) -> bool:
    benefit = told.benefit
    is_said = benefit.of_type("EXPIRED") or benefit.unproven_ending == "EXPIRED" or benefit.is_past_expiry
    return bool(is_said) and (
        "day" not in told.slots or (told.at("day") == benefit.expires_at and benefit.is_past_expiry)
    )


@table.rule("reason.cancelled")
def _cancelled(told: Told) -> bool:
    by_tracker = any(row["status"] == "CANCELLED" for row in told.benefit.rows)
    return by_tracker or bool(told.benefit.of_type("CANCELLED")) or told.benefit.unproven_ending == "CANCELLED"


def _has_code(benefit: BenefitTruth, code: str) -> bool:
    return any(event.get("reasonCode") == code for event in benefit.of_type("CANCELLED", "REVERSED"))


@table.rule("reason.item_returned")
def _item_returned(told: Told) -> bool:
    rows = [row for row in told.benefit.rows if row["status"] == "RETURNED"]
    title = told.slots.get("title")
    by_event = _has_code(told.benefit, "ITEM_RETURNED")
    return any(is_called(told.benefit, title, row) for row in rows) if title else bool(rows) or by_event


@table.rule("reason.cap_reached")
def _cap(told: Told) -> bool:
    return _has_code(told.benefit, "CAP_REACHED")


@table.rule("cancellation.none")
def _not_cancelled(told: Told) -> bool:
    benefit = told.benefit
    by_tracker = any(row["status"] == "CANCELLED" for row in benefit.rows)
    return benefit.cancelled == 0 and not by_tracker and benefit.unproven_ending != "CANCELLED"


@table.rule("reason.rounding")
def _rounding(told: Told) -> bool:
    """A rest below one minor unit an item, and nothing else to come."""
    benefit = told.benefit
    shares = sum(row["eligibleMinor"] for row in benefit.comparable)
    gap = abs((benefit.promised or 0) - shares)
    is_small = bool(benefit.comparable) and (0 < gap < len(benefit.comparable) or min(benefit.remaining, default=9) < 5)
    return is_remaining(told) and told.is_amount("remaining", 0, benefit.currency) and is_small


# -- too much


@table.rule("excess.over_issued")
def _over_issued(told: Told) -> bool:
    return told.is_amount("excess", told.benefit.over_issued, told.benefit.currency) and bool(told.benefit.over_issued)


@table.rule("excess.over_issued_unknown")
def _over_issued_unknown(told: Told) -> bool:
    return bool(told.benefit.over_issued)


@table.rule("excess.duplicate")
def _duplicate(told: Told) -> bool:
    return bool(duplicates(told.benefit))


def duplicates(benefit: BenefitTruth) -> list[tuple[Row, Row]]:
    """Return the pairs of issuances of one amount whose targets may be the same; neither was taken back whole."""
    taken = {target: sum(part.amount for part in found) for target, found in benefit.taken_back.items()}
    standing = [event for event in benefit.of_type("ISSUED") if taken.get(event["eventId"], 0) < event["amountMinor"]]
    pairs = [(a, b) for place, a in enumerate(standing) for b in standing[place + 1 :]]
    return [(a, b) for a, b in pairs if a["amountMinor"] == b["amountMinor"] and _may_be_one(a, b)]


def _may_be_one(a: Row, b: Row) -> bool:
    return all(None in (a.get(n), b.get(n)) or a[n] == b[n] for n in ("lineItemId", "shipmentId"))


@table.rule("excess.none")
def _no_excess(told: Told) -> bool:
    benefit = told.benefit
    sums = told.is_amount("promised", benefit.promised, benefit.currency) and told.is_amount(
        "granted", benefit.granted, benefit.currency
    )
    return sums and not benefit.over_issued


# -- next steps


@table.rule("next.raise_failed")
def _raise(told: Told) -> bool:
    benefit = told.benefit
    by_tracker = any(row["status"] == "FAILED" and benefit.left_of(row) != 0 for row in benefit.rows)
    return (
        benefit.unproven_ending == "FAILED"
        or by_tracker
        or (bool(benefit.of_type("ISSUE_FAILED")) and may_be_open(benefit))
    )


@table.rule("next.scratch")
def _scratch(told: Told) -> bool:
    benefit = told.benefit
    is_day = "day" not in told.slots or told.at("day") == benefit.expires_at
    return benefit.is_unrevealed and may_be_scratched(benefit) and is_day


@table.rule("next.check_payment")
def _check(told: Told) -> bool:
    return not told.benefit.is_summable and not told.truth.world.down


@table.rule("next.check_excess")
def _check_excess(told: Told) -> bool:
    return bool(told.benefit.over_issued) or _duplicate(told)


@table.rule("next.keep_open")
def _keep_open(told: Told) -> bool:
    """Finished is what nothing remains of, and over which no records disagree."""
    return (
        told.benefit.remaining != {0}
        or not agree(told)
        or _duplicate(told)
        or bool(told.benefit.excess)
        or bool(told.benefit.foreign)
        or remaining_differs(told)
        or any(conflicts.rules[name](told) for name in ROUGH)
    )


@table.rule("next.may_close")
def _may_close(told: Told) -> bool:
    benefit = told.benefit
    return 0 in benefit.remaining and not benefit.excess and len(told.of_order) == 1 and agree(told)


@table.rule("next.nothing_to_do")
def _nothing_to_do(told: Told) -> bool:
    """The rest waits for items that have not shipped, and for nothing that the customer could do."""
    benefit = told.benefit
    waiting = any(row["status"] == "PENDING" and benefit.left_of(row) != 0 for row in benefit.rows)
    return waiting and not benefit.is_unrevealed and benefit.remaining != {0}


# -- the records


@table.rule("record.created")
def _created(told: Told) -> bool:
    return told.at("day") == told.benefit.created_at


@table.rule("record.created_unknown")
def _created_unknown(told: Told) -> bool:
    """Every record that could hold it answered, and none does."""
    return told.benefit.ped_answered and told.benefit.log_answered and told.benefit.created_at is None


@table.rule("record.promotion")
def _promotion(told: Told) -> bool:
    name = told.promotion_of(told.benefit)
    return value(told.slots["promotion"]) == name if "promotion" in told.slots else name is None and _is_whole(told)


def _is_whole(told: Told) -> bool:
    """Whether the record that would hold a name answered."""
    return told.benefit.ped_answered and "unnamed" in told.slots


@table.rule("record.sources")
def _sources(told: Told) -> bool:
    benefit = told.benefit
    source = value(told.slots["source"])
    is_source = source == ("source.ped" if benefit.ped else "source.lineItems") and benefit.promised is not None
    named = texts(told.slots.get("events"), "code")
    return is_source and (not named or sorted(named) == sorted(e["eventId"] for e in benefit.of_type("ISSUED")))
