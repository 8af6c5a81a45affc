"""When statements about line items, scratch cards and deadlines are true."""

from evals.menu_oracle.checked_statement import CheckedStatement, Table, amount, day, parts, value
from evals.menu_oracle.fold import BenefitTruth, instant
from evals.menu_oracle.history import at, is_called, rows_of
from evals.menu_oracle.position import is_remaining
from evals.menu_oracle.worlds import Row
from statements.statement import Slots

table = Table()


def _row(checked: CheckedStatement, slots: Slots, *statuses: str) -> Row | None:
    """Return the tracker's row with a title and an amount."""
    for row in checked.benefit.rows:
        is_title = is_called(checked.benefit, slots["title"], row)
        is_status = not statuses or row["status"] in statuses
        is_amount = "amount" not in slots or amount(slots["amount"]) == (row["eligibleMinor"], row["currency"])
        if is_title and is_status and is_amount:
            return row
    return None


def _are_open(checked: CheckedStatement, *statuses: str) -> bool:
    """Whether the named items are exactly those with this status that are still due something."""
    named = [_row(checked, slots, *statuses) for slots in parts(checked.slots["items"])]
    open_rows = [r for r in checked.benefit.rows if r["status"] in statuses and checked.benefit.left_of(r) != 0]
    return all(named) and len(named) == len(open_rows) if checked.benefit.remaining != {0} else False


@table.rule("items.waiting")
def _waiting(checked: CheckedStatement) -> bool:
    """What remains is due to the items that have not shipped and to nothing else, and is all that they are due."""
    benefit = checked.benefit
    remaining = (checked.amount("remaining") or (0, ""))[0]
    others = [r for r in benefit.rows if r["status"] in ("SHIPPED", "FAILED") and benefit.left_of(r) not in (0, None)]
    waiting = [r for r in benefit.rows if r["status"] == "PENDING" and benefit.left_of(r) != 0]
    left = [benefit.left_of(row) for row in waiting]
    is_sum = None in left or sum(found or 0 for found in left) == remaining
    shown = sum(amount(slots["amount"])[0] for slots in parts(checked.slots["items"]))
    return is_remaining(checked) and _are_open(checked, "PENDING") and not others and is_sum and shown == remaining


@table.rule("items.waiting_among_others")
def _waiting_too(checked: CheckedStatement) -> bool:
    return _are_open(checked, "PENDING")


@table.rule("items.shipped")
def _shipped(checked: CheckedStatement) -> bool:
    return _are_open(checked, "SHIPPED")


@table.rule("items.open_count")
def _open_count(checked: CheckedStatement) -> bool:
    rows = [r for r in checked.benefit.rows if r["status"] in ("PENDING", "SHIPPED", "FAILED")]
    return checked.number("count") == sum(
        checked.benefit.left_of(row) != 0 for row in rows
    ) and checked.benefit.remaining != {0}


def _item_holds(checked: CheckedStatement, slots: Slots) -> bool:
    key = str(value(slots["status"])).removeprefix("item_status.")
    for row in checked.benefit.rows:
        is_same = is_called(checked.benefit, slots["title"], row)
        is_same = is_same and amount(slots["amount"]) == (row["eligibleMinor"], row["currency"])
        is_status = key == row["status"] or (key == "SHIPPED" and row["status"] == "SHIPPED")
        if is_same and is_status and _is_proven_item(checked, slots, row):
            return True
    return False


def _is_proven_item(checked: CheckedStatement, slots: Slots, row: Row) -> bool:
    """Whether the day and card of an item are those of the only issuance for it."""
    if "day" not in slots and "card" not in slots:
        return True
    own = [e for e in checked.benefit.of_type("ISSUED") if row in rows_of(checked.benefit, e)]
    return any(
        ("day" not in slots or instant(value(slots["day"])) == at(e)) and checked.is_card(slots.get("card"), e)
        for e in own
    )


@table.rule("items.lines")
def _item_lines(checked: CheckedStatement) -> bool:
    lines = parts(checked.slots["lines"])
    return len(lines) == len(checked.benefit.rows) > 1 and all(_item_holds(checked, slots) for slots in lines)


@table.rule("item.state")
def _item(checked: CheckedStatement) -> bool:
    return _item_holds(checked, checked.slots)


@table.rule("item.not_on_order")
def _not_on_order(checked: CheckedStatement) -> bool:
    """No item of the order has that name, and every item has a title."""
    rows = [row for benefit in checked.of_order for row in benefit.rows]
    titles = [str(row.get("title", "")).lower() for row in rows]
    words = checked.truth.world.turn.item_words
    is_known = bool(rows) and all(titles) and not checked.truth.world.down
    return is_known and not any(word in title for word in words for title in titles)


@table.rule("item.part_of_installment")
def _part_of_installment(checked: CheckedStatement) -> bool:
    for event in checked.benefit.of_type("ISSUED"):
        rows = rows_of(checked.benefit, event)
        is_event = checked.amount("amount") == (event["amountMinor"], event["currency"]) and checked.at("day") == at(
            event
        )
        if is_event and len(rows) > 1 and any(is_called(checked.benefit, checked.slots["title"], row) for row in rows):
            return True
    return False


# -- scratch cards


@table.rule("card.unrevealed")
def _unrevealed(checked: CheckedStatement) -> bool:
    return checked.benefit.is_unrevealed and may_be_scratched(checked.benefit)


def may_be_scratched(benefit: BenefitTruth) -> bool:
    """By its deadline, and by the events where they are complete."""
    is_expired = benefit.is_summable and bool(benefit.of_type("EXPIRED"))
    return not benefit.is_past_expiry and not is_expired


@table.rule("card.unrevealed_expired")
def _unrevealed_too_late(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    is_late = benefit.is_past_expiry or bool(benefit.of_type("EXPIRED")) or benefit.unproven_ending == "EXPIRED"
    is_day = "day" not in checked.slots or (checked.at("day") == benefit.expires_at and benefit.is_past_expiry)
    return benefit.is_unrevealed and is_late and is_day


@table.rule("card.deadline")
def _deadline(checked: CheckedStatement) -> bool:
    expires_at = checked.benefit.expires_at
    if expires_at is None or expires_at <= checked.truth.world.now or not checked.benefit.is_unrevealed:
        return False
    gap = day(expires_at) - day(checked.truth.world.now)  # type: ignore[operator]
    return checked.at("day") == expires_at and checked.number("days") == gap.days


@table.rule("card.revealed")
def _revealed(checked: CheckedStatement) -> bool:
    return checked.benefit.type == "SCRATCH_CARD" and checked.at("day") == checked.benefit.revealed_at


@table.rule("card.brought")
def _brought(checked: CheckedStatement) -> bool:
    """What it paid is what was issued for it, and nothing was reversed."""
    benefit = checked.benefit
    is_sum = checked.is_amount("granted", benefit.issued, benefit.currency) and not benefit.reversed_parts
    return _revealed(checked) and is_sum and bool(benefit.of_type("ISSUED"))


@table.rule("card.revealed_in_time")
def _revealed_in_time(checked: CheckedStatement) -> bool:
    revealed, expires = checked.benefit.revealed_at, checked.benefit.expires_at
    is_shown = checked.at("day") == revealed and checked.at("expires") == expires
    is_scratch_card = checked.benefit.type == "SCRATCH_CARD" and not checked.benefit.of_type("EXPIRED")
    return bool(revealed and expires and revealed <= expires) and is_shown and is_scratch_card


@table.rule("card.worth_withheld")
def _withheld(checked: CheckedStatement) -> bool:
    return checked.for_customer and checked.benefit.is_withheld_from_customer


@table.rule("benefit.deadline")
def _benefit_deadline(checked: CheckedStatement) -> bool:
    """ "It expires on": the day is in the future, and nothing has expired."""
    expires_at = checked.benefit.expires_at
    is_ahead = expires_at is not None and expires_at > checked.truth.world.now
    return is_ahead and checked.at("day") == expires_at and not checked.benefit.of_type("EXPIRED")


@table.rule("benefit.no_deadline")
def _no_deadline(checked: CheckedStatement) -> bool:
    """The promotion record was read and has none."""
    return checked.benefit.ped_answered and checked.benefit.expires_at is None
