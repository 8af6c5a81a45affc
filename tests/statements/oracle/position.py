"""When sums may be stated: promised, granted, remaining, of a benefit, an order, several orders."""

from collections.abc import Iterable

from statements.statement import Slots, TermSlot
from tests.statements.oracle.fold import BenefitTruth
from tests.statements.oracle.told import Table, Told, amount, parts, value

table = Table()


def is_position(told: Told) -> bool:
    """Whether promised, granted and remaining are those of the benefit, and the count that of its installments."""
    benefit = told.benefit
    currency = benefit.currency
    is_count = "count" not in told.slots or told.number("count") == standing(benefit)
    return (
        is_count
        and told.is_amount("promised", benefit.promised, currency)
        and told.is_amount("granted", benefit.granted, currency)
        and is_remaining(told)
    )


def standing(benefit: BenefitTruth) -> int:
    """How many installments came and were not taken back whole."""
    taken = {target: sum(p.amount for p in found) for target, found in benefit.taken_back.items()}
    issued = benefit.of_type("ISSUED")
    return sum(not (taken.get(e["eventId"]) and taken[e["eventId"]] == e["amountMinor"]) for e in issued)


def is_remaining(told: Told) -> bool:
    benefit = told.benefit
    return told.amount("remaining") in {(minor, benefit.currency) for minor in benefit.remaining}


def _sums(told: Told) -> tuple[int, int, int]:
    found = [told.amount(name) for name in ("promised", "granted", "remaining")]
    promised, granted, remaining = (known[0] for known in found if known)
    return promised, granted, remaining


@table.rule("position.whole")
def _open(told: Told) -> bool:
    return is_position(told) and _sums(told)[2] > 0


@table.rule("answer.not_all")
def _part_came(told: Told) -> bool:
    _, granted, remaining = _sums(told)
    return is_position(told) and granted > 0 and remaining > 0


@table.rule("answer.nothing_yet")
def _nothing_yet(told: Told) -> bool:
    _, granted, remaining = _sums(told)
    return is_position(told) and granted == 0 and remaining > 0


@table.rule("position.none_yet")
def _nothing_came(told: Told) -> bool:
    promised, granted, remaining = _sums(told)
    # "All of it remains": nothing of the promise was cancelled, has expired or was taken back for good.
    return is_position(told) and granted == 0 and remaining == promised > 0


@table.rule("position.complete", "answer.all_granted")
def _all_came(told: Told) -> bool:
    promised, granted, remaining = _sums(told)
    is_excess = told.statement.kind == "answer.all_granted" and granted > promised
    return is_position(told) and (granted == promised or is_excess) and remaining == 0


@table.rule("position.closed")
def _no_more_comes(told: Told) -> bool:
    """Less came than was promised, or more; and no more will."""
    promised, granted, remaining = _sums(told)
    return is_position(told) and remaining == 0 and granted != promised


@table.rule("benefit.position")
def _among_others(told: Told) -> bool:
    return is_position(told) and len(told.of_order) > 1


@table.rule("benefit.heading")
def _heading(told: Told) -> bool:
    return len(told.of_order) > 1


@table.rule("promised.sum", "unknown.promised_only")
def _promised(told: Told) -> bool:
    return told.is_amount("promised", told.benefit.promised, told.benefit.currency)


@table.rule("granted.sum", "unknown.granted_only")
def _granted(told: Told) -> bool:
    benefit = told.benefit
    is_count = "count" not in told.slots or told.number("count") == standing(benefit)
    return is_count and told.is_amount("granted", benefit.granted, benefit.currency)


@table.rule("remaining.sum")
def _remaining(told: Told) -> bool:
    return is_remaining(told)


@table.rule("answer.nothing_open")
def _nothing_open(told: Told) -> bool:
    return is_remaining(told) and (told.amount("remaining") or (1,))[0] == 0


@table.rule("answer.still_due")
def _still_due(told: Told) -> bool:
    benefit = told.benefit
    is_lost = benefit.of_type("CANCELLED", "EXPIRED") or benefit.unproven_ending or benefit.is_past_expiry
    is_closed = any(row["status"] in ("CANCELLED", "RETURNED") for row in benefit.rows)
    return is_remaining(told) and (told.amount("remaining") or (0,))[0] > 0 and not is_lost and not is_closed


# -- the order


def sums_of(benefits: Iterable[BenefitTruth]) -> dict[str, tuple[set[int], set[int], set[int]] | None]:
    """Return, by currency, what may be promised, granted and remaining in all; None where an addend is not known."""
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


def is_total(told: Told, benefits: list[BenefitTruth], slots: Slots | None = None) -> bool:
    """Whether the sums that are named are those of these benefits, in the currency that they are in."""
    shown = told.slots if slots is None else slots
    named = [(place, amount(shown[n])) for place, n in enumerate(("promised", "granted", "remaining")) if n in shown]
    totals = sums_of(benefits)
    return bool(named) and all((own := totals.get(c)) is not None and m in own[p] for p, (m, c) in named)


@table.rule("total.promised", "total.granted", "total.remaining")
def _total(told: Told) -> bool:
    return len(told.of_order) > 1 and is_total(told, told.of_order)


@table.rule("total.open", "answer.order_not_all")
def _total_open(told: Told) -> bool:
    return len(told.of_order) > 1 and is_total(told, told.of_order) and _sums(told)[2] > 0


@table.rule("answer.order_nothing_yet")
def _order_nothing_yet(told: Told) -> bool:
    _, granted, remaining = _sums(told)
    return len(told.of_order) > 1 and is_total(told, told.of_order) and granted == 0 and remaining > 0


@table.rule("total.complete", "answer.order_all_granted")
def _total_complete(told: Told) -> bool:
    promised, granted, remaining = _sums(told)
    of_currency = [b for b in told.of_order if b.currency == (told.amount("promised") or ("", ""))[1]]
    # "All of it": an excess of one benefit does not make up for another that got less.
    all_of_each = all((b.granted or 0) >= (b.promised or 0) for b in of_currency)
    is_all = granted == promised or (told.statement.kind.startswith("answer.") and granted > promised)
    return is_total(told, told.of_order) and remaining == 0 and is_all and all_of_each


@table.rule("total.closed")
def _total_closed(told: Told) -> bool:
    return is_total(told, told.of_order) and _sums(told)[2] == 0 and not _total_complete(told)


# -- unknown


@table.rule("unknown.sums")
def _unknown_sums(told: Told) -> bool:
    benefit = told.benefit
    known = {"promised": benefit.promised, "granted": benefit.granted, "remaining": benefit.remaining or None}
    missing = {f"sum.{name}" for name, found in known.items() if found is None}
    return bool(missing) and {value(slots["sum"]) for slots in parts(told.slots["sums"])} == missing


@table.rule("unknown.sums_not_told")
def _not_told(told: Told) -> bool:
    return told.for_customer and told.benefit.is_withheld_from_customer


_ENDED = {"status.CANCELLED": "CANCELLED", "status.EXPIRED": "EXPIRED", "status.FAILED": "FAILED"}


@table.rule("unknown.status_recorded")
def _status_recorded(told: Told) -> bool:
    status = told.slots["status"]
    is_said = isinstance(status, TermSlot) and told.benefit.unproven_ending == _ENDED.get(status.key)
    return is_said and not told.benefit.is_summable


@table.rule("record.status")
def _status(told: Told) -> bool:
    """The status in the words that the sentence uses for it."""
    benefit = told.benefit
    key = str(value(told.slots["status"]))
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
