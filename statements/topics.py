"""Topics: what a question can ask about the record and what a statement answers, in one vocabulary."""

from enum import StrEnum


class Topic(StrEnum):
    """One thing that can be asked. A question has any number of topics; none means the whole story."""

    POSITION = "position"  # promised, granted and remaining together
    PROMISED = "promised"
    GRANTED = "granted"
    REMAINING = "remaining"
    COMPLETE = "complete"  # "has everything been paid, can I close the ticket?"
    WHY = "why"  # why money is missing, or why a sum is as it is
    WHY_IN_PARTS = "whyInParts"
    WHEN_CAME = "whenCame"
    WHEN_NEXT = "whenNext"  # when the rest will be issued
    CAME_ON = "cameOn"  # what was issued on the days named
    COUNT = "count"  # how many installments, cards or items
    SUM = "sum"  # how the parts add up
    INSTALLMENTS = "installments"
    GIFT_CARDS = "giftCards"
    ONE_CARD_SHOWN = "oneCardShown"  # "the tool shows only one gift card"
    ITEMS = "items"
    SCRATCH_CARD = "scratchCard"
    EXPIRY = "expiry"  # a deadline: until when, days left, whether it has passed
    VALIDITY = "validity"  # how long an issued gift card is valid: not on record
    REVERSAL = "reversal"
    FAILURE = "failure"
    CANCELLATION = "cancellation"
    EXCESS = "excess"  # too much, and by how much
    DUPLICATE = "duplicate"
    CREATED = "created"
    PROMOTION = "promotion"  # which promotion it is
    CLAIM = "claim"  # how an amount that the customer claims compares with the record
    SOURCES = "sources"  # which record the information is from
    CONFLICT = "conflict"  # whether the records agree
    NEXT_STEP = "nextStep"  # what to do, or what to tell the customer
    LIST_ORDERS = "listOrders"
    TOTALS = "totals"  # over several orders, per currency
    LARGEST = "largest"
    NEEDS_ACTION = "needsAction"
    COMPARE = "compare"
    FEELINGS = "feelings"  # the customer is upset
    DRAFT = "draft"  # a text for the customer
    OTHER_LANGUAGE = "otherLanguage"  # of approved texts only: the question is in a language without answers
