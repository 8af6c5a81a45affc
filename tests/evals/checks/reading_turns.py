"""Good and bad turns for the checks that read a text as a person does: figures, wording, form, and what it answers."""

from typing import Any

from agent.turn_events import DraftLength, NextStep, NextStepCode, OrderChoice, ReplyDraft
from evals.harness.transcript import SeenTurn
from tests.evals.checks.oracle_turns import EVENTS_DOWN, PED, over
from tests.evals.checks.transcripts import (
    CUSTOMER,
    GOOD_TEXT,
    ORDER,
    Row,
    answer,
    asked,
    day,
    facts_with,
    gift_card,
    money,
    seen,
)
from tools.cards import FactKind, Label

CARD_ROW = PED | {"benefitType": "SCRATCH_CARD", "benefitIssuanceStatus": "RESERVED"}
DAYS = [{"label": "createdOn", "day": "2026-12-24", "because": "a literal of the test"}]


def saying(text: str, **changes: Any) -> SeenTurn:
    """A turn with this text after the good one."""
    return seen(answer(f"{GOOD_TEXT}\n{text}", **changes))


def spoken(text: str, kind: str, **changes: Any) -> SeenTurn:
    return seen(answer(text, kinds=[kind], **changes))


def drafted(text: str) -> SeenTurn:
    draft = ReplyDraft(language="en", length=DraftLength.FULL, text=text)
    return seen(answer(reply_draft=text, reply_drafts=[draft]))


def noted(note: str) -> SeenTurn:
    step = NextStep(code=NextStepCode.WAIT_FOR_SHIPMENT, text="Wait.", note=note)
    return seen(answer(next_step=step))


def showing(*facts: Any) -> SeenTurn:
    return seen(answer(facts=facts_with(*facts)))


def counted(value: int, shown: str, label: Label = Label.INSTALLMENT_COUNT) -> SeenTurn:
    fact = money("f8", label, 0, shown).model_copy(update={"kind": FactKind.COUNT, "value": value})
    return showing(fact)


def answering(question: str, *kinds: str) -> SeenTurn:
    return seen(answer(kinds=kinds), question=question)


TABLE: list[Row] = [
    ("writtenFigures", over(), seen(), None),
    ("writtenFigures", over(), saying("₹63.00 more."), "nothing explains '₹63.00'"),
    ("writtenFigures", over(), saying("₹1,36.00 more."), "is not grouped as INR is"),
    ("writtenFigures", over(), saying("₹36.0 more."), "has 1 decimals"),
    ("writtenFigures", over(), saying("₹३६.०० was granted."), None),
    ("writtenFigures", over(), saying("$36.00 was granted."), "nothing explains '$36.00'"),
    ("writtenFigures", over(), saying("It came on 9 Nov 2026."), "nothing explains '9 Nov 2026'"),
    ("writtenFigures", over(), saying("It came on 31 Nov 2026."), "no day of the calendar"),
    ("writtenFigures", over(), saying("It came to •••• 2222."), "nothing explains '•••• 2222'"),
    ("writtenFigures", over(), saying("See order 404-0000000-5566778."), "nothing explains '404-0000000-5566778'"),
    ("writtenFigures", over(), saying("That is 36% of it."), "nothing explains '36%'"),
    ("writtenFigures", over(), saying("In 3 installments."), "nothing explains '3'"),
    ("writtenFigures", over(), saying("For item 2 of 2."), None),
    ("writtenFigures", over(), saying("For item 3 of 2."), "nothing explains '3'"),
    ("writtenFigures", over(), saying("For “Lamp” and “Mat”."), None),
    ("writtenFigures", over(), saying("For “Desk 2000”."), "names “Desk 2000”"),
    ("writtenFigures", over(), drafted("You have received ₹37.00."), "the draft says"),
    ("writtenFigures", over(), noted("granted: ₹37.00 [concessions EV-f4]"), "note of the next step says"),
    ("writtenFigures", over(), noted("granted: ₹36.00 [concessions EV-f4, +12]"), None),
    ("writtenFigures", over(), noted("granted: ₹36.00 [concessions EV-f4]\nmore: 2\nmoreInstallments: 31"), None),
    ("writtenFigures", over(), noted("and 2 more"), "note of the next step says"),
    ("writtenFigures", over(), seen(answer(suggestions=["Where is ₹37.00?"])), "the suggestions says"),
    (
        "writtenFigures",
        over(),
        seen(answer(choices=[OrderChoice(business_reference_id=ORDER, promised="₹99.00")])),
        "the choices says",
    ),
    ("writtenFigures", over(expect={"dates": DAYS}), saying("It came on 24 Dec 2026."), None),
    ("writtenFigures", over(), seen(saying("You said ₹40.00.").answer, question="Only ₹40.00 came"), None),
    ("writtenFigures", over(faults=[EVENTS_DOWN]), seen(), "nothing explains '•••• 1111'"),
    ("writtenFigures", over(CARD_ROW, **CUSTOMER), saying("It is worth ₹100.00."), "nothing explains '₹100.00'"),
    (
        "writtenFigures",
        over(),
        showing(money("f8", Label.DIFFERENCE, 2800, "₹28.00")),
        None,
    ),
    ("writtenFigures", over(), saying("[[f8]]", facts=facts_with(money("f8", Label.DIFFERENCE, 2800, "₹28.00"))), None),
    (
        "writtenFigures",
        over(),
        saying("[[f8]]", facts=facts_with(money("f8", Label.DIFFERENCE, 2900, "₹29.00"))),
        "nothing explains '₹29.00'",
    ),
    ("factValues", over(), seen(), None),
    ("factValues", over(), showing(money("f1", Label.PROMISED, 10000, "₹1000.00")), "promised is shown as"),
    ("factValues", over(), showing(money("f1", Label.PROMISED, 10000, "₹100")), "promised is shown as"),
    (
        "factValues",
        over(),
        showing(day("f5", Label.ISSUED_ON, "2026-11-07T20:00:00+00:00", "7 Nov 2026")),
        "is shown as",
    ),
    (
        "factValues",
        over(),
        showing(day("f5", Label.ISSUED_ON, "2026-11-08T20:00:00+00:00", "9 Nov 2026")),
        "none of its",
    ),
    ("factValues", over(), showing(day("f8", Label.CREATED_ON, "2026-11-05T04:30:00+00:00", "5 Nov 2026")), None),
    ("factValues", over(), showing(gift_card("f6", "•••• 2222")), "giftCard '•••• 2222'"),
    ("factValues", over(), counted(1, "1"), None),
    ("factValues", over(), counted(2, "2"), "installmentCount '2'"),
    ("factValues", over(), counted(1, "2"), "is shown as '2'"),
    ("factValues", over(), counted(2, "2", Label.OPEN_ITEM_COUNT), "openItemCount '2'"),
    ("factValues", over(), counted(1, "1", Label.CARD_COUNT), None),
    ("wellFormed", asked(), saying("“Lamp” (new) [hidden]."), None),
    ("wellFormed", asked(), saying("“Lamp is new."), "does not close “"),
    ("wellFormed", asked(), saying("Lamp” is new."), "closes ” that was not opened"),
    ("wellFormed", asked(), saying("(new."), "does not close ("),
    ("wellFormed", asked(), saying('The "new lamp.'), 'has a " without its pair'),
    ("wellFormed", asked(), saying("For {item}."), "shows"),
    ("wellFormed", asked(), saying("For None."), "shows"),
    ("wellFormed", asked(), saying("It came ."), "spaced oddly"),
    ("wellFormed", asked(), saying("It  came."), "spaced oddly"),
    ("wellFormed", asked(), saying("It came.."), "spaced oddly"),
    ("wellFormed", asked(), drafted("For {item}."), "the draft shows"),
    ("wellFormed", asked(), seen(answer(suggestions=["Why (not?"])), "the suggestion does not close"),
    ("wellFormed", asked(), seen(answer(f"{GOOD_TEXT} ")), "white space"),
    ("answersQuestion", asked(), answering("Why is it less?", "position.whole", "items.waiting"), None),
    ("answersQuestion", asked(), answering("Why is it less?", "position.whole", "installments.only"), "asks for why"),
    ("answersQuestion", asked(), answering("क्यों कम है?", "position.whole", "installments.only"), "asks for why"),
    ("answersQuestion", asked(), answering("kyu kam mila?", "position.whole", "installments.only"), "asks for why"),
    ("answersQuestion", asked(), answering("When did it come?", "installments.only"), None),
    (
        "answersQuestion",
        asked(),
        answering("When did it come?", "position.whole", "position.whole"),
        "asks for when it came",
    ),
    ("answersQuestion", asked(), answering("kab mila?", "promised.sum", "promised.sum"), "asks for when it came"),
    ("answersQuestion", asked(), answering("Which gift card?", "promised.sum", "promised.sum"), "asks for gift cards"),
    (
        "answersQuestion",
        asked(),
        answering("कितना बाकी है?", "installments.only", "cards.count"),
        "asks for what remains",
    ),
    ("answersQuestion", asked(), answering("Hello!", "promised.sum"), None),
    ("sentences", asked(), spoken("Nothing has been cancelled.", "cancellation.none"), None),
    ("sentences", asked(), spoken("A part was cancelled.", "cancellation.none"), "does not say what it means in en"),
    ("sentences", asked(), spoken("कुछ रद्द नहीं हुआ है।", "cancellation.none", language="hi"), None),
    ("sentences", asked(), spoken("एक हिस्सा रद्द हुआ।", "cancellation.none", language="hi"), "it means in hi"),
    ("sentences", asked(), spoken("Ek hissa cancel hua.", "cancellation.none", language="hi-Latn"), "in hi-Latn"),
    ("sentences", asked(), spoken("₹36.00 remains.", "installments.lines"), None),
    (
        "sentences",
        asked(),
        seen(answer(next_step=NextStep(code=NextStepCode.NOTHING_TO_DO, text="Please wait.", note=""))),
        "nothingToDo does not say what it means in en",
    ),
    ("audienceWording", over(), seen(), None),
    ("audienceWording", asked(), saying("Your order is complete."), "to a colleague"),
    ("audienceWording", asked(**CUSTOMER), saying("Your order is complete."), None),
    ("audienceWording", asked(**CUSTOMER), saying("The customer has received it."), "'The customer' to a customer"),
    ("audienceWording", asked(**CUSTOMER), saying("PED says otherwise."), "'PED' to a customer"),
    ("audienceWording", asked(**CUSTOMER), seen(answer(suggestions=["Why the duplicate?"])), "the suggestions says"),
    ("audienceWording", asked(), drafted("The customer has received it."), "full draft in en says"),
    ("audienceWording", asked(), drafted("ग्राहक को मिला।"), "full draft in en says"),
]
