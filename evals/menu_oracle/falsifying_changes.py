"""For each kind, a world in which a statement of it holds, and one change that makes it false."""

from dataclasses import dataclass

from core.identity.tokens import Role
from evals.menu_oracle.example_worlds import (
    B_ROWS,
    BARE,
    CARD,
    CARD_DONE,
    DONE,
    EARLIER,
    EIGHTH,
    FAILED,
    FIRST,
    ITEMS,
    NEW,
    NINTH,
    OLD,
    ORDERS,
    REST,
    REVERSED,
    STORY,
    STORY_ROWS,
    TWO,
    TWO_CLOSED,
    TWO_DONE,
    TWO_NEW,
    WEEK,
)
from evals.menu_oracle.rows import (
    ORDER_B,
    Change,
    alter,
    ask,
    event,
    issued,
    item,
    later,
    no_rows,
    on,
    other,
    ped,
    plus,
    reserved,
    reversal,
    sources_down,
    without,
    world,
)
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF
from evals.menu_oracle.worlds import Turn, World, at
from statements.asked_details import DialogueAct


@dataclass(frozen=True)
class Case:
    """Every proposition of the kind in ``world`` is off the menu after ``change``."""

    world: World
    change: Change
    role: Role = STAFF


def _acts(*acts: DialogueAct) -> Case:
    return Case(ask(acts=frozenset(acts))(STORY), ask(acts=frozenset()))


OF_THE_TURN: dict[str, Case] = {
    "refusal.write": _acts(DialogueAct.WRITE),
    "refusal.personal_data": _acts(DialogueAct.PERSONAL_DATA),
    "refusal.off_topic": _acts(DialogueAct.OFF_TOPIC),
    "handoff": _acts(DialogueAct.HANDOFF),
    "lead.worklist": _acts(DialogueAct.WORKLIST),
    "ask.malformed_order": _acts(DialogueAct.MALFORMED_ORDER),
    "ask.impossible_day": _acts(DialogueAct.IMPOSSIBLE_DAY),
    "ask.order": _acts(DialogueAct.NO_ORDER),
    "ask.customer": _acts(DialogueAct.NO_CUSTOMER),
    "ask.order_unknown": _acts(DialogueAct.ORDER_UNKNOWN),
    "courtesy.greeting": Case(World(turn=Turn(acts=frozenset({DialogueAct.GREETING}))), ask(acts=frozenset())),
    "courtesy.hello": _acts(DialogueAct.GREETING),
    "courtesy.thanks": _acts(DialogueAct.THANKS),
    "courtesy.sympathy": _acts(DialogueAct.UPSET),
    "ask.which_order": Case(ask(is_open=True)(ORDERS), ask(is_open=False)),
    "draft.offered": Case(STORY, ask(acts=frozenset({DialogueAct.ORDER_UNKNOWN}))),
    "search.found": Case(ask(window=WEEK)(STORY), alter("ped", createdAt=on(1))),
    "search.none": Case(ask(window=EARLIER)(STORY), alter("ped", createdAt=at(55).isoformat())),
    "search.none_known": Case(
        sources_down("concessions")(world(ped(createdAt=None, lastUpdatedTime=on(1)), window=WEEK)), sources_down()
    ),
    "search.more": Case(ask(window=WEEK, has_more=True)(STORY), ask(has_more=False)),
    "search.older_order": Case(ask(window=EARLIER)(STORY), alter("ped", createdAt=at(55).isoformat())),
    "search.undated": Case(world(ped(createdAt=None), window=WEEK), alter("ped", createdAt=on(5))),
    "days.came": Case(ask(days=EIGHTH)(STORY), alter("I1", eventTime=on(9))),
    "days.nothing": Case(ask(days=NINTH)(STORY), alter("I1", eventTime=on(9))),
    "days.not_on_record": Case(sources_down("concessions")(ask(days=NINTH)(STORY)), sources_down()),
    "lookup.not_found": Case(ask(missing=(ORDER_B,))(STORY), ask(missing=())),
    "lookup.nothing_found": Case(no_rows(STORY), plus(*STORY_ROWS)),
    "lookup.invalid": Case(ask(is_invalid=True, missing=(ORDER_B,))(STORY), ask(is_invalid=False)),
    "lookup.limit": Case(ask(not_looked_up=(ORDER_B,))(STORY), ask(not_looked_up=())),
    "order.benefit_count": Case(
        world(*(ped(benefitId=f"BEN-{n:02}") for n in range(13))),
        alter("ped", benefit="BEN-12", businessReferenceId=ORDER_B),
    ),
    "orders.lines": Case(ORDERS, alter("I1", amountMinor=1400)),
    "orders.count": Case(ask(window=WEEK)(ORDERS), alter("ped", order=ORDER_B, createdAt=on(1))),
    "orders.total": Case(ORDERS, alter("ped", eligibleMinor=11000)),
    "orders.total_of_known": Case(
        world(*STORY_ROWS, *other(*OLD.ped, benefit="BEN-1", order=ORDER_B)),
        alter("ped", order=ORDER_B, benefitIssuanceStatus="RESERVED", gcId=None, benefitIssuanceTime=None),
    ),
    "orders.largest_open": Case(ORDERS, plus(REST)),
    "orders.largest_promised": Case(ORDERS, alter("ped", order=ORDER_B, eligibleMinor=10001)),
    "orders.largest_granted": Case(ORDERS, plus(reversal("R1", "I1", 1500), reversal("R2", "I2", 2100))),
    "orders.need_action": Case(
        world(*FAILED.ped, *FAILED.events, *B_ROWS), plus(issued("I1", 10000, 10, gcId="GC-7F3K-9Q2M-1111"))
    ),
    "orders.need_no_action": Case(STORY, plus(event("F1", "ISSUE_FAILED", 6400, 18, lineItemId="LI-3"))),
    "compare.sum": Case(ORDERS, alter("ped", order=ORDER_B, eligibleMinor=7100)),
    "compare.equal": Case(alter("ped", order=ORDER_B, eligibleMinor=7400)(ORDERS), plus(REST)),
    "unknown.source": Case(sources_down("lineItems")(STORY), sources_down()),
    "unknown.records": Case(ask(has_failed_lookup=True)(no_rows(STORY)), ask(has_failed_lookup=False)),
    "unknown.records_of_some": Case(ask(has_failed_lookup=True)(STORY), ask(has_failed_lookup=False)),
    "unknown.history_cut": Case(ask(has_more=True)(STORY), ask(has_more=False)),
    "claim.is_promised": Case(ask(claims=((10000, "INR"),))(STORY), alter("ped", eligibleMinor=10001)),
    "claim.is_granted": Case(ask(claims=((3600, "INR"),))(STORY), alter("I1", amountMinor=1400)),
    "claim.is_remaining": Case(ask(claims=((6400, "INR"),))(STORY), alter("I1", amountMinor=1400)),
    "claim.is_installment": Case(ask(claims=((1500, "INR"),))(STORY), alter("I1", amountMinor=1400)),
    "claim.is_item": Case(ask(claims=((2100, "INR"),))(STORY), alter("LI-2", eligibleMinor=2000)),
    "claim.not_on_record": Case(ask(claims=((4000, "INR"),))(STORY), alter("I1", amountMinor=4000)),
    "claim.difference": Case(ask(claims=((4000, "INR"),))(STORY), alter("I1", amountMinor=1400)),
    "next.try_later": Case(sources_down("ped")(STORY), sources_down()),
    "approved.language": Case(ask(other_language="ta")(STORY), ask(other_language="kn"), CUSTOMER_VIEW),
    "approved.text": Case(STORY, alter("LI-3", status="SHIPPED")),
}

OF_SUMS: dict[str, Case] = {
    "position.whole": Case(STORY, plus(REST)),
    "position.none_yet": Case(NEW, plus(issued("I1", 4000, lineItemId="LI-1"))),
    "position.complete": Case(DONE, plus(reversal("R1", "I1", 500, reinstates=True))),
    "position.closed": Case(plus(event("C1", "CANCELLED", 6400, 18, lineItemId="LI-3"))(STORY), without("C1")),
    "total.open": Case(TWO, plus(*other(issued("I1", 5000)))),
    "total.complete": Case(TWO_DONE, without("I1-BEN-2-404")),
    "total.closed": Case(TWO_CLOSED, without("C1-BEN-2-404")),
    "benefit.position": Case(TWO, lambda before: before.changed(ped=(ped(3601), ped(5001, benefitId="BEN-2")))),
    "benefit.heading": Case(world(*other(*OLD.ped), *OLD.ped), lambda before: before.changed(ped=before.ped[1:])),
    "promised.sum": Case(STORY, alter("ped", eligibleMinor=9000)),
    "granted.sum": Case(STORY, alter("I1", amountMinor=1400)),
    "remaining.sum": Case(STORY, plus(REST)),
    "total.promised": Case(TWO, alter("ped", eligibleMinor=9000)),
    "total.granted": Case(TWO, alter("I1", amountMinor=1400)),
    "total.remaining": Case(TWO, plus(*other(issued("I1", 5000)))),
    "answer.not_all": Case(STORY, plus(REST)),
    "answer.nothing_yet": Case(NEW, plus(issued("I1", 4000, lineItemId="LI-1"))),
    "answer.all_granted": Case(DONE, plus(reversal("R1", "I1", 500, reinstates=True))),
    "answer.order_not_all": Case(TWO, plus(*other(issued("I1", 5000)))),
    "answer.order_nothing_yet": Case(TWO_NEW, plus(issued("I1", 100))),
    "answer.order_all_granted": Case(TWO_DONE, without("I1-BEN-2-404")),
    "answer.still_due": Case(STORY, plus(event("C1", "CANCELLED", 100, 18, lineItemId="LI-3"))),
    "answer.nothing_open": Case(DONE, plus(reversal("R1", "I1", 500, reinstates=True))),
    "unknown.sums": Case(OLD, plus(issued("I1", 10000, 6, gcId="GC-7F3K-9Q2M-1111"))),
    "unknown.sums_not_told": Case(world(reserved(), item("LI-1", 10000)), plus(ped()), CUSTOMER_VIEW),
    "unknown.malformed_row": Case(alter("I2", amountMinor="2100")(STORY), alter("I2", amountMinor=2100)),
    "unknown.promised_only": Case(OLD, alter("ped", eligibleMinor=9000)),
    "unknown.granted_only": Case(world(issued("I1", 500)), plus(ped())),
    "unknown.older_records": Case(OLD, plus(issued("I1", 10000, 6, gcId="GC-7F3K-9Q2M-1111"))),
    "unknown.status_recorded": Case(
        world(ped(benefitIssuanceStatus="CANCELLED")), plus(event("C1", "CANCELLED", 10000))
    ),
    "unknown.recorded_card": Case(
        world(ped(gcIds=["GC-7F3K-9Q2M-1111", "GC-7F3K-9Q2M-3333"]), FIRST), alter("ped", gcIds=["GC-7F3K-9Q2M-1111"])
    ),
    "unknown.next_day": Case(STORY, plus(REST)),
    "excess.over_issued": Case(plus(issued("I9", 12000, 17))(BARE), alter("I9", amountMinor=8000)),
    "excess.none": Case(STORY, plus(issued("I9", 9000, 17))),
    "next.keep_open": Case(BARE, plus(issued("I1", 10000, gcId="GC-7F3K-9Q2M-1111"))),
    "next.may_close": Case(DONE, plus(reversal("R1", "I1", 500, reinstates=True))),
}

OF_HISTORY: dict[str, Case] = {
    "installments.lines": Case(STORY, alter("I1", amountMinor=1400)),
    "installments.only": Case(world(ped(), FIRST), alter("I1", eventTime=on(9))),
    "installments.more": Case(
        world(ped(), *(issued(f"I{n}", 10 + n, gcId=f"GC-7F3K-9Q2M-{1000 + n}") for n in range(13))), without("I0")
    ),
    "installments.left_out": Case(
        world(ped(), *(event(f"F{n}", "ISSUE_FAILED", 10) for n in range(103))), without("F0")
    ),
    "installment.one": Case(world(ped(), FIRST), alter("I1", eventTime=on(9))),
    "installments.count": Case(STORY, without("I2")),
    "installments.sum": Case(STORY, plus(reversal("R1", "I1", 500))),
    "installments.per_shipment": Case(STORY, alter("I2", shipmentId="S1")),
    "installments.none": Case(NEW, plus(issued("I1", 4000, lineItemId="LI-1"))),
    "installments.first": Case(STORY, alter("I1", eventTime=on(9))),
    "installments.last": Case(STORY, alter("I2", eventTime=on(13))),
    "installments.reversals_of_none": Case(STORY, plus(reversal("R1", "I1", 500))),
    "reversal.one": Case(REVERSED, alter("R1", amountMinor=600)),
    "reversal.whole": Case(plus(reversal("R1", "I1", 1500))(STORY), alter("R1", amountMinor=600)),
    "reversal.untouched": Case(REVERSED, without("R1")),
    "reversal.sum": Case(REVERSED, without("R1")),
    "reversal.due_again": Case(alter("R1", reinstates=True)(REVERSED), alter("R1", reinstates=False)),
    "reversal.not_due_again": Case(REVERSED, alter("R1", reinstates=True)),
    "cards.count": Case(STORY, alter("I2", gcId="GC-7F3K-9Q2M-1111")),
    "cards.only_last_in_record": Case(STORY, alter("I2", gcId="GC-7F3K-9Q2M-1111")),
    "cards.one_is_all": Case(alter("I2", gcId="GC-7F3K-9Q2M-1111")(STORY), alter("I2", gcId="GC-8H4L-2W6N-2222")),
    "cards.validity_unknown": Case(STORY, no_rows),
    "cards.none": Case(NEW, plus(issued("I1", 4000, gcId="GC-7F3K-9Q2M-1111"))),
    "items.waiting": Case(STORY, alter("LI-3", status="SHIPPED")),
    "items.waiting_among_others": Case(
        plus(item("LI-4", 100, "SHIPPED"))(alter("ped", eligibleMinor=10100)(STORY)), alter("LI-3", status="SHIPPED")
    ),
    "items.shipped": Case(alter("LI-3", status="SHIPPED")(STORY), alter("LI-3", status="PENDING")),
    "items.open_count": Case(STORY, plus(REST)),
    "items.lines": Case(STORY, alter("LI-3", status="SHIPPED")),
    "item.state": Case(world(ped(), reserved(), item("LI-1", 10000)), alter("LI-1", status="SHIPPED")),
    "item.not_on_order": Case(ask(item_words=("toaster",))(STORY), alter("LI-3", title="Red toaster")),
    "item.part_of_installment": Case(
        world(ped(3600), issued("I1", 3600, shipmentId="S1"), *(row | {"shipmentId": "S1"} for row in ITEMS)),
        alter("LI-2", shipmentId="S2"),
    ),
    "card.unrevealed": Case(CARD, alter("ped", revealedAt=on(10))),
    "card.unrevealed_expired": Case(later(30)(CARD), alter("ped", expiresAt=on(90))),
    "card.deadline": Case(CARD, alter("ped", expiresAt=on(46))),
    "card.revealed": Case(CARD_DONE, alter("ped", revealedAt=on(9))),
    "card.brought": Case(CARD_DONE, plus(reversal("R1", "I1", 500))),
    "card.revealed_in_time": Case(CARD_DONE, alter("ped", expiresAt=on(9))),
    "card.worth_withheld": Case(
        CARD, lambda before: plus(issued("I1", 5000))(alter("ped", revealedAt=on(10))(before)), CUSTOMER_VIEW
    ),
    "benefit.deadline": Case(alter("ped", expiresAt=on(45))(STORY), later(30)),
    "benefit.no_deadline": Case(STORY, sources_down("ped")),
    "record.created": Case(STORY, alter("ped", createdAt=on(4))),
    "record.created_unknown": Case(world(ped(createdAt=None)), alter("ped", createdAt=on(5))),
    "record.promotion": Case(STORY, alter("ped", promotionName="Freedom Sale")),
    "record.sources": Case(STORY, plus(REST)),
    "record.status": Case(STORY, plus(REST)),
    "next.scratch": Case(CARD, later(30)),
    "next.nothing_to_do": Case(STORY, alter("LI-3", status="SHIPPED")),
}

OF_DOUBT: dict[str, Case] = {
    "reason.in_progress": Case(BARE, plus(issued("I1", 10000))),
    "reason.failed": Case(FAILED, plus(issued("I1", 10000, 10))),
    "failure.none": Case(STORY, plus(event("F1", "ISSUE_FAILED", 6400, 18, lineItemId="LI-3"))),
    "failure.over": Case(plus(issued("I1", 10000, 10))(FAILED), without("I1")),
    "reason.cancelled_sum": Case(plus(event("C1", "CANCELLED", 1000))(BARE), alter("C1", amountMinor=900)),
    "reason.expired_sum": Case(plus(event("X1", "EXPIRED", 1000))(BARE), alter("X1", amountMinor=900)),
    "reason.expired": Case(
        world(ped(benefitIssuanceStatus="EXPIRED"), reserved()), alter("ped", benefitIssuanceStatus="RESERVED")
    ),
    "reason.cancelled": Case(alter("LI-3", status="CANCELLED")(STORY), alter("LI-3", status="PENDING")),
    "reason.item_returned": Case(alter("LI-3", status="RETURNED")(STORY), alter("LI-3", status="PENDING")),
    "reason.cap_reached": Case(
        plus(reversal("R1", "I1", 500, reasonCode="CAP_REACHED"))(STORY), alter("R1", reasonCode=None)
    ),
    "cancellation.none": Case(STORY, plus(event("C1", "CANCELLED", 100, 18))),
    "reason.rounding": Case(
        world(
            ped(10000),
            *(issued(f"I{n}", 3333, 8 + n, lineItemId=f"LI-{n}") for n in range(3)),
            *(item(f"LI-{n}", 3333, "ISSUED") for n in range(3)),
        ),
        alter("ped", eligibleMinor=9999),
    ),
    "conflict.eligibleDiffers": Case(alter("ped", eligibleMinor=12000)(STORY), alter("ped", eligibleMinor=10000)),
    "conflict.issuedDiffers": Case(alter("LI-2", issuedMinor=2000)(STORY), alter("LI-2", issuedMinor=2100)),
    "conflict.pedRowMissing": Case(world(FIRST), plus(ped())),
    "conflict.itemClosedWithoutEvent": Case(
        alter("LI-3", status="CANCELLED")(STORY), plus(event("C1", "CANCELLED", 6400, lineItemId="LI-3"))
    ),
    "conflict.ownerDiffers": Case(alter("I1", customerId="CUST-2002")(STORY), alter("I1", customerId="CUST-1001")),
    "conflict.eventTypeUnknown": Case(plus(event("A1", "ADJUSTED", 100))(STORY), without("A1")),
    "conflict.eventContentDiffers": Case(
        plus(FIRST | {"amountMinor": 1501})(STORY), lambda before: before.changed(events=before.events[:-1])
    ),
    "conflict.reversalWithoutIssuance": Case(plus(reversal("R1", "I9", 100))(STORY), plus(issued("I9", 100, 9))),
    "conflict.reversalAboveIssuance": Case(plus(reversal("R1", "I1", 1600))(STORY), alter("R1", amountMinor=1500)),
    "conflict.currencyDiffers": Case(alter("I1", currency="EUR")(STORY), alter("I1", currency="INR")),
    "conflict.remainingBelowZero": Case(plus(event("C1", "CANCELLED", 9000, 18))(STORY), without("C1")),
    "conflict.itemOverIssued": Case(alter("I1", amountMinor=1600)(STORY), alter("I1", amountMinor=1500)),
    "conflict.itemClosedTwice": Case(plus(event("C1", "CANCELLED", 100, lineItemId="LI-1"))(STORY), without("C1")),
    "conflict.remainingDiffers": Case(plus(event("C1", "CANCELLED", 500, lineItemId="LI-1"))(STORY), without("C1")),
    "conflict.statusWithoutEvents": Case(
        world(ped(benefitIssuanceStatus="CANCELLED")), plus(event("C1", "CANCELLED", 10000))
    ),
    "conflict.statusEventMissing": Case(
        alter("ped", benefitIssuanceStatus="CANCELLED")(BARE), plus(event("C1", "CANCELLED", 10000))
    ),
    "conflict.eventInFuture": Case(alter("I2", eventTime=on(28))(STORY), alter("I2", eventTime=on(12))),
    "conflict.reversalBeforeIssuance": Case(alter("R1", eventTime=on(7))(REVERSED), alter("R1", eventTime=on(15))),
    "conflict.issuedEventMissing": Case(alter("ped", benefitIssuanceStatus="ISSUED")(BARE), plus(issued("I1", 10000))),
    "conflict.none": Case(STORY, alter("LI-2", issuedMinor=2000)),
    "excess.duplicate": Case(plus(FIRST | {"eventId": "I1-B"})(STORY), without("I1-B")),
    "next.raise_failed": Case(FAILED, plus(issued("I1", 10000, 10))),
    "next.check_payment": Case(OLD, plus(issued("I1", 10000, 6, gcId="GC-7F3K-9Q2M-1111"))),
    "next.check_excess": Case(plus(FIRST | {"eventId": "I1-B"})(STORY), without("I1-B")),
}
FALSIFIED = OF_THE_TURN | OF_SUMS | OF_HISTORY | OF_DOUBT
# Holds in every world, and says nothing about it.
ALWAYS = {
    "ask.again",
    "courtesy.anything_else",
    "draft.hello",
    "draft.sorry",
    "draft.patience",
    "draft.holding",
    "draft.regards",
}
