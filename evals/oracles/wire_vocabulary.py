"""The words of the wire that a task file may use, written out: the product's own lists are what is judged.

A word that the product renames is a fault that the checks find, not a task file that cannot be read. A test compares
both lists, so that a new word is added here as well.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """How a turn ends."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    NEEDS_INPUT = "needsInput"


class Reason(StrEnum):
    """Why money is missing, or that none is missing."""

    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    ISSUANCE_PENDING = "ISSUANCE_PENDING"
    ISSUANCE_FAILED = "ISSUANCE_FAILED"
    SCRATCH_CARD_UNREVEALED = "SCRATCH_CARD_UNREVEALED"
    ITEM_RETURNED = "ITEM_RETURNED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    CAP_REACHED = "CAP_REACHED"
    REVERSED = "REVERSED"
    OVER_ISSUED = "OVER_ISSUED"
    DUPLICATE_ISSUANCE = "DUPLICATE_ISSUANCE"
    ROUNDING = "ROUNDING"
    SOURCE_CONFLICT = "SOURCE_CONFLICT"
    SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
    MALFORMED_ROW = "MALFORMED_ROW"
    COMPLETE = "COMPLETE"


class NextStepCode(StrEnum):
    """What a colleague does next."""

    TRY_AGAIN_LATER = "tryAgainLater"
    REPORT_DUPLICATE = "reportDuplicate"
    REPORT_OVER_ISSUE = "reportOverIssue"
    REPORT_CONFLICT = "reportConflict"
    REPORT_UNREADABLE_RECORD = "reportUnreadableRecord"
    ESCALATE_FAILED = "escalateFailed"
    ASK_CUSTOMER_TO_REVEAL = "askCustomerToReveal"
    WAIT_FOR_ISSUANCE = "waitForIssuance"
    WAIT_FOR_SHIPMENT = "waitForShipment"
    NOTHING_TO_DO = "nothingToDo"


class Label(StrEnum):
    """What the value of a fact is."""

    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    ISSUED = "issued"
    REVERSED = "reversed"
    PENDING = "pending"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    OVER_ISSUED = "overIssued"
    CLOSED = "closed"
    DIFFERENCE = "difference"
    INSTALLMENT = "installment"
    ATTEMPTED = "attempted"
    RECORDED = "recorded"
    ITEM_PROMISED = "itemPromised"
    ITEM_ISSUED = "itemIssued"
    TRACKED_PROMISED = "trackedPromised"
    TRACKED_ISSUED = "trackedIssued"
    CLAIMED = "claimed"
    ISSUED_ON = "issuedOn"
    ATTEMPTED_ON = "attemptedOn"
    RECORDED_ON = "recordedOn"
    REVERSED_ON = "reversedOn"
    CLOSED_ON = "closedOn"
    CREATED_ON = "createdOn"
    REVEALED_ON = "revealedOn"
    EXPIRES_ON = "expiresOn"
    WINDOW_FROM = "windowFrom"
    WINDOW_TO = "windowTo"
    ASKED_FROM = "askedFrom"
    ASKED_TO = "askedTo"
    GIFT_CARD = "giftCard"
    ORDER = "order"
    INSTALLMENT_COUNT = "installmentCount"
    OPEN_ITEM_COUNT = "openItemCount"
    CARD_COUNT = "cardCount"
    ORDER_COUNT = "orderCount"
    BENEFIT_COUNT = "benefitCount"
    INSTALLMENTS_LEFT_OUT = "installmentsLeftOut"
    DAYS_LEFT = "daysLeft"
    STATUS = "status"
    REVERSAL_STATUS = "reversalStatus"
    REASON = "reason"
    CONFLICT = "conflict"
    ITEM_TITLE = "itemTitle"
    PROMOTION_NAME = "promotionName"
