"""When it may be stated what came, failed and was taken back, on which card, for which items."""

from collections.abc import Iterable
from datetime import datetime

from statements.statement import ListSlot, Part, Slots
from tests.statements.oracle.fold import BenefitTruth, TakenBack, instant
from tests.statements.oracle.position import standing
from tests.statements.oracle.told import Table, Told, amount, parts, value
from tests.statements.worlds import Row

table = Table()


def title_of(row: Row) -> str | None:
    """Return a title as it is shown: a sign for inches is none that could end a quotation."""
    return str(row["title"]).replace('"', "″") if row.get("title") else None


def at(event: Row) -> datetime:
    return instant(event["eventTime"])


def rows_of(benefit: BenefitTruth, event: Row) -> list[Row]:
    """Return the tracker's rows that an event may be about, by the item and the shipment that it names."""
    item, shipment = event.get("lineItemId"), event.get("shipmentId")
    if not item and not shipment:
        return []
    own = [row for row in benefit.rows if not item or row["lineItemId"] == item]
    return [row for row in own if not shipment or row.get("shipmentId") in (None, shipment)]


def _is_event(told: Told, benefit: BenefitTruth, slots: Slots, event: Row) -> bool:
    """Whether a line's amount, day, card and items are those of an event."""
    if amount(slots["amount"]) != (event["amountMinor"], event["currency"]):
        return False
    if "day" in slots and instant(value(slots["day"])) != at(event):
        return False
    titles = {title_of(row) for row in rows_of(benefit, event)}
    are_items = all(value(item["title"]) in titles for item in parts(slots.get("items")))
    return are_items and told.is_card(slots.get("card"), event) and _are_reversals(benefit, slots, event)


def _are_reversals(benefit: BenefitTruth, slots: Slots, event: Row) -> bool:
    taken = benefit.taken_back.get(event["eventId"], []) if benefit.is_summable or not slots.get("reversals") else []
    told_of = parts(slots.get("reversals"))
    if not told_of:
        return event["type"] != "ISSUED" or not taken or not benefit.is_summable
    return len(told_of) == len(taken) and all(
        amount(s["amount"])[0] == part.amount and instant(value(s["day"])) == at(part.event)
        for s, part in zip(told_of, taken, strict=True)
    )


def line_holds(told: Told, benefit: BenefitTruth, part: Part) -> bool:
    """Whether the line of one installment is what the rows say of one."""
    slots = part.slots
    if part.template == "installment_issued":
        return any(_is_event(told, benefit, slots, event) for event in benefit.of_type("ISSUED"))
    if part.template == "installment_failed":
        return any(_is_event(told, benefit, slots, event) for event in benefit.of_type("ISSUE_FAILED"))
    if part.template == "installment_in_future":
        events = [event for event in benefit.of_type("ISSUED", "ISSUE_FAILED") if at(event) > told.truth.world.now]
        return any(_is_event(told, benefit, slots, event) for event in events)
    if part.template.startswith("installment_recorded"):
        return _is_recorded(told, benefit, slots)
    return False


def _is_recorded(told: Told, benefit: BenefitTruth, slots: Slots) -> bool:
    """Something that PED or the tracker remembers and that no event names."""
    cards = [*benefit.cards_in_ped, *(row.get("gcId") for row in benefit.rows if row.get("gcId"))]
    is_known_card = "card" not in slots or value(slots["card"]) in {told.token(card) for card in cards}
    by_event = {told.token(e["gcId"]) for e in benefit.of_type("ISSUED") if e.get("gcId")}
    is_new = "card" not in slots or value(slots["card"]) not in by_event
    issued = {(row["issuedMinor"], row["currency"]) for row in benefit.rows if row["issuedMinor"]}
    is_amount = "amount" not in slots or amount(slots["amount"]) in issued
    recorded_at = (benefit.ped or {}).get("benefitIssuanceTime")
    is_day = "day" not in slots or (bool(recorded_at) and instant(value(slots["day"])) == instant(recorded_at))
    return is_known_card and is_new and is_amount and is_day


def _lines(told: Told, name: str) -> list[Part]:
    slot = told.slots.get(name)
    return list(slot.parts) if isinstance(slot, ListSlot) else []


def _all_hold(told: Told, lines: Iterable[Part]) -> bool:
    found = list(lines)
    return bool(found) and all(line_holds(told, told.benefit, part) for part in found)


@table.rule("installments.lines", "installments.only")
def _listed(told: Told) -> bool:
    """What is listed is so, and with up to twelve lines nothing is left out."""
    lines = [*_lines(told, "lines"), *_lines(told, "line")]
    events = told.benefit.of_type("ISSUED", "ISSUE_FAILED")
    of_events = sum(not part.template.startswith("installment_recorded") for part in lines)
    return _all_hold(told, lines) and of_events >= min(len(events), 12)


@table.rule("installment.one")
def _one(told: Told) -> bool:
    return _all_hold(told, _lines(told, "line"))


@table.rule("installments.first", "installments.last")
def _at_the_end(told: Told) -> bool:
    (line,) = _lines(told, "line")
    issued = told.benefit.of_type("ISSUED")
    end = issued[0 if told.statement.kind.endswith("first") else -1]
    return len(issued) > 1 and told.benefit.log_answered and _is_event(told, told.benefit, line.slots, end)


@table.rule("installments.more")
def _more(told: Told) -> bool:
    return told.number("count") == standing(told.benefit) and len(told.benefit.of_type("ISSUED", "ISSUE_FAILED")) > 12


@table.rule("installments.count")
def _count(told: Told) -> bool:
    benefit = told.benefit
    return told.number("count") == standing(benefit) and told.is_amount("granted", benefit.granted, benefit.currency)


@table.rule("installments.per_shipment")
def _per_shipment(told: Told) -> bool:
    shipments = [event.get("shipmentId") for event in told.benefit.of_type("ISSUED")]
    is_each = None not in shipments and len(set(shipments)) == len(shipments)
    return is_each and told.number("count") == len(shipments) > 1


@table.rule("installments.sum")
def _sum(told: Told) -> bool:
    benefit = told.benefit
    addends = [amount(slots["amount"]) for slots in parts(told.slots["amounts"])]
    issued = [(e["amountMinor"], e["currency"]) for e in benefit.of_type("ISSUED")]
    is_sum = told.is_amount("granted", sum(minor for minor, _ in addends), benefit.currency)
    return addends == issued and is_sum and benefit.granted == sum(minor for minor, _ in addends)


@table.rule("installments.none")
def _nothing_issued(told: Told) -> bool:
    return told.benefit.granted == 0 and not told.benefit.of_type("ISSUED")


# -- what was taken back


def _takes(told: Told) -> list[tuple[Row, TakenBack]]:
    benefit = told.benefit
    issued = {event["eventId"]: event for event in benefit.of_type("ISSUED")}
    return [(issued[target], part) for target, found in benefit.taken_back.items() for part in found]


@table.rule("installments.reversals_of_none")
def _nothing_reversed(told: Told) -> bool:
    benefit = told.benefit
    return benefit.reversed == 0 and not benefit.of_type("REVERSED")


@table.rule("reversal.one")
def _reversal(told: Told) -> bool:
    for issued, part in _takes(told):
        if issued["eventId"] != told.statement.subject.part:
            continue
        is_part = told.amount("amount") == (part.amount, issued["currency"]) and told.at("day") == at(part.event)
        is_issued = told.amount("issued") in (None, (issued["amountMinor"], issued["currency"]))
        titles = {title_of(row) for row in rows_of(told.benefit, issued)}
        are_items = all(value(s["title"]) in titles for s in parts(told.slots.get("items")))
        if is_part and is_issued and told.at("issued_on") in (None, at(issued)) and are_items and _is_code(told, part):
            return True
    return False


def _is_code(told: Told, part: TakenBack) -> bool:
    """Whether a reason is that of the event; a customer hears of a returned item only."""
    code, own = told.slots.get("code"), part.event.get("reasonCode")
    is_heard = not told.for_customer or own == "ITEM_RETURNED"
    return code is None or (is_heard and value(code) == f"reason_code.{own}")


@table.rule("reversal.whole")
def _reversed_whole(told: Told) -> bool:
    """One event took all of an installment back."""
    for issued, part in _takes(told):
        if issued["eventId"] != told.statement.subject.part or part.amount != issued["amountMinor"]:
            continue
        titles = {title_of(row) for row in rows_of(told.benefit, issued)}
        are_items = all(value(s["title"]) in titles for s in parts(told.slots.get("items")))
        is_amount = told.amount("amount") == (issued["amountMinor"], issued["currency"])
        is_day = told.at("day") == at(part.event) and told.at("issued_on") in (None, at(issued))
        return is_amount and is_day and are_items and _is_code(told, part)
    return False


@table.rule("reversal.untouched")
def _untouched(told: Told) -> bool:
    """Nothing was taken back of it, and of another something was."""
    taken = told.benefit.taken_back
    own = [e for e in told.benefit.of_type("ISSUED") if e["eventId"] == told.statement.subject.part]
    return bool(taken) and all(
        e["eventId"] not in taken and told.amount("amount") == (e["amountMinor"], e["currency"]) for e in own
    )


@table.rule("reversal.sum")
def _reversal_sum(told: Told) -> bool:
    benefit = told.benefit
    sums = {"issued": benefit.issued, "reversed": benefit.reversed, "granted": benefit.granted}
    return all(told.is_amount(name, found, benefit.currency) for name, found in sums.items())


@table.rule("reversal.due_again")
def _due_again(told: Told) -> bool:
    taken = told.benefit.parts_taken_back
    is_sum = told.is_amount("reversed", told.benefit.reversed, told.benefit.currency)
    return is_sum and bool(taken) and all(part.reinstates for part in taken)


@table.rule("reversal.not_due_again")
def _not_due_again(told: Told) -> bool:
    taken = told.benefit.parts_taken_back
    is_sum = told.is_amount("reversed", told.benefit.reversed, told.benefit.currency)
    return is_sum and bool(taken) and not any(part.reinstates for part in taken)


# -- gift cards


def _cards(told: Told) -> list[str]:
    """Return the gift cards of the events, each once, by time."""
    named = (card for event in told.benefit.of_type("ISSUED") for card in (event.get("gcId"),) if card)
    return list(dict.fromkeys(str(told.token(card)) for card in named))


@table.rule("cards.count")
def _card_count(told: Told) -> bool:
    shown = [str(value(slots["card"])) for slots in parts(told.slots["cards"])]
    unnamed = [e for e in told.benefit.of_type("ISSUED") if not e.get("gcId") and e["amountMinor"]]
    is_all = told.benefit.log_answered and told.benefit.is_summable and not unnamed
    return is_all and told.number("count") == len(shown) and sorted(shown) == sorted(_cards(told))


@table.rule("cards.one_is_all")
def _one_card(told: Told) -> bool:
    unnamed = [e for e in told.benefit.of_type("ISSUED") if not e.get("gcId") and e["amountMinor"]]
    is_known = told.benefit.is_summable and not unnamed
    return is_known and _cards(told) == [value(told.slots["card"])]


@table.rule("cards.only_last_in_record")
def _last_card_in_record(told: Told) -> bool:
    """There are several, and the events hold them all."""
    unnamed = [event for event in told.benefit.of_type("ISSUED") if not event.get("gcId")]
    return len(_cards(told)) > 1 and told.benefit.is_summable and bool(told.benefit.ped) and not unnamed


@table.rule("cards.none")
def _no_card(told: Told) -> bool:
    benefit = told.benefit
    elsewhere = benefit.cards_in_ped or any(row.get("gcId") for row in benefit.rows)
    return benefit.issued == 0 and not elsewhere and not _cards(told)


@table.rule("unknown.recorded_card")
def _recorded(told: Told) -> bool:
    benefit = told.benefit
    named = {told.token(card) for card in benefit.cards_in_ped}
    named |= {told.token(row["gcId"]) for row in benefit.rows if row.get("gcId")}
    return bool(named - set(_cards(told))) or bool(benefit.says_issued_elsewhere and not benefit.holds_money)


# -- what came on some days


def _came_lines(told: Told) -> list[Part]:
    return [*_lines(told, "lines"), *_lines(told, "line")]


@table.rule("days.came")
def _came(told: Told) -> bool:
    days = told.truth.world.turn.days
    benefits = told.of_order
    held = [any(line_holds(told, benefit, part) for benefit in benefits) for part in _came_lines(told)]
    return days is not None and told.is_window(days) and bool(held) and all(held)


@table.rule("days.nothing")
def _nothing_came(told: Told) -> bool:
    days = told.truth.world.turn.days
    events = [e for b in told.of_order for e in b.of_type("ISSUED")]
    is_known = not told.truth.world.down and all(b.is_summable for b in told.of_order)
    return days is not None and told.is_window(days) and is_known and not any(at(e) in days for e in events)


@table.rule("days.not_on_record")
def _not_known(told: Told) -> bool:
    days = told.truth.world.turn.days
    events = [e for b in told.of_order for e in b.of_type("ISSUED")]
    is_known = not told.truth.world.down and all(b.is_summable for b in told.of_order)
    is_known = is_known and not (told.for_customer and any(b.is_withheld_from_customer for b in told.of_order))
    return days is not None and told.is_window(days) and not is_known and not any(at(e) in days for e in events)
