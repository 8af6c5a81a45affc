"""What a statement is about, in typed form. No slot holds prose: text comes from a catalogue, values from facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from core.money import Money


@dataclass(frozen=True, slots=True)
class FactSlot:
    """A value with a fact of its own; shown as ``[[f3]]`` until the edge puts the value there."""

    fact_id: str
    value: Money | int | str

    @property
    def money(self) -> Money:
        """The value of a fact that is an amount.

        Raises:
            TypeError: it is none.
        """
        if not isinstance(self.value, Money):
            raise TypeError("this fact is no amount")
        return self.value


@dataclass(frozen=True, slots=True)
class TermSlot:
    """A term of the catalogue, by its key (``benefit.SCRATCH_CARD``); ``fallback`` is the key for an unknown one."""

    key: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class IdSlot:
    """An order or customer number, or a code: shown as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a list. ``template`` names the catalogue's template for it."""

    template: str
    slots: "Slots"


@dataclass(frozen=True, slots=True)
class ListSlot:
    """Several of one kind.

    ``inline`` joins them as a list within a sentence, ``lines`` puts each on a line of its own, ``sum`` adds them up.
    """

    parts: tuple[Part, ...]
    layout: Literal["inline", "lines", "sum"] = "inline"


Slot = FactSlot | TermSlot | IdSlot | ListSlot
Slots = Mapping[str, Slot]


def listed(
    template: str, slots: Iterable["Slots"], layout: Literal["inline", "lines", "sum"] = "inline"
) -> ListSlot | None:
    """Return a list of equal parts, None when there are none."""
    parts = tuple(Part(template, each) for each in slots)
    return ListSlot(parts, layout) if parts else None


def given(**slots: Slot | None) -> Slots:
    """Return the slots that are known; an optional part of a sentence is left out where its slot is."""
    return {name: slot for name, slot in slots.items() if slot is not None}


def identity(slot: Slot) -> str:
    """Return what is equal for the same value in every turn of a conversation: never a fact's id, which is not."""
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
    return ";".join([f"{name}={identity(slots[name])}" for name in sorted(slots)])


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
