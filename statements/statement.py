"""A statement: one proven proposition about what was looked up. Its kind owns its proof, its sentence, its audience."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from statements.slots import Slots, slots_identity
from statements.topics import Topic

Audience = Literal["all", "staff", "customer"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a statement is about; all fields are empty for one about the turn itself."""

    order: str = ""
    promotion_id: str = ""
    benefit_id: str = ""
    part: str = ""  # an installment's event or place, or a line item

    @property
    def benefit(self) -> tuple[str, str, str]:
        return self.order, self.promotion_id, self.benefit_id


@dataclass(frozen=True, slots=True)
class Statement:
    """``statement_id`` is the same for the same proposition in every turn of a conversation."""

    statement_id: str
    kind: str
    slots: Slots
    subject: Subject
    answers: frozenset[Topic]
    audience: Audience
    must_say: bool


def key_of(kind: str, subject: Subject, slots: Slots) -> str:
    """Return a short digest of a proposition, which tells it again in a later turn."""
    parts = (kind, subject.order, subject.promotion_id, subject.benefit_id, subject.part, slots_identity(slots))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


class StatementIds:
    """The ids of one conversation's statements: ``s1``, ``s2`` ... A proposition keeps its id for good."""

    def __init__(self, known: dict[str, int] | None = None) -> None:
        """``known`` are the numbers of earlier turns, by key."""
        self._numbers = dict(known or {})
        self._next = max(self._numbers.values(), default=0) + 1

    def id_of(self, key: str) -> str:
        """Return the id of a proposition, a new one where it was not stated before."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._next
            self._next += 1
        return f"s{number}"

    def export(self, *, limit: int) -> dict[str, int]:
        """Return the numbers to keep for the next turn: the latest ``limit`` of them."""
        return dict(list(self._numbers.items())[-limit:])
