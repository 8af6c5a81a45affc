"""When something may be stated of the line items of a benefit, of a scratch card, and of deadlines."""

from statements.statement import Slots
from tests.statements.oracle.fold import BenefitTruth, instant
from tests.statements.oracle.history import at, rows_of, title_of
from tests.statements.oracle.position import is_remaining
from tests.statements.oracle.told import Table, Told, amount, day, parts, value
from tests.statements.worlds import Row

table = Table()


def _row(told: Told, slots: Slots, *statuses: str) -> Row | None:
    """Return the tracker's row that a title and an amount name."""
    for row in told.benefit.rows:
        is_title = value(slots["title"]) in (title_of(row), "item.untitled")
        is_status = not statuses or row["status"] in statuses
        is_amount = "amount" not in slots or amount(slots["amount"]) == (row["eligibleMinor"], row["currency"])
        if is_title and is_status and is_amount:
            return row
    return None


def _are_open(told: Told, *statuses: str) -> bool:
    """Whether the items that are named are of this status and have something left to come; and none is left out."""
    named = [_row(told, slots, *statuses) for slots in parts(told.slots["items"])]
    open_rows = [r for r in told.benefit.rows if r["status"] in statuses and told.benefit.left_of(r) != 0]
    return all(named) and len(named) == len(open_rows) if told.benefit.remaining != {0} else False


@table.rule("items.waiting")
def _waiting(told: Told) -> bool:
    """What remains belongs to the items that have not shipped: to nothing else, and it is all that they are due."""
    benefit = told.benefit
    remaining = (told.amount("remaining") or (0, ""))[0]
    others = [r for r in benefit.rows if r["status"] in ("SHIPPED", "FAILED") and benefit.left_of(r) not in (0, None)]
    waiting = [r for r in benefit.rows if r["status"] == "PENDING" and benefit.left_of(r) != 0]
    left = [benefit.left_of(row) for row in waiting]
    is_sum = None in left or sum(found or 0 for found in left) == remaining
    shown = sum(amount(slots["amount"])[0] for slots in parts(told.slots["items"]))
    return is_remaining(told) and _are_open(told, "PENDING") and not others and is_sum and shown == remaining


@table.rule("items.waiting_among_others")
def _waiting_too(told: Told) -> bool:
    return _are_open(told, "PENDING")


@table.rule("items.shipped")
def _shipped(told: Told) -> bool:
    return _are_open(told, "SHIPPED")


@table.rule("items.open_count")
def _open_count(told: Told) -> bool:
    rows = [r for r in told.benefit.rows if r["status"] in ("PENDING", "SHIPPED", "FAILED")]
    return told.number("count") == sum(told.benefit.left_of(row) != 0 for row in rows) and told.benefit.remaining != {0}


def _item_holds(told: Told, slots: Slots) -> bool:
    key = str(value(slots["status"])).removeprefix("item_status.")
    for row in told.benefit.rows:
        is_same = value(slots["title"]) in (title_of(row), "item.untitled")
        is_same = is_same and amount(slots["amount"]) == (row["eligibleMinor"], row["currency"])
        is_status = key == row["status"] or (key == "SHIPPED" and row["status"] == "SHIPPED")
        if is_same and is_status and _is_proven_item(told, slots, row):
            return True
    return False


def _is_proven_item(told: Told, slots: Slots, row: Row) -> bool:
    """Whether the day and card beside an item are those of an issuance for it, and for no other item as well."""
    if "day" not in slots and "card" not in slots:
        return True
    own = [e for e in told.benefit.of_type("ISSUED") if row in rows_of(told.benefit, e)]
    return any(
        ("day" not in slots or instant(value(slots["day"])) == at(e)) and told.is_card(slots.get("card"), e)
        for e in own
    )


@table.rule("items.lines")
def _item_lines(told: Told) -> bool:
    lines = parts(told.slots["lines"])
    return len(lines) == len(told.benefit.rows) > 1 and all(_item_holds(told, slots) for slots in lines)


@table.rule("item.state")
def _item(told: Told) -> bool:
    return _item_holds(told, told.slots)


@table.rule("item.not_on_order")
def _not_on_order(told: Told) -> bool:
    """No item of the order is called that, and each is called something."""
    rows = [row for benefit in told.of_order for row in benefit.rows]
    titles = [str(row.get("title", "")).lower() for row in rows]
    words = told.truth.world.turn.item_words
    is_known = bool(rows) and all(titles) and not told.truth.world.down
    return is_known and not any(word in title for word in words for title in titles)


@table.rule("item.part_of_installment")
def _part_of_installment(told: Told) -> bool:
    for event in told.benefit.of_type("ISSUED"):
        titles = [title_of(row) for row in rows_of(told.benefit, event)]
        is_event = told.amount("amount") == (event["amountMinor"], event["currency"]) and told.at("day") == at(event)
        if is_event and len(titles) > 1 and value(told.slots["title"]) in titles:
            return True
    return False


# -- scratch cards


@table.rule("card.unrevealed")
def _unrevealed(told: Told) -> bool:
    return told.benefit.is_unrevealed and may_be_scratched(told.benefit)


def may_be_scratched(benefit: BenefitTruth) -> bool:
    """By its deadline, and by the events where they can be relied upon."""
    is_expired = benefit.is_summable and bool(benefit.of_type("EXPIRED"))
    return not benefit.is_past_expiry and not is_expired


@table.rule("card.unrevealed_expired")
def _unrevealed_too_late(told: Told) -> bool:
    benefit = told.benefit
    is_late = benefit.is_past_expiry or bool(benefit.of_type("EXPIRED")) or benefit.unproven_ending == "EXPIRED"
    is_day = "day" not in told.slots or (told.at("day") == benefit.expires_at and benefit.is_past_expiry)
    return benefit.is_unrevealed and is_late and is_day


@table.rule("card.deadline")
def _deadline(told: Told) -> bool:
    expires_at = told.benefit.expires_at
    if expires_at is None or expires_at <= told.truth.world.now or not told.benefit.is_unrevealed:
        return False
    gap = day(expires_at) - day(told.truth.world.now)  # type: ignore[operator]
    return told.at("day") == expires_at and told.number("days") == gap.days


@table.rule("card.revealed")
def _revealed(told: Told) -> bool:
    return told.benefit.type == "SCRATCH_CARD" and told.at("day") == told.benefit.revealed_at


@table.rule("card.brought")
def _brought(told: Told) -> bool:
    """What it brought is what came of it: nothing of that was taken back."""
    benefit = told.benefit
    is_sum = told.is_amount("granted", benefit.issued, benefit.currency) and not benefit.parts_taken_back
    return _revealed(told) and is_sum and bool(benefit.of_type("ISSUED"))


@table.rule("card.revealed_in_time")
def _revealed_in_time(told: Told) -> bool:
    revealed, expires = told.benefit.revealed_at, told.benefit.expires_at
    is_shown = told.at("day") == revealed and told.at("expires") == expires
    is_scratch_card = told.benefit.type == "SCRATCH_CARD" and not told.benefit.of_type("EXPIRED")
    return bool(revealed and expires and revealed <= expires) and is_shown and is_scratch_card


@table.rule("card.worth_withheld")
def _withheld(told: Told) -> bool:
    return told.for_customer and told.benefit.is_withheld_from_customer


@table.rule("benefit.deadline")
def _benefit_deadline(told: Told) -> bool:
    """ "It expires on": the day is still to come, and nothing of it has expired."""
    expires_at = told.benefit.expires_at
    is_ahead = expires_at is not None and expires_at > told.truth.world.now
    return is_ahead and told.at("day") == expires_at and not told.benefit.of_type("EXPIRED")


@table.rule("benefit.no_deadline")
def _no_deadline(told: Told) -> bool:
    """The promotion record answered, and holds none."""
    return told.benefit.ped_answered and told.benefit.expires_at is None
