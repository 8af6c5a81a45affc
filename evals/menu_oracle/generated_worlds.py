"""Generated worlds with everything that can go right and wrong with cashback.

One generator is used both with a seed and by the unit tests' hypothesis, which can shrink what it draws.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from evals.menu_oracle.worlds import CUSTOMER, NAME_WITH_AMOUNT, NOW, SOURCES, STRANGER, Days, Row, Turn, World, at
from statements.asked_details import DialogueAct

_CURRENCIES = ("INR",) * 6 + ("JPY", "KWD", "USD", "AED")
_TYPES = ("INSTANT_CASHBACK",) * 5 + ("SCRATCH_CARD",) * 4 + ("POINTS", "GIFT_CARD")
_NAMES = ("Diwali Cashback", "Scratch & Win", "Gadget Days", NAME_WITH_AMOUNT, "Festive 2026")
_TITLES = ("Steel bottle", "Cotton towels", "Kettle 1.5 L", "Earbuds", "Wall clock", 'Monitor 24" black', None)
_CODES = ("ITEM_RETURNED", "CAP_REACHED", "CUSTOMER_REQUEST", None)


def make_world(rng: Random) -> World:
    """Return a world that depends only on the random generator."""
    stories = [_order(rng, number) for number in range(1, rng.choice((1, 1, 1, 2, 2, 3)) + 1)]
    orders = tuple(story.order for story in stories)
    world = World(
        ped=tuple(row for story in stories for row in story.ped),
        items=tuple(row for story in stories for row in story.items),
        events=tuple(row for story in stories for row in story.events),
        orders=orders,
        down=frozenset(name for name in SOURCES if rng.random() < 0.07),
    )
    return world.changed(turn=_turn(rng, world))


def seeded(seed: int) -> World:
    """Return the world of a seed."""
    return make_world(Random(seed))  # noqa: S311 -- a world, not a secret


def _turn(rng: Random, world: World) -> Turn:
    amounts = [(row["amountMinor"], row["currency"]) for row in world.events]
    amounts += [(row["eligibleMinor"], row["currency"]) for row in (*world.ped, *world.items)]
    claims = tuple(rng.sample(amounts, k=min(len(amounts), rng.randint(0, 2)))) + ((4321, "INR"),) * rng.randint(0, 1)
    first = at(rng.randint(1, 30)).date()
    days = Days(first, first + timedelta(days=rng.choice((0, 0, 3, 10)))) if rng.random() < 0.5 else None
    window = Days(at(rng.randint(10, 40)).date(), at(rng.randint(0, 9)).date()) if rng.random() < 0.25 else None
    return Turn(
        acts=frozenset(rng.sample(list(DialogueAct), k=rng.choice((0, 0, 1, 2)))),
        claims=tuple(dict.fromkeys(claims)),
        days=days,
        window=window,
        item_words=rng.choice(((), ("earbuds",), ("toaster", "oven"))),
        missing=("404-9999999-0000001",) if rng.random() < 0.1 else (),
        not_looked_up=("404-8888888-0000001",) if rng.random() < 0.05 else (),
        is_open=rng.random() < 0.1,
        has_failed_lookup=rng.random() < 0.05,
        is_invalid=rng.random() < 0.03,
        has_more=rng.random() < 0.05,
    )


@dataclass
class _Story:
    """The rows of one order, while it is being generated."""

    rng: Random
    order: str
    ped: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)

    def benefit(self, number: int) -> "_Draft":
        promotion = f"PROMO-{self.rng.choice((1, 1, number))}"
        currency = self.rng.choice(_CURRENCIES)
        if self.ped and self.rng.random() < 0.7:
            currency = self.ped[0]["currency"]
        return _Draft(self, promotion, f"BEN-{number}", currency, at(self.rng.uniform(8, 40)))


@dataclass
class _Draft:
    """The rows of one benefit, while it is being generated."""

    story: _Story
    promotion: str
    benefit: str
    currency: str
    created: datetime
    number: int = 0

    @property
    def key(self) -> Row:
        names = {"businessReferenceId": self.story.order, "promotionId": self.promotion, "benefitId": self.benefit}
        return names | {"currency": self.currency}

    def moment(self, since: datetime | None = None) -> datetime:
        """Return an instant after another one (the creation by default) and before now."""
        start = since or self.created
        return start + timedelta(seconds=int(self.story.rng.uniform(1, max(2.0, (NOW - start).total_seconds() - 1))))

    def event(self, kind: str, amount: int, when: datetime | None = None, **more: Any) -> Row:
        self.number += 1
        row: Row = {
            **self.key,
            "eventId": f"E-{self.story.order[-1]}-{self.promotion[-1]}{self.benefit[-1]}-{self.number}",
            "type": kind,
            "customerId": CUSTOMER,
            "amountMinor": amount,
            "eventTime": (when or self.moment()).isoformat(),
        }
        row |= {name: value for name, value in more.items() if value is not None}
        self.story.events.append(row)
        return row

    def card(self) -> str:
        digits = f"{self.story.order[-1]}{self.promotion[-1]}{self.benefit[-1]}{self.story.rng.randint(1, 4)}"
        return f"GC-7F3K-{self.story.rng.randint(1, 2)}Q2M-{digits}"


def _order(rng: Random, number: int) -> _Story:
    story = _Story(rng, f"404-{rng.randint(0, 9999999):07}-{number:07}")
    for benefit in range(1, rng.choice((1, 1, 1, 2, 2, 3)) + 1):
        draft = story.benefit(benefit)
        _tell(draft, rng.choice(_TYPES), rng)
    rng.shuffle(story.events)
    return story


def _tell(draft: _Draft, benefit_type: str, rng: Random) -> None:
    rows = [_item(draft, n, rng) for n in range(1, rng.choice((0, 1, 2, 3, 3, 4)) + 1)]
    if benefit_type != "INSTANT_CASHBACK" and rng.random() < 0.9:
        rows = []
    promised = sum(row["eligibleMinor"] for row in rows) or rng.choice((5000, 10000, 1234, 1))
    if rows and rng.random() < 0.12:
        promised = max(0, promised + rng.choice((-1, 1, 1, 700, -500)))
    is_old = rng.random() < 0.08
    if not is_old:
        if rng.random() < 0.8:
            draft.event("RESERVED", promised, draft.created)
        for row in rows:
            _life_of(draft, row, rng)
        if not rows:
            _life_without_items(draft, promised, benefit_type, rng)
        for trouble in rng.sample(_TROUBLES, k=rng.choice((0, 0, 0, 1, 2))):
            trouble(draft, promised, rng)
    elif rows and rng.random() < 0.5:
        rows[0] |= {"status": "ISSUED", "issuedMinor": rows[0]["eligibleMinor"], "gcId": draft.card()}
    draft.story.items += rows
    if rng.random() < 0.92:
        draft.story.ped.append(_ped(draft, benefit_type, promised, rng, is_old=is_old))


def _item(draft: _Draft, number: int, rng: Random) -> Row:
    shipment = f"SHP-{rng.randint(1, 3)}" if rng.random() < 0.6 else None
    row = {
        **draft.key,
        "lineItemId": f"LI-{number}",
        "shipmentId": shipment,
        "title": rng.choice(_TITLES),
        "eligibleMinor": rng.choice((1000, 1500, 2100, 4000, 333)),
        "issuedMinor": 0,
        "status": "PENDING" if rng.random() < 0.8 else "SHIPPED",
        "updatedAt": draft.created.isoformat(),
    }
    return {name: value for name, value in row.items() if value is not None}


def _life_of(draft: _Draft, row: Row, rng: Random) -> None:
    """Add an event for an item, or none."""
    about = {"lineItemId": row["lineItemId"], "shipmentId": row.get("shipmentId")}
    if rng.random() < 0.2:
        about["shipmentId"] = None
    amount, fate = row["eligibleMinor"], rng.random()
    if fate < 0.3:
        return
    since = draft.created
    if fate < 0.42:
        since = draft.moment()
        draft.event("ISSUE_FAILED", amount, since, reasonCode=rng.choice(("GIFT_CARD_SERVICE_DOWN", None)), **about)
        row["status"] = "FAILED"
        if rng.random() < 0.5:
            return
    if fate < 0.85:
        _issue(draft, row, about, since, rng)
        return
    ending = rng.choice(("CANCELLED", "CANCELLED", "EXPIRED"))
    row["status"] = rng.choice(("CANCELLED", "RETURNED"))
    if rng.random() < 0.8:
        draft.event(ending, amount, reasonCode=rng.choice(_CODES), **about)


def _issue(draft: _Draft, row: Row, about: Row, since: datetime, rng: Random) -> None:
    amount = row["eligibleMinor"]
    when, card = draft.moment(since), draft.card() if rng.random() < 0.85 else None
    issued = draft.event("ISSUED", amount, when, gcId=card, **about)
    if rng.random() < 0.93:
        row |= {"status": "ISSUED", "issuedMinor": amount} | ({"gcId": card} if card else {})
    if rng.random() < 0.2:
        taken = rng.choice((amount, amount, -(-amount // 2)))
        later = when + (NOW - when) * rng.uniform(0.1, 0.9)
        code, target = rng.choice(_CODES), issued["eventId"]
        reinstates = rng.random() < 0.4
        draft.event("REVERSED", taken, later, reversesEventId=target, reinstates=reinstates, reasonCode=code)
        if code == "ITEM_RETURNED":
            row["status"] = "RETURNED"


def _life_without_items(draft: _Draft, promised: int, benefit_type: str, rng: Random) -> None:
    fate = rng.random()
    if fate < 0.35:
        return
    if fate < 0.45:
        draft.event("ISSUE_FAILED", promised, reasonCode=rng.choice(("GIFT_CARD_SERVICE_DOWN", "SOME_NEW_CODE")))
        if rng.random() < 0.4:
            return
    if fate < 0.85:
        is_whole = benefit_type == "SCRATCH_CARD" or promised < 2
        parts = [promised] if is_whole else [promised // 2, promised - promised // 2]
        for part in parts[: rng.choice((1, 2))]:
            draft.event("ISSUED", part, gcId=draft.card())
        return
    draft.event(rng.choice(("CANCELLED", "EXPIRED")), rng.choice((promised, promised // 2)))


def _ped(draft: _Draft, benefit_type: str, promised: int, rng: Random, *, is_old: bool) -> Row:
    own = [e for e in draft.story.events if e["benefitId"] == draft.benefit and e["promotionId"] == draft.promotion]
    issued = [e for e in own if e["type"] == "ISSUED"]
    status = "ISSUED" if issued and rng.random() < 0.9 else rng.choice(("PENDING", "RESERVED", "RESERVED"))
    if is_old:
        status = rng.choice(("ISSUED", "ISSUED", "CANCELLED", "EXPIRED", "FAILED", "PENDING"))
    elif rng.random() < 0.06:
        status = rng.choice(("CANCELLED", "EXPIRED", "FAILED", "ISSUED"))
    cards = list(dict.fromkeys(e["gcId"] for e in issued if e.get("gcId")))
    row: Row = {
        **draft.key,
        "customerId": CUSTOMER,
        "promotionName": rng.choice(_NAMES) if rng.random() < 0.9 else None,
        "benefitType": benefit_type,
        "eligibleMinor": promised,
        "benefitIssuanceStatus": status,
        "lastUpdatedTime": max([e["eventTime"] for e in own], default=draft.created.isoformat()),
        "createdAt": draft.created.isoformat() if rng.random() < 0.8 else None,
        "gcIds": cards or None if rng.random() < 0.5 else None,
        "gcId": cards[-1] if cards else ("GC-7F3K-9Q2M-9998" if is_old and status == "ISSUED" else None),
        "benefitIssuanceTime": draft.moment().isoformat() if status == "ISSUED" else None,
    }
    if benefit_type == "SCRATCH_CARD":
        row["expiresAt"] = (
            NOW + timedelta(days=rng.choice((-20, -1, 0, 1, 22)), hours=rng.choice((-3, 3)))
        ).isoformat()
        if issued or rng.random() < 0.2:
            row["revealedAt"] = issued[0]["eventTime"] if issued else draft.moment().isoformat()
    elif rng.random() < 0.15:
        row["expiresAt"] = at(rng.choice((-30, 5))).isoformat()
    return {name: value for name, value in row.items() if value is not None}


def _issued_twice(draft: _Draft, promised: int, rng: Random) -> None:
    own = [e for e in draft.story.events if e["type"] == "ISSUED" and e["benefitId"] == draft.benefit]
    if own:
        twin = own[0]
        draft.number += 1
        draft.story.events.append(twin | {"eventId": twin["eventId"] + "-B"})


def _delivered_twice(draft: _Draft, promised: int, rng: Random) -> None:
    if draft.story.events:
        draft.story.events.append(dict(draft.story.events[-1]))


def _issued_too_much(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event("ISSUED", promised + 100, gcId=draft.card())


def _reversal_of_unknown(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event("REVERSED", 500, reversesEventId="E-unknown", reinstates=rng.random() < 0.5)


def _reversed_again(draft: _Draft, promised: int, rng: Random) -> None:
    own = [e for e in draft.story.events if e["type"] == "ISSUED" and e["benefitId"] == draft.benefit]
    for _ in range(2 if own else 0):
        amount = max(1, own[0]["amountMinor"] * 3 // 4)
        draft.event("REVERSED", amount, reversesEventId=own[0]["eventId"], reinstates=rng.random() < 0.5)


def _newer_type(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event("ADJUSTED", rng.choice((0, 200)))


def _other_currency(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event("ISSUED", 300, currency="EUR")


def _of_a_stranger(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event("ISSUED", 300, customerId=STRANGER)


def _closed_beyond(draft: _Draft, promised: int, rng: Random) -> None:
    draft.event(rng.choice(("CANCELLED", "EXPIRED")), promised)


_TROUBLES: tuple[Callable[[_Draft, int, Random], None], ...] = (
    _issued_twice,
    _issued_twice,
    _delivered_twice,
    _issued_too_much,
    _reversal_of_unknown,
    _reversed_again,
    _newer_type,
    _other_currency,
    _of_a_stranger,
    _closed_beyond,
)
