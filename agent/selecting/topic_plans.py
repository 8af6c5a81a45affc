"""The plans: which kinds of statements answer which topic, in reading order.

A step is a kind, or several alternatives of which the first that holds is used (``Menu.follow``).
"""

from collections.abc import Mapping

from statements.kinds.conflicts import CODES
from statements.menu import Step
from statements.topics import Topic

# Promised, granted and remaining of the only benefit of an order, or else what is known of these.
POSITION: tuple[Step, ...] = (
    ("position.whole", "position.none_yet", "position.complete", "position.closed"),
    "unknown.promised_only",
    "unknown.granted_only",
    "unknown.sums",
    "unknown.sums_not_told",
    "unknown.malformed_row",
    "card.worth_withheld",
)
TOTAL: tuple[Step, ...] = (("total.open", "total.complete", "total.closed"),)
AMONG_OTHERS: tuple[Step, ...] = (
    ("benefit.position", "benefit.heading"),
    "unknown.promised_only",
    "unknown.granted_only",
    "unknown.sums",
    "unknown.sums_not_told",
    "unknown.malformed_row",
    "card.worth_withheld",
)
ISSUANCES: tuple[Step, ...] = (
    "card.revealed",
    ("installments.lines", "installments.only"),
    "installments.more",
    "installments.left_out",
    "unknown.older_records",
    "unknown.status_recorded",
    "unknown.recorded_card",
)
LISTED = ("installments.lines", "installments.only")
_LINES: tuple[Step, ...] = (LISTED,)
_SHIPPING: tuple[Step, ...] = (("items.waiting", "items.waiting_among_others"), "items.shipped")
_REASONS: tuple[Step, ...] = (
    "card.unrevealed",
    "card.unrevealed_expired",
    "reason.failed",
    "reason.in_progress",
    "reason.cancelled_sum",
    "reason.expired_sum",
    "reason.expired",
    "reason.cancelled",
    "reason.item_returned",
    "reason.cap_reached",
    "reason.rounding",
    "reversal.due_again",
    "card.deadline",
    "next.raise_failed",
)
OPEN: tuple[Step, ...] = (*_SHIPPING, *_REASONS)
WHOLE: tuple[Step, ...] = (*ISSUANCES, *OPEN)

# What answers a topic about one benefit, in addition to its position.
DETAILS: Mapping[Topic, tuple[Step, ...]] = {
    Topic.POSITION: (),
    Topic.PROMISED: _REASONS,
    Topic.GRANTED: (*ISSUANCES, *_REASONS),
    Topic.REMAINING: OPEN,
    Topic.COMPLETE: (*OPEN, "unknown.older_records", "next.check_payment", ("next.keep_open", "next.may_close")),
    Topic.WHY: WHOLE,
    Topic.WHY_IN_PARTS: ("installments.per_shipment", *_LINES, *_SHIPPING),
    Topic.WHEN_CAME: (*ISSUANCES, "installments.none"),
    Topic.WHEN_NEXT: (*OPEN, "next.nothing_to_do"),
    Topic.SUM: ("installments.sum", "reversal.sum"),
    Topic.INSTALLMENTS: (*ISSUANCES, "installments.none"),
    Topic.GIFT_CARDS: (*ISSUANCES, "cards.none"),
    Topic.ONE_CARD_SHOWN: (("cards.only_last_in_record", "cards.one_is_all"), *_LINES),
    Topic.ITEMS: (("items.lines", "item.state"),),
    Topic.SCRATCH_CARD: (
        "card.unrevealed",
        "card.unrevealed_expired",
        ("card.brought", "card.revealed"),
        *_LINES,
        "card.deadline",
    ),
    Topic.EXPIRY: (
        "card.deadline",
        ("card.revealed_in_time", "card.revealed"),
        "card.unrevealed_expired",
        "reason.expired_sum",
        "reason.expired",
        ("benefit.deadline", "benefit.no_deadline"),
    ),
    Topic.REVERSAL: (
        "reversal.whole",
        "reversal.one",
        "reversal.untouched",
        "reason.item_returned",
        "reversal.due_again",
        "reversal.not_due_again",
        "installments.reversals_of_none",
    ),
    Topic.FAILURE: (
        ("reason.failed", "failure.over", "failure.none"),
        ("failure.none", *LISTED),  # the installments matter only where something failed
        "next.raise_failed",
    ),
    Topic.CANCELLATION: (
        ("reason.cancelled_sum", "reason.cancelled", "cancellation.none"),
        "reason.item_returned",
        "reason.cap_reached",
        "answer.still_due",
    ),
    Topic.EXCESS: ("excess.over_issued", "excess.duplicate", "excess.none", *_LINES, "next.check_excess"),
    Topic.DUPLICATE: ("excess.duplicate", "excess.over_issued", "excess.none", *_LINES, "next.check_excess"),
    Topic.CREATED: (("record.created", "record.created_unknown"),),
    Topic.PROMOTION: ("record.promotion",),
    Topic.SOURCES: ("record.sources",),
    Topic.CONFLICT: (
        "unknown.malformed_row",
        *(f"conflict.{code}" for code in (*CODES, "other", "none")),
        "next.check_payment",
    ),
    Topic.NEXT_STEP: (
        *_SHIPPING,
        "next.raise_failed",
        "next.scratch",
        "next.check_payment",
        "next.check_excess",
        "answer.still_due",
        "next.nothing_to_do",
    ),
    Topic.FEELINGS: (*OPEN, "answer.still_due", "next.nothing_to_do"),
}


def get_detail_plans(topics: frozenset[Topic]) -> list[tuple[Topic, tuple[Step, ...]]]:
    """Return the plan of each topic, adjusted for the topics that are asked for together."""
    details = dict(DETAILS)
    if Topic.FEELINGS in topics or Topic.REVERSAL in topics:
        details[Topic.WHY] = OPEN
    if Topic.REVERSAL in topics or Topic.ONE_CARD_SHOWN in topics:
        details[Topic.INSTALLMENTS] = details[Topic.GIFT_CARDS] = ()
    if Topic.ITEMS in topics and topics & {Topic.REMAINING, Topic.WHEN_NEXT}:
        details[Topic.ITEMS] = _SHIPPING
    if Topic.COMPLETE in topics and topics & {Topic.WHEN_CAME, Topic.CREATED}:
        details[Topic.COMPLETE] = ISSUANCES
    return list(details.items())


# Topics about a whole order, and about a whole turn.
OF_ORDER: Mapping[Topic, tuple[Step, ...]] = {
    Topic.CAME_ON: (("days.came", "days.nothing", "days.not_on_record"),),
    Topic.VALIDITY: ("cards.validity_unknown",),
    Topic.ITEMS: ("item.not_on_order",),
    Topic.WHEN_NEXT: ("unknown.next_day",),
}
OF_TURN: Mapping[Topic, tuple[Step, ...]] = {
    Topic.LIST_ORDERS: ("orders.count", "orders.lines"),
    Topic.TOTALS: (("orders.total", "orders.total_of_known"), "orders.lines"),
    Topic.LARGEST: (),  # depends on the sum that is asked for (``LARGEST``)
    Topic.NEEDS_ACTION: (("orders.need_action", "orders.need_no_action"),),
    Topic.COMPARE: ("orders.lines", ("compare.sum", "compare.equal")),
}
LARGEST: Mapping[Topic, str] = {
    Topic.PROMISED: "orders.largest_promised",
    Topic.GRANTED: "orders.largest_granted",
    Topic.REMAINING: "orders.largest_open",
}
# What an amount in the question may be, and what follows where an earlier turn explained the order.
CLAIMS = ("claim.is_promised", "claim.is_granted", "claim.is_remaining", "claim.is_item", "claim.is_installment")
OF_CLAIM: Mapping[str, tuple[Step, ...]] = {
    "claim.is_granted": ("installments.sum",),
    "claim.is_remaining": (*_SHIPPING, *_REASONS, "answer.still_due"),
}
# The one sentence that answers a topic, where an earlier turn explained the order or a short answer is wanted.
SHORT: Mapping[Topic, tuple[tuple[str, ...], tuple[str, ...]]] = {  # for a benefit; for an order with several
    Topic.PROMISED: (("promised.sum",), ("total.promised",)),
    Topic.GRANTED: (("granted.sum",), ("total.granted",)),
    Topic.REMAINING: (("remaining.sum",), ("total.remaining",)),
    Topic.POSITION: (
        ("position.whole", "position.none_yet", "position.complete", "position.closed", "benefit.position"),
        ("total.open", "total.complete", "total.closed"),
    ),
}
YES_NO: tuple[Step, ...] = (("answer.all_granted", "answer.not_all", "answer.nothing_yet"),)
ORDER_YES_NO: tuple[Step, ...] = (("answer.order_all_granted", "answer.order_not_all", "answer.order_nothing_yet"),)
# Kinds that state that there is none of something, and the prefixes of kinds that state that there is: for an order
# with several benefits of which only one has any.
NONE_OF: Mapping[str, tuple[str, ...]] = {
    "failure.none": ("reason.failed", "failure.over"),
    "excess.none": ("excess.over_issued", "excess.duplicate"),
    "cancellation.none": ("reason.cancelled",),
    "installments.reversals_of_none": ("reversal.",),
    "installments.none": ("installments.lines", "installments.only", "installments.count"),
    "cards.none": ("installments.lines", "installments.only", "cards.count"),
    "benefit.no_deadline": ("card.", "benefit.deadline", "reason.expired"),
}
# Kinds that state what the listed kinds state as well.
COVERS: Mapping[str, frozenset[str]] = {
    "items.shipped": frozenset({"reason.in_progress"}),
    "answer.not_all": frozenset({"remaining.sum", "granted.sum", "promised.sum"}),
    "reason.failed": frozenset({"reason.in_progress"}),
    "reversal.whole": frozenset({"reason.item_returned"}),
    "reversal.one": frozenset({"reason.item_returned"}),
    "card.brought": frozenset({"card.revealed"}),
    "answer.still_due": frozenset({"cancellation.none"}),
    "card.unrevealed_expired": frozenset({"reason.expired"}),
    "reason.expired_sum": frozenset({"reason.expired"}),
    "card.revealed_in_time": frozenset({"card.revealed"}),
    "card.deadline": frozenset({"next.scratch"}),
    "next.scratch": frozenset({"card.deadline"}),
}
