"""All that was observed of a turn from outside, and all that the checks judge by.

Nothing in it is computed by the product's guards for the sake of the suite: it is what went over the wire, to the
model, to the rewards API and to disk.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from agent.turn_events import Answer, FactSpan, TurnEvent
from core.identity.tokens import Principal
from evals.harness.task import Task, TaskTurn
from guardrails.audit.record import AuditRecord
from tools.cards import Fact


@dataclass(frozen=True, slots=True)
class RewardsRequest:
    """One request that reached the rewards API, and its response."""

    method: str
    path: str
    query: Mapping[str, str]
    bearer: Principal | None  # None if the token was not valid
    token_ttl: timedelta | None
    status: int | None  # None if there was no response
    body: str = field(default="", repr=False)  # of the response

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.method} {self.path}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lookup of an order or a customer: a policy decision, or a request that was sent."""

    subject: str
    is_allowed: bool | None  # the decision; None for a request


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """What a check compares a turn with: the task, the turn's number, the world's rows and its secrets."""

    task: Task
    number: int  # from 1
    secrets: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()  # of the world

    @property
    def turn(self) -> TaskTurn:
        return self.task.turns[self.number - 1]


@dataclass(frozen=True, slots=True)
class SeenTurn:
    """One turn as observed. ``wire`` is the decoded body of the response, ``stored`` the files left on disk."""

    question: str
    status: int
    wire: str
    headers: Mapping[str, str] = field(default_factory=dict)  # of the response, by lower-case name
    events: tuple[TurnEvent, ...] = ()  # of a streamed turn
    answer: Answer | None = None
    failure: str | None = None  # the code of a turn that ended without an answer
    requests: tuple[RewardsRequest, ...] = ()
    unexpected_requests: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()  # decisions and requests, in their order
    model_requests: tuple[str, ...] = ()  # sent to the tier's model
    asked_model: str = ""  # its name
    audit: tuple[AuditRecord, ...] = ()
    logs: tuple[str, ...] = ()
    stored: str = ""
    reread: Answer | None = None  # the answer of this turn when the conversation is read again afterwards
    earlier: tuple["SeenTurn", ...] = field(default=(), repr=False)

    @property
    def facts(self) -> dict[str, Fact]:
        return {fact.fact_id: fact for fact in self.answer.facts} if self.answer else {}

    def mentions(self) -> Iterator[tuple[Fact, FactSpan]]:
        """Yield each figure of the text that refers to a fact of the answer, with that fact."""
        facts = self.facts
        for figure in self.answer.figures if self.answer else ():
            if fact := facts.get(figure.fact_id):
                yield fact, figure
