"""Which kinds of statements hold although records of their subject are left out (``tools.listing_limits``).

A proof that reads a list as a whole ("nothing else", "the only one", "all of them") may prove something false from a
part of it. Of a subject with records left out, a kind is therefore on the menu only if it is named here. A kind may be
named if its proof reads the sums, counts, flags, closures and items of the record, which are complete, or asks only
whether some listed record has a property; whatever it reads of all benefits of an order, it reads from
``OrderScope.record``. A new kind is not named until that has been checked.
"""

from statements.kinds.conflicts import CODES

# They read the message, the outcomes of the lookups and the reports of the sources.
_OF_THE_TURN = (
    "refusal.write",
    "refusal.personal_data",
    "refusal.off_topic",
    "handoff",
    "lead.worklist",
    "ask.malformed_order",
    "ask.impossible_day",
    "ask.order",
    "ask.customer",
    "ask.order_unknown",
    "ask.which_order",
    "ask.again",
    "courtesy.greeting",
    "courtesy.thanks",
    "courtesy.sympathy",
    "courtesy.hello",
    "courtesy.anything_else",
    "draft.offered",
    "draft.hello",
    "draft.sorry",
    "draft.patience",
    "draft.holding",
    "draft.regards",
    "search.found",
    "search.none",
    "search.none_known",
    "search.more",
    "search.older_order",
    "search.undated",
    "lookup.not_found",
    "lookup.nothing_found",
    "lookup.invalid",
    "lookup.limit",
    "unknown.source",
    "unknown.records",
    "unknown.records_of_some",
    "unknown.history_cut",
    "next.try_later",
    "approved.text",
)

# They read the sums of orders, and the reasons of all their benefits.
_OF_ORDERS = (
    "orders.lines",
    "orders.count",
    "orders.total",
    "orders.total_of_known",
    "orders.largest_open",
    "orders.largest_promised",
    "orders.largest_granted",
    "orders.need_action",
    "orders.need_no_action",
    "order.benefit_count",
    "compare.sum",
    "compare.equal",
    "total.open",
    "total.complete",
    "total.closed",
    "total.promised",
    "total.granted",
    "total.remaining",
    "answer.order_not_all",
    "answer.order_nothing_yet",
    "answer.order_all_granted",
    "unknown.next_day",
    "cards.validity_unknown",
)

# They read the sums, the count of installments, the reasons and the days of one benefit.
_OF_A_POSITION = (
    "position.whole",
    "position.none_yet",
    "position.complete",
    "position.closed",
    "benefit.position",
    "benefit.heading",
    "promised.sum",
    "granted.sum",
    "remaining.sum",
    "answer.not_all",
    "answer.nothing_yet",
    "answer.all_granted",
    "answer.still_due",
    "answer.nothing_open",
    "unknown.sums",
    "unknown.sums_not_told",
    "unknown.malformed_row",
    "unknown.promised_only",
    "unknown.granted_only",
    "unknown.status_recorded",
    "reason.in_progress",
    "reason.failed",  # names no attempt where installments are left out
    "reason.cancelled_sum",
    "reason.expired_sum",
    "reason.expired",
    "reason.cancelled",
    "reason.item_returned",
    "reason.cap_reached",
    "reason.rounding",
    "cancellation.none",
    "reversal.sum",
    "installments.reversals_of_none",
    "card.unrevealed",
    "card.unrevealed_expired",
    "card.deadline",
    "card.revealed",
    "card.revealed_in_time",
    "card.worth_withheld",
    "benefit.deadline",
    "benefit.no_deadline",
    "next.raise_failed",
    "next.scratch",
    "next.check_payment",
    "next.check_excess",
    "next.keep_open",
    "next.may_close",
    "next.nothing_to_do",
    "record.created",
    "record.created_unknown",
    "record.promotion",
    "record.sources",  # names no events where installments are left out
    "record.status",
)

_OF_CONFLICTS = (
    *(f"conflict.{code}" for code in CODES),
    "conflict.other",
    "conflict.none",
    "excess.over_issued",
    "excess.over_issued_unknown",
    "excess.duplicate",
    "excess.none",
)

# Each states something of listed records and nothing of the others.
_OF_LISTED_RECORDS = (
    "claim.is_promised",
    "claim.is_granted",
    "claim.is_remaining",
    "claim.is_installment",
    "claim.is_item",
    "installments.lines",
    "installments.more",
    "installments.left_out",
    "installments.count",
    "installments.first",  # they check that it is the first or last one of the record
    "installments.last",
    "installment.one",
    "reversal.one",
    "reversal.whole",
    "reversal.untouched",
    "unknown.recorded_card",
    "items.waiting",
    "items.waiting_among_others",
    "items.shipped",
    "items.open_count",
    "items.lines",  # items are never left out; their installments are not named where some are
    "item.state",
)

HOLDS_WHEN_CUT = frozenset(
    {*_OF_THE_TURN, *_OF_ORDERS, *_OF_A_POSITION, *_OF_CONFLICTS, *_OF_LISTED_RECORDS},
)
