"""A statement: one proven proposition about what was looked up, with typed slots.

Its kind defines its proof, its sentence and its audience. No slot holds prose: text comes from the message catalogue,
values come from facts.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.money import Money
from statements.topics import Topic


@dataclass(frozen=True, slots=True)
class FactSlot:
    """The value of a fact, rendered as ``[[f3]]`` until the edge inserts the value."""

    fact_id: str
    value: Money | int | str

    @property
    def money(self) -> Money:
        """The value of a fact that is an amount.

        Raises:
            TypeError: it is not an amount.
        """
        if not isinstance(self.value, Money):
            raise TypeError("this fact is not an amount")
        return self.value


@dataclass(frozen=True, slots=True)
class TermSlot:
    """A term of the message catalogue by key (``benefit.SCRATCH_CARD``); ``fallback`` is the key if it is unknown."""

    key: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class IdSlot:
    """An order or customer number, or a code, rendered as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a list. ``template`` is the name of its template in the message catalogue."""

    template: str
    slots: "Slots"


@dataclass(frozen=True, slots=True)
class ListSlot:
    """The parts of a list, and how they are joined.

    ``inline`` joins the parts within a sentence, ``lines`` puts each on its own line, ``sum`` joins them with "+".
    """

    parts: tuple[Part, ...]
    layout: Literal["inline", "lines", "sum"] = "inline"


Slot = FactSlot | TermSlot | IdSlot | ListSlot
Slots = Mapping[str, Slot]


def list_slot(
    template: str, slots: Iterable["Slots"], layout: Literal["inline", "lines", "sum"] = "inline"
) -> ListSlot | None:
    """Return a list whose parts share a template, None when there are none."""
    parts = tuple(Part(template, each) for each in slots)
    return ListSlot(parts, layout) if parts else None


def known_slots(**slots: Slot | None) -> Slots:
    """Return the slots that are not None; an optional part of a sentence is left out where its slot is."""
    return {name: slot for name, slot in slots.items() if slot is not None}


def slot_identity(slot: Slot) -> str:
    """Return a string that is equal for equal values in every turn of a conversation, which fact ids are not."""
    if isinstance(slot, FactSlot):
        value = slot.value
        return f"{value.amount_minor}{value.currency}" if isinstance(value, Money) else str(value)
    if isinstance(slot, TermSlot):
        return slot.key
    if isinstance(slot, IdSlot):
        return slot.text
    return "".join([f"{part.template}({slots_identity(part.slots)})" for part in slot.parts])


def slots_identity(slots: Slots) -> str:
    """Return the identity of all slots together, by name."""
    return ";".join([f"{name}={slot_identity(slots[name])}" for name in sorted(slots)])


def fact_ids(slots: Slots) -> list[str]:
    """Return the ids of all facts that the slots mention, in order."""
    found: list[str] = []
    for slot in slots.values():
        if isinstance(slot, FactSlot):
            found.append(slot.fact_id)
        elif isinstance(slot, ListSlot):
            for part in slot.parts:
                found += fact_ids(part.slots)
    return found


Audience = Literal["all", "staff", "customer"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a statement is about; all fields are empty for a statement about the turn itself."""

    order: str = ""
    promotion_id: str = ""
    benefit_id: str = ""
    part: str = ""  # an installment's event or index, or a line item
    benefit: tuple[str, str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "benefit", (self.order, self.promotion_id, self.benefit_id))


@dataclass(frozen=True, slots=True)
class Statement:
    """One proven proposition. It keeps its ``statement_id`` in every turn of a conversation."""

    statement_id: str
    kind: str
    slots: Slots
    subject: Subject
    answers: frozenset[Topic]
    audience: Audience
    must_say: bool


def statement_key(kind: str, subject: Subject, slots: Slots) -> str:
    """Return a short digest of a proposition, by which later turns recognise it."""
    parts = (kind, subject.order, subject.promotion_id, subject.benefit_id, subject.part, slots_identity(slots))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


class StatementIds:
    """The ids of one conversation's statements: ``s1``, ``s2`` ... A proposition never changes its id."""

    def __init__(self, known: dict[str, int] | None = None) -> None:
        """``known`` are the numbers from earlier turns, by key."""
        self._numbers = dict(known or {})
        self._next = max(self._numbers.values(), default=0) + 1

    def id_of(self, key: str) -> str:
        """Return the id of a proposition, a new one where it has none yet."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._next
            self._next += 1
        return f"s{number}"

    def export(self, *, limit: int) -> dict[str, int]:
        """Return the latest ``limit`` numbers, to be stored for the next turn."""
        return dict(list(self._numbers.items())[-limit:])
