"""When statements of reasons, unknowns, excesses and next steps are true."""

from evals.menu_oracle.checked_statement import CheckedStatement, Table, texts, value
from evals.menu_oracle.conflicts import ROUGH, agree, remaining_differs
from evals.menu_oracle.conflicts import table as conflicts
from evals.menu_oracle.fold import BenefitTruth, instant
from evals.menu_oracle.history import at, is_called
from evals.menu_oracle.items import may_be_scratched
from evals.menu_oracle.position import is_remaining
from evals.menu_oracle.worlds import Row

table = Table()


def may_be_open(benefit: BenefitTruth) -> bool:
    """Whether something may still be issued."""
    return bool(benefit.remaining - {0})


def is_open(benefit: BenefitTruth) -> bool:
    """Whether something more than a rounding remainder is certainly still due."""
    return bool(benefit.remaining) and min(benefit.remaining) > 0


def closers(benefit: BenefitTruth, failure: Row) -> list[Row]:
    """Return the later events that may have closed the sum of a failed attempt: those whose target may be the same."""
    found = []
    for event in benefit.of_type("ISSUED", "CANCELLED", "EXPIRED"):
        targets = [(event.get(name), failure.get(name)) for name in ("lineItemId", "shipmentId")]
        is_other_item = None not in targets[0] and targets[0][0] != targets[0][1]
        if instant(event["eventTime"]) >= instant(failure["eventTime"]) and not is_other_item:
            found.append(event)
    return found


def open_failures(benefit: BenefitTruth) -> list[Row]:
    """Return the failed attempts whose sums no event can have closed."""
    return [failure for failure in benefit.of_type("ISSUE_FAILED") if not closers(benefit, failure)]


@table.rule("reason.failed")
def _failed(checked: CheckedStatement) -> bool:
    """An attempt failed and its sum is still due. An amount that is named is due in full."""
    benefit = checked.benefit
    failures = benefit.of_type("ISSUE_FAILED")
    by_tracker = any(row["status"] == "FAILED" and benefit.left_of(row) != 0 for row in benefit.rows)
    if "amount" in checked.slots or "day" in checked.slots:
        named = [
            f for f in open_failures(benefit) if checked.amount("amount") in (None, (f["amountMinor"], f["currency"]))
        ]
        return any(checked.at("day") in (None, at(f)) for f in named) and may_be_open(benefit)
    return (bool(failures) or by_tracker or benefit.unproven_ending == "FAILED") and may_be_open(benefit)


@table.rule("failure.none")
def _no_failure(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    by_tracker = any(row["status"] == "FAILED" for row in benefit.rows)
    is_said = benefit.unproven_ending == "FAILED" or (by_tracker and is_open(benefit))
    return benefit.log_answered and not benefit.of_type("ISSUE_FAILED") and not is_said


@table.rule("failure.over")
def _failure_over(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    failures = benefit.of_type("ISSUE_FAILED")
    is_known = benefit.is_summable and not [f for f in open_failures(benefit) if is_open(benefit)]
    named = [f for f in failures if checked.amount("amount") in (None, (f["amountMinor"], f["currency"]))]
    return is_known and any(checked.at("day") in (None, at(f)) for f in named)


@table.rule("reason.in_progress")
def _in_progress(checked: CheckedStatement) -> bool:
    """The whole rest is in progress: no part of it waits for a shipment, a scratch card or a retry."""
    benefit = checked.benefit
    waits = [r for r in benefit.rows if r["status"] in ("PENDING", "FAILED") and benefit.left_of(r) not in (0, None)]
    return may_be_open(benefit) and not waits and not benefit.is_unrevealed


@table.rule("reason.cancelled_sum")
def _cancelled_sum(checked: CheckedStatement) -> bool:
    is_sum = checked.is_amount("amount", checked.benefit.cancelled, checked.benefit.currency) and bool(
        checked.benefit.cancelled
    )
    return is_sum and _is_closure(checked, "CANCELLED")


def _is_closure(checked: CheckedStatement, kind: str) -> bool:
    """Whether day, reason and item of a sum are those of its only event; with several events none is named."""
    events = checked.benefit.of_type(kind)
    named = {name for name in ("day", "code", "title") if name in checked.slots}
    if len(events) != 1:
        return not named
    (event,) = events
    rows = [row for row in checked.benefit.rows if row["lineItemId"] == event.get("lineItemId")]
    is_title = "title" not in named or any(is_called(checked.benefit, checked.slots["title"], row) for row in rows)
    is_code = "code" not in named or value(checked.slots["code"]) == f"reason_code.{event.get('reasonCode')}"
    return (
        checked.at("day") in (None, at(event))
        and is_code
        and is_title
        and not (checked.for_customer and "code" in named)
    )


@table.rule("reason.expired_sum")
def _expired_sum(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    by_deadline = checked.at("day") == benefit.expires_at and benefit.is_past_expiry and "title" not in checked.slots
    is_sum = checked.is_amount("amount", benefit.expired, benefit.currency) and bool(benefit.expired)
    return is_sum and (by_deadline or _is_closure(checked, "EXPIRED"))


@table.rule("reason.expired")
def _expired(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    is_said = benefit.of_type("EXPIRED") or benefit.unproven_ending == "EXPIRED" or benefit.is_past_expiry
    return bool(is_said) and (
        "day" not in checked.slots or (checked.at("day") == benefit.expires_at and benefit.is_past_expiry)
    )


@table.rule("reason.cancelled")
def _cancelled(checked: CheckedStatement) -> bool:
    by_tracker = any(row["status"] == "CANCELLED" for row in checked.benefit.rows)
    return by_tracker or bool(checked.benefit.of_type("CANCELLED")) or checked.benefit.unproven_ending == "CANCELLED"


def _has_code(benefit: BenefitTruth, code: str) -> bool:
    return any(event.get("reasonCode") == code for event in benefit.of_type("CANCELLED", "REVERSED"))


@table.rule("reason.item_returned")
def _item_returned(checked: CheckedStatement) -> bool:
    rows = [row for row in checked.benefit.rows if row["status"] == "RETURNED"]
    title = checked.slots.get("title")
    by_event = _has_code(checked.benefit, "ITEM_RETURNED")
    return any(is_called(checked.benefit, title, row) for row in rows) if title else bool(rows) or by_event


@table.rule("reason.cap_reached")
def _cap(checked: CheckedStatement) -> bool:
    return _has_code(checked.benefit, "CAP_REACHED")


@table.rule("cancellation.none")
def _not_cancelled(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    by_tracker = any(row["status"] == "CANCELLED" for row in benefit.rows)
    return benefit.cancelled == 0 and not by_tracker and benefit.unproven_ending != "CANCELLED"


@table.rule("reason.rounding")
def _rounding(checked: CheckedStatement) -> bool:
    """A remainder below one minor unit per item, and nothing else due."""
    benefit = checked.benefit
    shares = sum(row["eligibleMinor"] for row in benefit.comparable)
    gap = abs((benefit.promised or 0) - shares)
    is_small = bool(benefit.comparable) and (0 < gap < len(benefit.comparable) or min(benefit.remaining, default=9) < 5)
    return is_remaining(checked) and checked.is_amount("remaining", 0, benefit.currency) and is_small


# -- excess


@table.rule("excess.over_issued")
def _over_issued(checked: CheckedStatement) -> bool:
    return checked.is_amount("excess", checked.benefit.over_issued, checked.benefit.currency) and bool(
        checked.benefit.over_issued
    )


@table.rule("excess.over_issued_unknown")
def _over_issued_unknown(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.over_issued)


@table.rule("excess.duplicate")
def _duplicate(checked: CheckedStatement) -> bool:
    return bool(duplicates(checked.benefit))


def duplicates(benefit: BenefitTruth) -> list[tuple[Row, Row]]:
    """Return the pairs of issuances with equal amounts whose targets may be the same; neither is fully reversed."""
    taken = {target: sum(part.amount for part in found) for target, found in benefit.reversal.items()}
    standing = [event for event in benefit.of_type("ISSUED") if taken.get(event["eventId"], 0) < event["amountMinor"]]
    pairs = [(a, b) for place, a in enumerate(standing) for b in standing[place + 1 :]]
    return [(a, b) for a, b in pairs if a["amountMinor"] == b["amountMinor"] and _may_be_one(a, b)]


def _may_be_one(a: Row, b: Row) -> bool:
    return all(None in (a.get(n), b.get(n)) or a[n] == b[n] for n in ("lineItemId", "shipmentId"))


@table.rule("excess.none")
def _no_excess(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    sums = checked.is_amount("promised", benefit.promised, benefit.currency) and checked.is_amount(
        "granted", benefit.granted, benefit.currency
    )
    return sums and not benefit.over_issued


# -- next steps


@table.rule("next.raise_failed")
def _raise(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    by_tracker = any(row["status"] == "FAILED" and benefit.left_of(row) != 0 for row in benefit.rows)
    return (
        benefit.unproven_ending == "FAILED"
        or by_tracker
        or (bool(benefit.of_type("ISSUE_FAILED")) and may_be_open(benefit))
    )


@table.rule("next.scratch")
def _scratch(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    is_day = "day" not in checked.slots or checked.at("day") == benefit.expires_at
    return benefit.is_unrevealed and may_be_scratched(benefit) and is_day


@table.rule("next.check_payment")
def _check(checked: CheckedStatement) -> bool:
    return not checked.benefit.is_summable and not checked.truth.world.down


@table.rule("next.check_excess")
def _check_excess(checked: CheckedStatement) -> bool:
    return bool(checked.benefit.over_issued) or _duplicate(checked)


@table.rule("next.keep_open")
def _keep_open(checked: CheckedStatement) -> bool:
    """Complete: nothing remains, and no records disagree."""
    return (
        checked.benefit.remaining != {0}
        or not agree(checked)
        or _duplicate(checked)
        or bool(checked.benefit.excess)
        or bool(checked.benefit.foreign)
        or remaining_differs(checked)
        or any(conflicts.rules[name](checked) for name in ROUGH)
    )


@table.rule("next.may_close")
def _may_close(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return 0 in benefit.remaining and not benefit.excess and len(checked.of_order) == 1 and agree(checked)


@table.rule("next.nothing_to_do")
def _nothing_to_do(checked: CheckedStatement) -> bool:
    """The rest waits for items that have not shipped, and for no action by the customer."""
    benefit = checked.benefit
    waiting = any(row["status"] == "PENDING" and benefit.left_of(row) != 0 for row in benefit.rows)
    return waiting and not benefit.is_unrevealed and benefit.remaining != {0}


# -- the records


@table.rule("record.created")
def _created(checked: CheckedStatement) -> bool:
    return checked.at("day") == checked.benefit.created_at


@table.rule("record.created_unknown")
def _created_unknown(checked: CheckedStatement) -> bool:
    """Every source that could have it answered, and none does."""
    return checked.benefit.ped_answered and checked.benefit.log_answered and checked.benefit.created_at is None


@table.rule("record.promotion")
def _promotion(checked: CheckedStatement) -> bool:
    name = checked.promotion_of(checked.benefit)
    if "promotion" in checked.slots:
        return value(checked.slots["promotion"]) == name
    return "unnamed" in checked.slots and name is None and checked.benefit.ped_answered


@table.rule("record.sources")
def _sources(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    source = value(checked.slots["source"])
    is_source = source == ("source.ped" if benefit.ped else "source.lineItems") and benefit.promised is not None
    named = texts(checked.slots.get("events"), "code")
    return is_source and (not named or sorted(named) == sorted(e["eventId"] for e in benefit.of_type("ISSUED")))
