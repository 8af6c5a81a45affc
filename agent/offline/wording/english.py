"""The offline model's English."""

from agent.offline.wording.wording import Wording
from rewards.contract import Reason
from tools.result import Label
from tools.set_sentences import english
from tools.set_sentences.fixed import Fixed

_FIXED = Fixed(
    write="I can only look things up: I cannot issue, change or reverse cashback myself.",
    personal_data="I cannot show personal data such as phone numbers, e-mail addresses or full card numbers.",
    off_topic="I can only help with questions about cashback and rewards on orders.",
    greeting="Hello! Ask me about the cashback of an order, by its order number or by the day of the transaction.",
    thanks="You are welcome. Ask me about another order whenever you need to.",
    no_order="Please give me the order number, or the day of the transaction, and I will look it up.",
    malformed="That does not look like an order number. Please check it and send it once more.",
    not_found=(
        "I could not find that among the orders that can be seen from here. Please check the order number, or give me "
        "the day of the transaction."
    ),
    no_such_order=(
        "I could not find an order like that among those that can be seen from here. Please give me the order number."
    ),
    impossible_day="That day is not in the calendar. Please check it and send it once more.",
    whose="Please tell me which customer is meant, or give me the order number.",
    unavailable=(
        "The rewards records could not be read just now, so I can say nothing about this order yet. Please try again "
        "in a moment."
    ),
    no_day="On which day the rest is issued is not known; no record holds such a day.",
    more_orders="Your message names more orders than I look up at once; please ask for the others separately:",
    more_found="There is more than is shown here. Please name a shorter time or an order number for the rest.",
    more_history="The event history of this order is longer than what was read here.",
    which_order="Which order is meant? These have cashback:",
    older_order="What was issued on those days may belong to an older order; its order number will help.",
    not_of_those_days="When this was created is not recorded, so it may not belong to the days that were asked for.",
)
ENGLISH = Wording(
    fixed=_FIXED,
    comma=", ",
    stop=".",
    last_and=" and ",
    order_name="order {order}",
    order_heading="Order {order}:",
    about_order="About order {order}:",
    listed_order="- Order {order}{on}.",
    listed_on=", created on {day}",
    no_cashback="No cashback is recorded for order {order}.",
    position="On {name}, {parts}.{unknown}",
    position_asked="On {name}, {first}; {rest}.{unknown}",
    position_parts={
        Label.PROMISED: "{x} cashback was promised",
        Label.GRANTED: "{x} has been granted{count}",
        Label.REMAINING: "{x} remains",
    },
    total_promised="{x} cashback was promised in total",
    in_installments=" in {n} installments",
    in_one_installment=" in {n} installment",
    benefit_names={
        "INSTANT_CASHBACK": "Instant cashback",
        "SCRATCH_CARD": "Scratch card",
        "GIFT_CARD": "Gift card",
        "POINTS": "Points",
        "OTHER": "Benefit",
    },
    benefit_with_name="{benefit} ({name})",
    short_position="{title}:{parts}{unknown}",
    short_parts={
        Label.PROMISED: "{x} promised",
        Label.GRANTED: "{x} granted",
        Label.REMAINING: "{x} remaining",
    },
    single={
        Label.PROMISED: "{x} cashback was promised on {name}.",
        Label.GRANTED: "{x} has been granted on {name}.",
        Label.REMAINING: "{x} remains on {name}.",
    },
    position_unknown="About the cashback of {name}:{unknown}",
    unknown={
        Label.PROMISED: "How much was promised is not known.",
        Label.GRANTED: "How much was granted is not known.",
        Label.REMAINING: "How much remains is not known.",
    },
    unknown_of_several={
        (Label.GRANTED, Label.REMAINING): "How much was granted and how much remains is not known.",
        (Label.PROMISED, Label.REMAINING): "How much was promised and how much remains is not known.",
        (Label.PROMISED, Label.GRANTED): "How much was promised and how much was granted is not known.",
        (Label.PROMISED, Label.GRANTED, Label.REMAINING): (
            "How much was promised, how much was granted and how much remains is not known."
        ),
    },
    revealed="- Revealed on {day}.",
    issued="{amount} issued{on}{card}.",
    recorded="{amount} recorded{on}{card}.",
    issued_unknown="Issued{on}{card}; the amount is not known.",
    recorded_unknown="Recorded{on}{card}; the amount is not known.",
    failed="An attempt{of_amount}{on} failed.",
    on=" on {day}",
    card=", gift card {card}",
    of_amount=" of {amount}",
    all_reversed=" All of it was reversed{on}.",
    part_reversed=" {amount} of it was reversed{on}.",
    older_records=(
        "This order is older than the log of issuances: what is shown as recorded comes from older records and is not "
        "proven by an event."
    ),
    unproven="What is shown as recorded is not proven by an event.",
    older_amounts="This order is an older one; the amounts of what was issued are not known.",
    waiting_because="{remaining} remains because these items have not shipped yet:",
    waiting="Still open: these items have not shipped yet:",
    waiting_item="- {title}: {amount} promised, not shipped yet.",
    shipped="Still open: these items have already shipped:",
    shipped_item="- {title}: {amount} promised, already shipped.",
    untitled_item="An item",
    as_they_ship="The rest is issued as the remaining items ship.",
    reasons={
        Reason.ISSUANCE_PENDING: "The issuance of the rest is still in progress.",
        Reason.ISSUANCE_FAILED: "The last attempt to issue it failed, so that amount is still due.",
        Reason.SCRATCH_CARD_UNREVEALED: (
            "The scratch card has not been revealed yet; its cashback is issued once it is revealed."
        ),
        Reason.EXPIRED: "It has expired.",
        Reason.ITEM_RETURNED: "An item was returned.",
        Reason.CAP_REACHED: "The cap of the promotion was reached.",
        Reason.CANCELLED: "A part was cancelled.",
    },
    cancelled="{amount} was cancelled.",
    expired="{amount} has expired.",
    unrevealed="The scratch card has not been revealed.",
    staff_reasons={
        Reason.OVER_ISSUED: "More was issued than was promised; please have it checked.",
        Reason.DUPLICATE_ISSUANCE: "One issuance looks like a duplicate of another; please have it checked.",
    },
    conflicts=english.CONFLICTS,
    created_on="It was created on {day}.",
    promotion_is="The promotion is {name}.",
    expired_on="It expired on {day}.",
    expires_on="It expires on {day}.",
    window_day=english.WINDOW_DAY,
    window_days=english.WINDOW_DAYS,
    bare_day="{first}",
    bare_days="{first} to {last}",
    created="Cashback created {days}:",
    none_created="No cashback created {days} was found.",
    none_of_days="No cashback of {days} was found.",
    issued_heading="For the days that were asked for, the record of order {order} has this:",
    none_issued=english.NONE_ISSUED,
    other_days="The day that was asked for is not among those on record for order {order}:",
    source_missing="Please note: {source} did not answer, so this answer is not complete.",
    sources={
        "ped": "the promotion record (PED)",
        "lineItems": "the line item tracker",
        "concessions": "the Concessions database",
        "records": "one of our records",
    },
    one_source="one source",
    claim_unknown="The {amount} that you mentioned does not appear in the record.",
    hello="Hello, thank you for your message. We have checked this for you.",
    sorry="We are sorry for the inconvenience.",
    patience="Thank you for your patience.",
)
