"""When it may be stated what was issued, failed or was reversed, to which card, for which items."""

from collections.abc import Iterable
from datetime import datetime

from evals.menu_oracle.checked_statement import CheckedStatement, Table, amount, parts, value
from evals.menu_oracle.fold import BenefitTruth, TakenBack, instant
from evals.menu_oracle.position import standing
from evals.menu_oracle.worlds import Row
from statements.statement import ListSlot, Part, Slot, Slots

table = Table()


def title_of(row: Row) -> str | None:
    """Return a title as it is displayed: an inch sign is replaced, as it could end a quotation."""
    return str(row["title"]).replace('"', "″") if row.get("title") else None


def is_called(benefit: BenefitTruth, slot: Slot, row: Row) -> bool:
    """Whether this names a row's item: by its title; where it has none, by its place among all, if it is not alone."""
    if title_of(row) is not None or len(benefit.rows) == 1:
        return not isinstance(slot, ListSlot) and value(slot) == (title_of(row) or "item.untitled")
    by_place = sorted(benefit.rows, key=lambda each: (each["lineItemId"], each.get("shipmentId") or ""))
    shown = [(value(slots["place"]), value(slots["count"])) for slots in parts(slot)]
    return shown == [(str(by_place.index(row) + 1), str(len(by_place)))]


def are_called(benefit: BenefitTruth, slot: Slot | None, rows: list[Row]) -> bool:
    """Whether every item that is listed is one of these rows."""
    return all(any(is_called(benefit, slots["title"], row) for row in rows) for slots in parts(slot))


def at(event: Row) -> datetime:
    return instant(event["eventTime"])


def rows_of(benefit: BenefitTruth, event: Row) -> list[Row]:
    """Return the tracker's rows that an event may be about, by its item and shipment."""
    item, shipment = event.get("lineItemId"), event.get("shipmentId")
    if not item and not shipment:
        return []
    own = [row for row in benefit.rows if not item or row["lineItemId"] == item]
    return [row for row in own if not shipment or row.get("shipmentId") in (None, shipment)]


def _is_event(checked: CheckedStatement, benefit: BenefitTruth, slots: Slots, event: Row) -> bool:
    """Whether a line's amount, day, card and items are those of an event."""
    if amount(slots["amount"]) != (event["amountMinor"], event["currency"]):
        return False
    if "day" in slots and instant(value(slots["day"])) != at(event):
        return False
    are_items = are_called(benefit, slots.get("items"), rows_of(benefit, event))
    return are_items and checked.is_card(slots.get("card"), event) and _are_reversals(benefit, slots, event)


def _are_reversals(benefit: BenefitTruth, slots: Slots, event: Row) -> bool:
    taken = benefit.reversal.get(event["eventId"], []) if benefit.is_summable or not slots.get("reversals") else []
    told_of = parts(slots.get("reversals"))
    if not told_of:
        return event["type"] != "ISSUED" or not taken or not benefit.is_summable
    return len(told_of) == len(taken) and all(
        amount(s["amount"])[0] == part.amount and instant(value(s["day"])) == at(part.event)
        for s, part in zip(told_of, taken, strict=True)
    )


def line_holds(checked: CheckedStatement, benefit: BenefitTruth, part: Part) -> bool:
    """Whether the line of an installment matches the rows of one."""
    slots = part.slots
    if part.template == "installment_issued":
        return any(_is_event(checked, benefit, slots, event) for event in benefit.of_type("ISSUED"))
    if part.template == "installment_failed":
        return any(_is_event(checked, benefit, slots, event) for event in benefit.of_type("ISSUE_FAILED"))
    if part.template == "installment_in_future":
        events = [event for event in benefit.of_type("ISSUED", "ISSUE_FAILED") if at(event) > checked.truth.world.now]
        return any(_is_event(checked, benefit, slots, event) for event in events)
    if part.template.startswith("installment_recorded"):
        return _is_recorded(checked, benefit, slots)
    return False


def _is_recorded(checked: CheckedStatement, benefit: BenefitTruth, slots: Slots) -> bool:
    """Something in PED or the tracker that no event names."""
    cards = [*benefit.cards_in_ped, *(row.get("gcId") for row in benefit.rows if row.get("gcId"))]
    is_known_card = "card" not in slots or value(slots["card"]) in {checked.token(card) for card in cards}
    by_event = {checked.token(e["gcId"]) for e in benefit.of_type("ISSUED") if e.get("gcId")}
    is_new = "card" not in slots or value(slots["card"]) not in by_event
    issued = {(row["issuedMinor"], row["currency"]) for row in benefit.rows if row["issuedMinor"]}
    is_amount = "amount" not in slots or amount(slots["amount"]) in issued
    recorded_at = (benefit.ped or {}).get("benefitIssuanceTime")
    is_day = "day" not in slots or (bool(recorded_at) and instant(value(slots["day"])) == instant(recorded_at))
    return is_known_card and is_new and is_amount and is_day


def _lines(checked: CheckedStatement, name: str) -> list[Part]:
    slot = checked.slots.get(name)
    return list(slot.parts) if isinstance(slot, ListSlot) else []


def _all_hold(checked: CheckedStatement, lines: Iterable[Part]) -> bool:
    found = list(lines)
    return bool(found) and all(line_holds(checked, checked.benefit, part) for part in found)


@table.rule("installments.lines", "installments.only")
def _listed(checked: CheckedStatement) -> bool:
    """Every line is true, and up to twelve lines nothing is left out, unless another statement says how much."""
    lines = [*_lines(checked, "lines"), *_lines(checked, "line")]
    events = checked.benefit.of_type("ISSUED", "ISSUE_FAILED")
    of_events = sum(not part.template.startswith("installment_recorded") for part in lines)
    stated_as_left_out = sum(
        other.number("count") or 0
        for statement in checked.staged.menu.of("installments.left_out")
        if statement.subject == checked.statement.subject
        for other in (CheckedStatement(checked.truth, checked.staged, statement),)
    )
    return _all_hold(checked, lines) and of_events >= min(len(events), 12) - stated_as_left_out


@table.rule("installment.one")
def _one(checked: CheckedStatement) -> bool:
    return _all_hold(checked, _lines(checked, "line"))


@table.rule("installments.first", "installments.last")
def _at_the_end(checked: CheckedStatement) -> bool:
    (line,) = _lines(checked, "line")
    issued = checked.benefit.of_type("ISSUED")
    end = issued[0 if checked.statement.kind.endswith("first") else -1]
    return len(issued) > 1 and checked.benefit.log_answered and _is_event(checked, checked.benefit, line.slots, end)


@table.rule("installments.more")
def _more(checked: CheckedStatement) -> bool:
    return (
        checked.number("count") == standing(checked.benefit)
        and len(checked.benefit.of_type("ISSUED", "ISSUE_FAILED")) > 12
    )


@table.rule("installments.left_out")
def _left_out(checked: CheckedStatement) -> bool:
    """With those that the menu lists, the issuances and attempts of the benefit are all accounted for."""
    benefit = checked.benefit
    listed = checked.staged.menu.of("installment.one")
    of_benefit = sum(statement.subject.benefit == checked.statement.subject.benefit for statement in listed)
    of_events = len(benefit.of_type("ISSUED", "ISSUE_FAILED"))
    recorded = {*benefit.cards_in_ped, *(row.get("gcId") for row in benefit.rows if row.get("gcId"))}
    number = checked.number("count") or 0
    return number > 0 and of_events <= number + of_benefit <= of_events + len(recorded) + len(benefit.rows) + 1


@table.rule("installments.count")
def _count(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return checked.number("count") == standing(benefit) and checked.is_amount(
        "granted", benefit.granted, benefit.currency
    )


@table.rule("installments.per_shipment")
def _per_shipment(checked: CheckedStatement) -> bool:
    shipments = [event.get("shipmentId") for event in checked.benefit.of_type("ISSUED")]
    is_each = None not in shipments and len(set(shipments)) == len(shipments)
    return is_each and checked.number("count") == len(shipments) > 1


@table.rule("installments.sum")
def _sum(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    addends = [amount(slots["amount"]) for slots in parts(checked.slots["amounts"])]
    issued = [(e["amountMinor"], e["currency"]) for e in benefit.of_type("ISSUED")]
    is_sum = checked.is_amount("granted", sum(minor for minor, _ in addends), benefit.currency)
    return addends == issued and is_sum and benefit.granted == sum(minor for minor, _ in addends)


@table.rule("installments.none")
def _nothing_issued(checked: CheckedStatement) -> bool:
    return checked.benefit.granted == 0 and not checked.benefit.of_type("ISSUED")


# -- reversals


def _takes(checked: CheckedStatement) -> list[tuple[Row, TakenBack]]:
    benefit = checked.benefit
    issued = {event["eventId"]: event for event in benefit.of_type("ISSUED")}
    return [(issued[target], part) for target, found in benefit.reversal.items() for part in found]


@table.rule("installments.reversals_of_none")
def _nothing_reversed(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    return benefit.reversed == 0 and not benefit.of_type("REVERSED")


@table.rule("reversal.one")
def _reversal(checked: CheckedStatement) -> bool:
    for issued, part in _takes(checked):
        if issued["eventId"] != checked.statement.subject.part:
            continue
        is_part = checked.amount("amount") == (part.amount, issued["currency"]) and checked.at("day") == at(part.event)
        is_issued = checked.amount("issued") in (None, (issued["amountMinor"], issued["currency"]))
        are_items = are_called(checked.benefit, checked.slots.get("items"), rows_of(checked.benefit, issued))
        if (
            is_part
            and is_issued
            and checked.at("issued_on") in (None, at(issued))
            and are_items
            and _is_code(checked, part)
        ):
            return True
    return False


def _is_code(checked: CheckedStatement, part: TakenBack) -> bool:
    """Whether a reason is that of the event; a customer only learns of a returned item."""
    code, own = checked.slots.get("code"), part.event.get("reasonCode")
    is_heard = not checked.for_customer or own == "ITEM_RETURNED"
    return code is None or (is_heard and value(code) == f"reason_code.{own}")


@table.rule("reversal.whole")
def _reversed_whole(checked: CheckedStatement) -> bool:
    """One event reversed all of an installment."""
    for issued, part in _takes(checked):
        if issued["eventId"] != checked.statement.subject.part or part.amount != issued["amountMinor"]:
            continue
        are_items = are_called(checked.benefit, checked.slots.get("items"), rows_of(checked.benefit, issued))
        is_amount = checked.amount("amount") == (issued["amountMinor"], issued["currency"])
        is_day = checked.at("day") == at(part.event) and checked.at("issued_on") in (None, at(issued))
        return is_amount and is_day and are_items and _is_code(checked, part)
    return False


@table.rule("reversal.untouched")
def _untouched(checked: CheckedStatement) -> bool:
    """It was not reversed, and another one was."""
    taken = checked.benefit.reversal
    own = [e for e in checked.benefit.of_type("ISSUED") if e["eventId"] == checked.statement.subject.part]
    return bool(taken) and all(
        e["eventId"] not in taken and checked.amount("amount") == (e["amountMinor"], e["currency"]) for e in own
    )


@table.rule("reversal.sum")
def _reversal_sum(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    sums = {"issued": benefit.issued, "reversed": benefit.reversed, "granted": benefit.granted}
    return all(checked.is_amount(name, found, benefit.currency) for name, found in sums.items())


@table.rule("reversal.due_again")
def _due_again(checked: CheckedStatement) -> bool:
    taken = checked.benefit.reversed_parts
    is_sum = checked.is_amount("reversed", checked.benefit.reversed, checked.benefit.currency)
    return is_sum and bool(taken) and all(part.reinstates for part in taken)


@table.rule("reversal.not_due_again")
def _not_due_again(checked: CheckedStatement) -> bool:
    taken = checked.benefit.reversed_parts
    is_sum = checked.is_amount("reversed", checked.benefit.reversed, checked.benefit.currency)
    return is_sum and bool(taken) and not any(part.reinstates for part in taken)


# -- gift cards


def _cards(checked: CheckedStatement) -> list[str]:
    """Return the gift cards of the events, each once, in order of time."""
    named = (card for event in checked.benefit.of_type("ISSUED") for card in (event.get("gcId"),) if card)
    return list(dict.fromkeys(str(checked.token(card)) for card in named))


@table.rule("cards.count")
def _card_count(checked: CheckedStatement) -> bool:
    shown = [str(value(slots["card"])) for slots in parts(checked.slots["cards"])]
    unnamed = [e for e in checked.benefit.of_type("ISSUED") if not e.get("gcId") and e["amountMinor"]]
    is_all = checked.benefit.log_answered and checked.benefit.is_summable and not unnamed
    return is_all and checked.number("count") == len(shown) and sorted(shown) == sorted(_cards(checked))


@table.rule("cards.one_is_all")
def _one_card(checked: CheckedStatement) -> bool:
    unnamed = [e for e in checked.benefit.of_type("ISSUED") if not e.get("gcId") and e["amountMinor"]]
    is_known = checked.benefit.is_summable and not unnamed
    return is_known and _cards(checked) == [value(checked.slots["card"])]


@table.rule("cards.only_last_in_record")
def _last_card_in_record(checked: CheckedStatement) -> bool:
    """There are several, and the events name all of them."""
    unnamed = [event for event in checked.benefit.of_type("ISSUED") if not event.get("gcId")]
    return len(_cards(checked)) > 1 and checked.benefit.is_summable and bool(checked.benefit.ped) and not unnamed


@table.rule("cards.none")
def _no_card(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    elsewhere = benefit.cards_in_ped or any(row.get("gcId") for row in benefit.rows)
    return benefit.issued == 0 and not elsewhere and not _cards(checked)


@table.rule("unknown.recorded_card")
def _recorded(checked: CheckedStatement) -> bool:
    benefit = checked.benefit
    named = {checked.token(card) for card in benefit.cards_in_ped}
    named |= {checked.token(row["gcId"]) for row in benefit.rows if row.get("gcId")}
    return bool(named - set(_cards(checked))) or bool(benefit.says_issued_elsewhere and not benefit.holds_money)


# -- issuances on some days


def _issued_lines(checked: CheckedStatement) -> list[Part]:
    return [*_lines(checked, "lines"), *_lines(checked, "line")]


@table.rule("days.came")
def _issued_on_days(checked: CheckedStatement) -> bool:
    days = checked.truth.world.turn.days
    benefits = checked.of_order
    held = [any(line_holds(checked, benefit, part) for benefit in benefits) for part in _issued_lines(checked)]
    return days is not None and checked.is_window(days) and bool(held) and all(held)


@table.rule("days.nothing")
def _nothing_issued_on_days(checked: CheckedStatement) -> bool:
    days = checked.truth.world.turn.days
    events = [e for b in checked.of_order for e in b.of_type("ISSUED")]
    is_known = not checked.truth.world.down and all(b.is_summable for b in checked.of_order)
    return days is not None and checked.is_window(days) and is_known and not any(at(e) in days for e in events)


@table.rule("days.not_on_record")
def _not_known(checked: CheckedStatement) -> bool:
    days = checked.truth.world.turn.days
    events = [e for b in checked.of_order for e in b.of_type("ISSUED")]
    is_known = not checked.truth.world.down and all(b.is_summable for b in checked.of_order)
    is_known = is_known and not (checked.for_customer and any(b.is_withheld_from_customer for b in checked.of_order))
    return days is not None and checked.is_window(days) and not is_known and not any(at(e) in days for e in events)
