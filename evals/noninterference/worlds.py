"""Pairs of worlds that are equal in everything a viewer may see, and differ in everything else.

Foreign orders are changed, deleted and added. In rows within scope, the fields differ that every projection removes: a
customer's name, telephone number and e-mail, memos, gift cards except for their last four, and for a customer the
worth of an unrevealed scratch card.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from evals.noninterference.viewers import WorldViewer
from rewards.demo.generator import generate_lines

_ORDERS = 24
_ADDED = 16
_OTHER_SEED = 7919
_SHOWN_OF_CARD = 4
_MASK = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CONTACT = {"customerName": "Nobody Else", "customerPhone": "+91 90000 00000", "customerEmail": "else@example.com"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A row, and the database that holds it."""

    store: str
    row: Row

    @property
    def order(self) -> str:
        return str(self.row["businessReferenceId"])

    def with_row(self, **changes: Any) -> "Line":
        return Line(self.store, self.row | changes)

    def as_json(self) -> str:
        return json.dumps({"store": self.store, "row": self.row}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two worlds of one viewer, and the ids that a hostile model and a hostile user know beforehand."""

    viewer: WorldViewer
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    own_orders: tuple[str, ...]
    foreign_orders: tuple[str, ...]  # in either world or in both
    foreign_customers: tuple[str, ...]
    # Of foreign orders only: a viewer who knows the whole number of a card in scope may recognize it.
    gift_cards: tuple[str, ...]

    @property
    def shared_foreign_orders(self) -> tuple[str, ...]:
        """Return the foreign orders that both worlds hold, with different content."""
        right = {line.order for line in self.right}
        left = {line.order for line in self.left}
        return tuple(order for order in self.foreign_orders if order in left & right)


def customer_of_world(seed: int) -> str:
    """Return the customer with the most orders in the world of a seed."""
    owners = Counter(str(line.row["customerId"]) for line in _lines(seed) if line.store == "ped")
    return max(sorted(owners), key=lambda owner: owners[owner])


def make_pair(viewer: WorldViewer, *, seed: int) -> Pair:
    """Return the two worlds of one viewer."""
    left = _lines(seed)
    owner_of = {line.order: str(line.row["customerId"]) for line in left if line.store == "ped"}
    own = [order for order, owner in owner_of.items() if _is_own(viewer, owner)]
    foreign = [order for order in owner_of if order not in own]
    added = [] if viewer.sees_everybody else [line for line in _lines(seed + _OTHER_SEED) if line.order not in owner_of]
    cards = _masked_cards(left, seed)
    right = [_unseen_changed(line, cards, viewer, left) for line in left if line.order in own]
    right += _foreign_changed([line for line in left if line.order in foreign], foreign, cards)
    right += [_of_a_stranger(line, viewer) for line in added[:_ADDED]]
    unknown_words = {line.order for line in right} - set(own)
    return Pair(
        viewer,
        left,
        tuple(right),
        own_orders=tuple(own),
        foreign_orders=tuple(sorted({*foreign, *unknown_words})),
        foreign_customers=tuple(sorted(set(owner_of.values()) - {viewer.principal.customer_id})),
        gift_cards=_foreign_cards([*left, *right], own),
    )


def _is_own(viewer: WorldViewer, owner: str) -> bool:
    return viewer.sees_everybody or (not viewer.sees_nobody and owner == viewer.principal.customer_id)


def _lines(seed: int) -> tuple[Line, ...]:
    parsed = (json.loads(text) for lines in generate_lines(orders=_ORDERS, seed=seed) for text in lines)
    return tuple(Line(each["store"], each["row"]) for each in parsed)


def _unseen_changed(line: Line, cards: Mapping[str, str], viewer: WorldViewer, world: tuple[Line, ...]) -> Line:
    """Change the fields of a row in scope that its viewer is not shown."""
    row = _with_cards(line.row, cards)
    row |= {name: value for name, value in _CONTACT.items() if name in row}
    if "memo" in row or line.store == "ped":
        row["memo"] = "Reach Nobody Else on 90000 00000"
    if viewer.is_customer and line.row["benefitId"] in _unrevealed(world, line.order):
        row |= {name: row[name] + 777 for name in ("eligibleMinor", "amountMinor") if name in row}
    return Line(line.store, row)


def _unrevealed(world: tuple[Line, ...], order: str) -> set[str]:
    """Return the unrevealed scratch cards of an order."""
    return {
        line.row["benefitId"]
        for line in world
        if line.order == order
        and line.row.get("benefitType") == "SCRATCH_CARD"
        and "revealedAt" not in line.row
        and "gcId" not in line.row
    }


def _foreign_changed(lines: list[Line], orders: list[str], cards: Mapping[str, str]) -> Iterator[Line]:
    """Omit every third foreign order, and change the money, cards and names of the others."""
    deleted = set(orders[::3])
    for line in lines:
        if line.order in deleted:
            continue
        row = _with_cards(line.row, cards)
        row |= {name: row[name] * 3 + 41 for name in ("eligibleMinor", "issuedMinor", "amountMinor") if row.get(name)}
        row |= {name: "Changed" for name in ("title", "promotionName", "memo") if name in row}
        yield Line(line.store, row)


def _of_a_stranger(line: Line, viewer: WorldViewer) -> Line:
    """Ensure that an added order does not belong to the viewer."""
    owner = line.row.get("customerId")
    is_own = owner is not None and owner == viewer.principal.customer_id
    return line.with_row(customerId=f"{owner}-X") if is_own else line


def _masked_cards(lines: tuple[Line, ...], seed: int) -> dict[str, str]:
    """Map each gift card to another number with the same last four."""
    rng = Random(f"cards:{seed}")  # noqa: S311 -- not for security: a seed must reproduce its worlds
    found = sorted({card for line in lines for card in _cards_of(line.row)})
    return {
        card: f"GC-{''.join(rng.choices(_MASK, k=4))}-{''.join(rng.choices(_MASK, k=4))}-{card[-_SHOWN_OF_CARD:]}"
        for card in found
    }


def _foreign_cards(lines: Iterable[Line], own: Collection[str]) -> tuple[str, ...]:
    found = {card for line in lines if line.order not in own for card in _cards_of(line.row)}
    return tuple(sorted(found)) or ("GC-2222-3333-4444",)


def _cards_of(row: Row) -> list[str]:
    return [*(row.get("gcId") or "").replace(",", " ").split(), *row.get("gcIds", ())]


def _with_cards(row: Row, cards: Mapping[str, str]) -> Row:
    changed = dict(row)
    if row.get("gcId"):
        changed["gcId"] = ", ".join(cards[card] for card in row["gcId"].replace(",", " ").split())
    if row.get("gcIds"):
        changed["gcIds"] = [cards[card] for card in row["gcIds"]]
    return changed
