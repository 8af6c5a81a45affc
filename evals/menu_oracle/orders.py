"""When statements about several orders and about claimed amounts are true."""

from evals.menu_oracle.checked_statement import CheckedStatement, Table, amount, day, parts, same, texts, value
from evals.menu_oracle.fold import Amount, BenefitTruth
from evals.menu_oracle.history import at, is_called
from evals.menu_oracle.position import is_total, sums_of
from statements.statement import Slots

table = Table()


def _known(checked: CheckedStatement, order: str) -> tuple[str, tuple[set[int], set[int], set[int]]] | None:
    """Return an order's sums in its only currency; None where they are unknown or not disclosed."""
    benefits = checked.truth.orders[order]
    if checked.for_customer and any(benefit.is_withheld_from_customer for benefit in benefits):
        return None
    totals = sums_of(benefits)
    currency = next(iter(totals), "")
    known = totals.get(currency)
    return (currency, known) if known and len(totals) == 1 else None


def _line_holds(checked: CheckedStatement, slots: Slots) -> bool:
    benefits = checked.truth.orders[str(value(slots["order"]))]
    created = checked.at("created", slots)
    is_created = created is None or created in [benefit.created_at for benefit in benefits]
    promotion = slots.get("promotion")
    named = {
        row.get("promotionName") for b in benefits for row in checked.truth.world.ped if row["promotionId"] == b.key[0]
    }
    is_named = promotion is None or value(promotion) in named
    if "granted" in slots:
        return is_created and is_named and is_total(checked, benefits, slots)
    promised = amount(slots["promised"]) if "promised" in slots else None
    own = {(sum(b.promised or 0 for b in benefits), benefit.currency) for benefit in benefits}
    return is_created and is_named and (promised is None or promised in own)


@table.rule("orders.lines")
def _lines(checked: CheckedStatement) -> bool:
    lines = parts(checked.slots["lines"])
    are_right = all(_line_holds(checked, slots) for slots in lines)
    return are_right and same([value(slots["order"]) for slots in lines], checked.truth.orders)


@table.rule("ask.which_order")
def _choices(checked: CheckedStatement) -> bool:
    lines = parts(checked.slots["lines"])
    return checked.truth.world.turn.is_open and len(lines) > 1 and all(_line_holds(checked, slots) for slots in lines)


@table.rule("order.benefit_count")
def _benefit_count(checked: CheckedStatement) -> bool:
    """It counts all of them; there are totals of several only."""
    benefits = checked.of_order
    return checked.number("count") == len(benefits) and ("totals" not in checked.slots or len(benefits) > 1)


@table.rule("orders.count")
def _count(checked: CheckedStatement) -> bool:
    turn = checked.truth.world.turn
    return checked.number("count") == len(checked.truth.orders) and not (turn.window and turn.has_more)


def _is_total_over(checked: CheckedStatement, orders: list[str]) -> bool:
    currency = (checked.amount("promised") or (0, ""))[1]
    own = [order for order in orders if (known := _known(checked, order)) and known[0] == currency]
    return checked.number("count") == len(own) and is_total(checked, [b for o in own for b in checked.truth.orders[o]])


@table.rule("orders.total")
def _over_all(checked: CheckedStatement) -> bool:
    orders = list(checked.truth.orders)
    return len(orders) > 1 and all(_known(checked, order) for order in orders) and _is_total_over(checked, orders)


@table.rule("orders.total_of_known")
def _over_known(checked: CheckedStatement) -> bool:
    known = [order for order in checked.truth.orders if _known(checked, order)]
    left_out = [order for order in checked.truth.orders if order not in known]
    return same(texts(checked.slots["left_out"], "order"), left_out) and _is_total_over(checked, known)


def _is_largest(checked: CheckedStatement, place: int) -> bool:
    known = {order: _known(checked, order) for order in checked.truth.orders}
    order, (minor, currency) = str(value(checked.slots["order"])), checked.amount("amount") or (0, "")
    if any(one is None or one[0] != currency for one in known.values()):
        return False
    least = {o: min(one[1][place]) for o, one in known.items() if one}
    own = known[order]
    is_own = own is not None and minor in own[1][place]
    return is_own and all(minor > other for name, other in least.items() if name != order)


@table.rule("orders.largest_promised")
def _most_promised(checked: CheckedStatement) -> bool:
    return _is_largest(checked, 0)


@table.rule("orders.largest_granted")
def _most_granted(checked: CheckedStatement) -> bool:
    return _is_largest(checked, 1)


@table.rule("orders.largest_open")
def _most_open(checked: CheckedStatement) -> bool:
    return _is_largest(checked, 2)


@table.rule("compare.sum")
def _compared(checked: CheckedStatement) -> bool:
    more, less = (_known(checked, str(value(checked.slots[name]))) for name in ("more", "less"))
    gap, currency = checked.amount("difference") or (0, "")
    if len(checked.truth.orders) != 2 or not more or not less or {more[0], less[0]} != {currency}:
        return False
    return gap > 0 and any(a - b == gap for a in more[1][2] for b in less[1][2])


@table.rule("compare.equal")
def _compared_equal(checked: CheckedStatement) -> bool:
    known = [_known(checked, order) for order in checked.truth.orders]
    minor, currency = checked.amount("remaining") or (0, "")
    equal = [sums for sums in known if sums and sums[0] == currency and minor in sums[1][2]]
    return len(known) == len(equal) == 2


# -- claims


def _claimed(checked: CheckedStatement) -> Amount | None:
    claim = checked.amount("claim")
    return claim if claim in checked.truth.world.turn.claims and len(checked.truth.orders) == 1 else None


def _is_sum(checked: CheckedStatement, place: int) -> bool:
    claim = _claimed(checked)
    (benefits,) = checked.truth.orders.values()
    if "of" in checked.slots:
        named = checked.named_benefit
        return named is not None and claim in _single(named)[place]
    found = [_single(benefit)[place] for benefit in benefits if claim and benefit.currency == claim[1]]
    totals = {0}
    for each in found:
        totals = {total + minor for total in totals for minor, _ in each}
    return bool(claim and found) and claim is not None and claim[0] in totals


def _single(benefit: BenefitTruth) -> tuple[set[Amount], set[Amount], set[Amount]]:
    currency = benefit.currency
    known = [{m} - {None} for m in (benefit.promised, benefit.granted)]
    promised, granted = ({(m, currency) for m in minors if m is not None} for minors in known)
    return promised, granted, {(m, currency) for m in benefit.remaining}


@table.rule("claim.is_promised")
def _claim_promised(checked: CheckedStatement) -> bool:
    return _is_sum(checked, 0)


@table.rule("claim.is_granted")
def _claim_granted(checked: CheckedStatement) -> bool:
    return _is_sum(checked, 1)


@table.rule("claim.is_remaining")
def _claim_remaining(checked: CheckedStatement) -> bool:
    return _is_sum(checked, 2)


@table.rule("claim.is_installment")
def _claim_installment(checked: CheckedStatement) -> bool:
    claim = _claimed(checked)
    (benefits,) = checked.truth.orders.values()
    issued = [event for benefit in benefits for event in benefit.of_type("ISSUED")]
    fitting = [
        e
        for e in issued
        if (e["amountMinor"], e["currency"]) == claim and checked.is_card(checked.slots.get("card"), e)
    ]
    return any(checked.at("day") is None or day(checked.at("day")) == day(at(e)) for e in fitting)


@table.rule("claim.is_item")
def _claim_item(checked: CheckedStatement) -> bool:
    claim = _claimed(checked)
    (benefits,) = checked.truth.orders.values()
    rows = [(benefit, row) for benefit in benefits for row in benefit.rows]
    claimed = [(benefit, row) for benefit, row in rows if (row["eligibleMinor"], row["currency"]) == claim]
    return any(is_called(benefit, checked.slots["title"], row) for benefit, row in claimed)


@table.rule("claim.not_on_record", "claim.difference")
def _claim_unknown(checked: CheckedStatement) -> bool:
    claim = _claimed(checked)
    (benefits,) = checked.truth.orders.values()
    shown = ("ISSUED", "ISSUE_FAILED")  # for the other events, an answer has only the sum
    on_record = {(e["amountMinor"], e["currency"]) for b in benefits for e in b.of_type(*shown)}
    on_record |= {(part.amount, b.currency) for b in benefits if b.is_summable for part in b.reversed_parts}
    on_record |= {(m, b.currency) for b in benefits for m in (b.cancelled, b.expired) if m is not None}
    on_record |= {(row["eligibleMinor"], row["currency"]) for b in benefits for row in b.rows}
    for benefit in benefits:
        on_record |= set().union(*_single(benefit))
    sums = sums_of(benefits)
    on_record |= {(m, c) for c, own in sums.items() if own for minors in own for m in minors}
    if "difference" not in checked.slots:
        return bool(claim) and claim not in on_record and not checked.truth.world.down
    granted, gap = checked.amount("granted"), checked.amount("difference")
    in_all = [b.granted for b in benefits if claim and b.currency == claim[1]]
    is_granted = granted is not None and None not in in_all and granted[0] == sum(minor or 0 for minor in in_all)
    is_gap = bool(claim and granted and gap) and abs(claim[0] - granted[0]) == gap[0]  # type: ignore[index]
    return claim not in on_record and is_granted and is_gap
