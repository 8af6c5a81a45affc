"""When statements of sums are true: promised, granted, remaining, for a benefit, an order, several orders."""

from collections.abc import Iterable

from evals.menu_oracle.checked_statement import CheckedStatement, Table, amount, parts, value
from evals.menu_oracle.fold import BenefitTruth
from statements.statement import Slots, TermSlot

table = Table()


def is_position(checked: CheckedStatement) -> bool:
    """Whether promised, granted and remaining are those of the benefit, and the count is that of its installments."""
    benefit = checked.benefit
    currency = benefit.currency
    is_count = "count" not in checked.slots or checked.number("count") == standing(benefit)
    return (
        is_count
        and checked.is_amount("promised", benefit.promised, currency)
        and checked.is_amount("granted", benefit.granted, currency)
        and is_remaining(checked)
    )


def standing(benefit: BenefitTruth) -> int:
    """Return the number of installments that were issued and not fully reversed."""
    taken = {target: sum(p.amount for p in found) for target, found in benefit.reversal.items()}
    issued = benefit.of_type("ISSUED")
    return sum(not (taken.get(e["eventId"]) and taken[e["eventId"]] == e["amountMinor"]) for e in issued)


def is_remaining(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return checked.amount("remaining") in {(minor, benefit.currency) for minor in benefit.remaining}


def _sums(checked: CheckedStatement) -> tuple[int, int, int]:
    found = [checked.amount(name) for name in ("promised", "granted", "remaining")]
    promised, granted, remaining = (known[0] for known in found if known)
    return promised, granted, remaining


@table.rule("position.whole")
def _open(checked: CheckedStatement) -> bool:
    return is_position(checked) and _sums(checked)[2] > 0


@table.rule("answer.not_all")
def _part_issued(checked: CheckedStatement) -> bool:
    _, granted, remaining = _sums(checked)
    return is_position(checked) and granted > 0 and remaining > 0


@table.rule("answer.nothing_yet")
def _nothing_yet(checked: CheckedStatement) -> bool:
    _, granted, remaining = _sums(checked)
    return is_position(checked) and granted == 0 and remaining > 0


@table.rule("position.none_yet")
def _nothing_issued(checked: CheckedStatement) -> bool:
    promised, granted, remaining = _sums(checked)
    # "All of it remains": nothing of the promise was cancelled, expired or reversed for good.
    return is_position(checked) and granted == 0 and remaining == promised > 0


@table.rule("position.complete", "answer.all_granted")
def _all_issued(checked: CheckedStatement) -> bool:
    promised, granted, remaining = _sums(checked)
    is_excess = checked.statement.kind == "answer.all_granted" and granted > promised
    return is_position(checked) and (granted == promised or is_excess) and remaining == 0


@table.rule("position.closed")
def _no_more_comes(checked: CheckedStatement) -> bool:
    """Less or more than promised was granted, and nothing remains."""
    promised, granted, remaining = _sums(checked)
    return is_position(checked) and remaining == 0 and granted != promised


@table.rule("benefit.position")
def _among_others(checked: CheckedStatement) -> bool:
    return is_position(checked) and len(checked.of_order) > 1


@table.rule("benefit.heading")
def _heading(checked: CheckedStatement) -> bool:
    return len(checked.of_order) > 1


@table.rule("promised.sum", "unknown.promised_only")
def _promised(checked: CheckedStatement) -> bool:
    return checked.is_amount("promised", checked.benefit.promised, checked.benefit.currency)


@table.rule("granted.sum", "unknown.granted_only")
def _granted(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    is_count = "count" not in checked.slots or checked.number("count") == standing(benefit)
    return is_count and checked.is_amount("granted", benefit.granted, benefit.currency)


@table.rule("remaining.sum")
def _remaining(checked: CheckedStatement) -> bool:
    return is_remaining(checked)


@table.rule("answer.nothing_open")
def _nothing_open(checked: CheckedStatement) -> bool:
    return is_remaining(checked) and (checked.amount("remaining") or (1,))[0] == 0


@table.rule("answer.still_due")
def _still_due(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    is_lost = benefit.of_type("CANCELLED", "EXPIRED") or benefit.unproven_ending or benefit.is_past_expiry
    is_closed = any(row["status"] in ("CANCELLED", "RETURNED") for row in benefit.rows)
    return is_remaining(checked) and (checked.amount("remaining") or (0,))[0] > 0 and not is_lost and not is_closed


# -- the order


def sums_of(benefits: Iterable[BenefitTruth]) -> dict[str, tuple[set[int], set[int], set[int]] | None]:
    """Return the possible totals by currency: promised, granted and remaining; None where an addend is unknown."""
    found: dict[str, tuple[set[int], set[int], set[int]] | None] = {}
    for benefit in benefits:
        known = found.get(benefit.currency, ({0}, {0}, {0}))
        if known is None or benefit.promised is None or benefit.granted is None or not benefit.remaining:
            found[benefit.currency] = None
            continue
        remaining = {sum_ + more for sum_ in known[2] for more in benefit.remaining}
        promised, granted = {s + benefit.promised for s in known[0]}, {s + benefit.granted for s in known[1]}
        found[benefit.currency] = promised, granted, remaining
    return found


def is_total(checked: CheckedStatement, benefits: list[BenefitTruth], slots: Slots | None = None) -> bool:
    """Whether the stated sums are those of these benefits in their currency."""
    shown = checked.slots if slots is None else slots
    named = [(place, amount(shown[n])) for place, n in enumerate(("promised", "granted", "remaining")) if n in shown]
    totals = sums_of(benefits)
    return bool(named) and all((own := totals.get(c)) is not None and m in own[p] for p, (m, c) in named)


@table.rule("total.promised", "total.granted", "total.remaining")
def _total(checked: CheckedStatement) -> bool:
    return len(checked.of_order) > 1 and is_total(checked, checked.of_order)


@table.rule("total.open", "answer.order_not_all")
def _total_open(checked: CheckedStatement) -> bool:
    return len(checked.of_order) > 1 and is_total(checked, checked.of_order) and _sums(checked)[2] > 0


@table.rule("answer.order_nothing_yet")
def _order_nothing_yet(checked: CheckedStatement) -> bool:
    _, granted, remaining = _sums(checked)
    return len(checked.of_order) > 1 and is_total(checked, checked.of_order) and granted == 0 and remaining > 0


@table.rule("total.complete", "answer.order_all_granted")
def _total_complete(checked: CheckedStatement) -> bool:
    promised, granted, remaining = _sums(checked)
    of_currency = [b for b in checked.of_order if b.currency == (checked.amount("promised") or ("", ""))[1]]
    # "All of it": an excess of one benefit does not compensate for another's shortfall.
    all_of_each = all((b.granted or 0) >= (b.promised or 0) for b in of_currency)
    is_all = granted == promised or (checked.statement.kind.startswith("answer.") and granted > promised)
    return is_total(checked, checked.of_order) and remaining == 0 and is_all and all_of_each


@table.rule("total.closed")
def _total_closed(checked: CheckedStatement) -> bool:
    return is_total(checked, checked.of_order) and _sums(checked)[2] == 0 and not _total_complete(checked)


# -- unknown


@table.rule("unknown.sums")
def _unknown_sums(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    known = {"promised": benefit.promised, "granted": benefit.granted, "remaining": benefit.remaining or None}
    missing = {f"sum.{name}" for name, found in known.items() if found is None}
    return bool(missing) and {value(slots["sum"]) for slots in parts(checked.slots["sums"])} == missing


@table.rule("unknown.sums_not_told")
def _not_disclosed(checked: CheckedStatement) -> bool:
    return checked.for_customer and checked.benefit.is_withheld_from_customer


@table.rule("unknown.malformed_row")
def _malformed(checked: CheckedStatement) -> bool:
    return checked.benefit.is_malformed


_ENDED = {"status.CANCELLED": "CANCELLED", "status.EXPIRED": "EXPIRED", "status.FAILED": "FAILED"}


@table.rule("unknown.status_recorded")
def _status_recorded(checked: CheckedStatement) -> bool:
    status = checked.slots["status"]
    is_said = isinstance(status, TermSlot) and checked.benefit.unproven_ending == _ENDED.get(status.key)
    return is_said and not checked.benefit.is_summable


@table.rule("record.status")
def _status(checked: CheckedStatement) -> bool:
    """The status is that of the record."""
    benefit = checked.benefit
    key = str(value(checked.slots["status"]))
    if key == "status.UNKNOWN":
        return not benefit.is_summable or benefit.promised is None
    issued, promised = benefit.issued, benefit.promised
    if issued is None or promised is None:
        return False
    rest = max(benefit.remaining)
    return {
        "status.ISSUED": issued >= promised or (issued > 0 and min(benefit.remaining) == 0 and rest < 5),
        "status.PARTIALLY_ISSUED": issued > 0 and rest > 0,
        "status.PENDING": issued == 0,
        "status.RESERVED": issued == 0 and _is_reserved(benefit),
        "status.FAILED": issued == 0 and bool(benefit.of_type("ISSUE_FAILED")),
        "status.CANCELLED": issued == 0 and bool(benefit.cancelled) and min(benefit.remaining) == 0,
        "status.EXPIRED": issued == 0 and bool(benefit.expired) and min(benefit.remaining) == 0,
    }[key]


def _is_reserved(benefit: BenefitTruth) -> bool:
    ped = benefit.ped or {}
    by_ped = ped.get("benefitIssuanceStatus") == "RESERVED" or bool(ped.get("reservedAt"))
    return by_ped or bool(benefit.of_type("RESERVED"))
