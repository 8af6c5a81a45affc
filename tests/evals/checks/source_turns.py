"""Good and bad turns for the checks of single records, of the stream's ids and of the response's headers."""

from typing import Any

from core.money import Money
from evals.harness.transcript import SeenTurn
from tests.evals.checks.oracle_turns import ISSUED, PED, ROWS, over, rupees
from tests.evals.checks.transcripts import (
    NOW,
    ORDER,
    Row,
    answer,
    asked,
    card,
    installment,
    money,
    seen,
)
from tools.cards import ClosureCard, FactSource, ItemCard, Label

KEY = f"{ORDER}#PROMO#BEN-1"
ISSUED_AT = NOW.fromisoformat("2026-11-08T01:30:00+05:30")
CANCELLED = ISSUED | {"eventId": "EV-c", "type": "CANCELLED", "amountMinor": 1000, "gcId": None}
REVERSED = ISSUED | {"eventId": "EV-r", "type": "REVERSED", "amountMinor": 600, "reversesEventId": "EV-f4"}
OF_ANOTHER = PED | {"businessReferenceId": "404-0000000-0000000"}
OF_A_SECOND = PED | {"benefitId": "BEN-2"}
WORLD = over(*ROWS, CANCELLED, REVERSED, OF_ANOTHER, OF_A_SECOND)
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "content-type": "text/event-stream; charset=utf-8",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "x-request-id": "0123456789abcdef",
}


def naming(label: Label, minor: int, *named: tuple[str, str]) -> SeenTurn:
    """A turn with one fact, derived from these records."""
    sources = [FactSource(source=source, record_id=record) for source, record in named]
    return seen(answer("Done.", (money("f1", label, minor, "₹1.00", sources=sources),), cashback=[], installments=[]))


def carded(**changes: Any) -> SeenTurn:
    fields: dict[str, Any] = {"cashback": [card()], "installments": [installment(issued_at=ISSUED_AT)], "items": []}
    return seen(answer(**(fields | changes)))


def item(**changes: Any) -> ItemCard:
    about = {"business_reference_id": ORDER, "promotion_id": "PROMO", "benefit_id": "BEN-1"}
    shown = {"line_item_id": "LI-1", "title": "Lamp", "promised": rupees(3600), "status": "ISSUED", "reason": None}
    return ItemCard(**(about | shown | changes))


def closed(amount: Money) -> SeenTurn:
    closure = ClosureCard(type="CANCELLED", amount=amount, closed_at=ISSUED_AT)
    return carded(cashback=[card(closures=[closure], granted=None)])


def sent(**changes: str | None) -> SeenTurn:
    headers = {name.replace("_", "-"): value for name, value in changes.items()}
    return seen(headers={name: value for name, value in (HEADERS | headers).items() if value is not None})


def streamed(old: str, new: str) -> SeenTurn:
    good = seen()
    return seen(wire=good.wire.replace(old, new, 1))


TABLE: list[Row] = [
    ("provenance", WORLD, naming(Label.PROMISED, 10000, ("ped", KEY)), None),
    ("provenance", WORLD, naming(Label.PROMISED, 9900, ("ped", KEY)), "names records that give 10000"),
    ("provenance", WORLD, naming(Label.PROMISED, 10000, ("concessions", "EV-f4")), "is written down in"),
    ("provenance", WORLD, naming(Label.GRANTED, 3600, ("concessions", "EV-9")), "which does not exist"),
    ("provenance", WORLD, naming(Label.PROMISED, 10000, ("archive", KEY)), "which is no source"),
    ("provenance", WORLD, naming(Label.PROMISED, 1, ("ped", "404-0000000-0000000#PROMO#BEN-1")), "another order"),
    ("provenance", WORLD, naming(Label.PROMISED, 1, ("ped", f"{ORDER}#PROMO#BEN-2")), "another benefit"),
    ("provenance", WORLD, naming(Label.PROMISED, 1, ("user", "question")), "does not come from the question"),
    ("provenance", WORLD, naming(Label.CLAIMED, 1, ("user", "question")), None),
    ("provenance", WORLD, naming(Label.CANCELLED, 1000, ("concessions", "EV-c")), None),
    ("provenance", WORLD, naming(Label.EXPIRED, 0, ("concessions", "EV-c")), "which is of type CANCELLED"),
    ("provenance", WORLD, naming(Label.CANCELLED, 1000, ("concessions", "EV-f4")), "names records that give 0"),
    ("provenance", WORLD, naming(Label.REVERSED, 600, ("concessions", "EV-f4"), ("concessions", "EV-r")), None),
    ("provenance", WORLD, naming(Label.REVERSED, 500, ("concessions", "EV-f4"), ("concessions", "EV-r")), "give 600"),
    ("cardRecords", over(), carded(), None),
    ("cardRecords", over(), carded(installments=[]), "0 installments"),
    ("cardRecords", over(), carded(installments=[installment(issued_at=NOW)]), "no record as a whole"),
    (
        "cardRecords",
        over(),
        carded(installments=[installment(issued_at=ISSUED_AT, gift_card="•••• 2222")]),
        "no record as a whole",
    ),
    ("cardRecords", over(), carded(installments=[], cashback=[card(installments_left_out=1)]), None),
    ("cardRecords", over(), carded(items=[item()]), None),
    ("cardRecords", over(), carded(items=[item(status="PENDING")]), "no record as a whole"),
    ("cardRecords", over(), carded(items=[item(promised=rupees(6400))]), "no record as a whole"),
    ("cardRecords", over(*ROWS, CANCELLED), closed(rupees(1000)), None),
    ("cardRecords", over(*ROWS, CANCELLED), closed(rupees(900)), "no record as a whole"),
    ("eventIds", asked(), seen(), None),
    ("eventIds", asked(), streamed("id: conv-1/1/2", "id: conv-1/1/3"), "event 2 has the id conv-1/1/3"),
    ("eventIds", asked(), streamed("id: conv-1/1/1", "id: conv-2/1/1"), "event 1 has the id"),
    ("eventIds", asked(), streamed("event: run.started", "event: started"), "event 1 is called started"),
    ("eventIds", asked(), seen(wire=""), "no event"),
    ("eventIds", asked(), seen(wire=seen().wire.rstrip()), "ends within an event"),
    ("eventIds", asked(), seen(wire=seen().wire[: seen().wire.rindex("event: ")]), "of 6 is answer.delta"),
    ("eventIds", asked(stream=False), seen(wire="{}", events=()), None),
    ("headers", asked(), sent(), None),
    ("headers", asked(), sent(cache_control="private"), "cache-control is 'private'"),
    ("headers", asked(), sent(x_content_type_options=None), "x-content-type-options is None"),
    ("headers", asked(), sent(content_security_policy="default-src *"), "lacks default-src 'none'"),
    ("headers", asked(), sent(content_type="application/json"), "the content type is"),
    ("headers", asked(stream=False), sent(content_type="application/json", x_accel_buffering=None), None),
    ("headers", asked(), sent(x_accel_buffering=None), "hold back the stream"),
    ("headers", asked(), sent(server="uvicorn"), "has server"),
    ("headers", asked(), sent(x_request_id=None), "the request id is ''"),
    ("headers", asked(), seen(headers=HEADERS, earlier=(sent(),)), "an earlier request"),
]
