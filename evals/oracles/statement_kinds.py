"""The kinds of statements, written out: any other on the wire is a fault, and any other in a task a typo.

Each row is the first part of a name with the second parts; a kind without a second part has an empty row.
"""

_ROWS = {
    "refusal": "write personal_data off_topic",
    "handoff": "",
    "ask": "malformed_order impossible_day order customer order_unknown which_order again",
    "courtesy": "greeting thanks sympathy hello anything_else",
    "lead": "worklist",
    "draft": "offered hello sorry patience holding regards",
    "search": "found none none_known more older_order undated",
    "days": "came nothing not_on_record",
    "lookup": "not_found nothing_found invalid limit",
    "orders": (
        "lines count total total_of_known largest_open largest_promised largest_granted need_action need_no_action"
    ),
    "compare": "sum equal",
    "order": "benefit_count without_cashback",
    "position": "whole none_yet complete closed",
    "total": "open complete closed promised granted remaining",
    "benefit": "position heading deadline no_deadline",
    "promised": "sum",
    "granted": "sum",
    "remaining": "sum",
    "answer": (
        "not_all nothing_yet all_granted order_not_all order_nothing_yet order_all_granted still_due nothing_open"
    ),
    "unknown": (
        "source records records_of_some sums sums_not_told malformed_row promised_only granted_only "
        "older_records status_recorded recorded_card next_day history_cut"
    ),
    "claim": "is_promised is_granted is_remaining is_installment is_item not_on_record difference",
    "installments": "lines only more left_out count sum none per_shipment first last reversals_of_none",
    "installment": "one",
    "cards": "count only_last_in_record one_is_all validity_unknown none",
    "items": "waiting waiting_among_others shipped open_count lines",
    "item": "state not_on_order part_of_installment",
    "card": "unrevealed unrevealed_expired deadline revealed brought revealed_in_time worth_withheld",
    "reason": "in_progress failed cancelled_sum expired_sum expired cancelled item_returned cap_reached rounding",
    "failure": "none over",
    "cancellation": "none",
    "reversal": "one whole untouched sum due_again not_due_again",
    "conflict": (
        "eligibleDiffers issuedDiffers pedRowMissing itemClosedWithoutEvent ownerDiffers eventTypeUnknown "
        "eventContentDiffers reversalWithoutIssuance reversalAboveIssuance currencyDiffers remainingBelowZero "
        "itemOverIssued itemClosedTwice remainingDiffers statusWithoutEvents statusEventMissing eventInFuture "
        "reversalBeforeIssuance issuedEventMissing other none"
    ),
    "excess": "over_issued over_issued_unknown duplicate none",
    "next": "raise_failed scratch check_payment check_excess keep_open may_close nothing_to_do try_later",
    "record": "created created_unknown promotion sources status",
    "approved": "language text",
}
STATEMENT_KINDS = frozenset(
    f"{group}.{name}" if name else group for group, names in _ROWS.items() for name in (names.split() or [""])
)
