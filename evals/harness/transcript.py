"""What was seen of a turn from outside: all that the checks judge by. Nothing in it was computed by the product's own
guards for the sake of the suite; it is what went over the wire, to the model, to the rewards API and to disk.
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
    """One request that reached the rewards API, and what it was answered."""

    method: str
    path: str
    query: Mapping[str, str]
    bearer: Principal | None  # None when the token proved nothing
    token_ttl: timedelta | None
    status: int | None  # None when no answer was given

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.method} {self.path}{'?' if query else ''}{query}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step towards a lookup of an order or a customer: a decision of the policy, or a request that went out."""

    subject: str
    is_allowed: bool | None  # what was decided; None when it is a request


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """What a check holds a turn against: the turn, its setting, and what of the world nobody may see."""

    task: Task
    number: int  # from 1
    secrets: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()  # of the world

    @property
    def turn(self) -> TaskTurn:
        return self.task.turns[self.number - 1]


@dataclass(frozen=True, slots=True)
class SeenTurn:
    """One turn as it was seen. ``wire`` is the decoded body of the response, ``stored`` the files left on disk."""

    question: str
    status: int
    wire: str
    events: tuple[TurnEvent, ...] = ()  # of a streamed turn
    answer: Answer | None = None
    failure: str | None = None  # the code of a turn that ended without an answer
    requests: tuple[RewardsRequest, ...] = ()
    strays: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()  # decisions and requests, in their order
    model_requests: tuple[str, ...] = ()  # to the model of the tier
    asked_model: str = ""  # its name
    audit: tuple[AuditRecord, ...] = ()
    logs: tuple[str, ...] = ()
    stored: str = ""
    retold: Answer | None = None  # as the conversation has it when it is read again
    earlier: tuple["SeenTurn", ...] = field(default=(), repr=False)

    @property
    def facts(self) -> dict[str, Fact]:
        return {fact.fact_id: fact for fact in self.answer.facts} if self.answer else {}

    def mentions(self) -> Iterator[tuple[Fact, FactSpan]]:
        """Yield the figures of the text that lead to a fact."""
        facts = self.facts
        for figure in self.answer.figures if self.answer else ():
            if fact := facts.get(figure.fact_id):
                yield fact, figure
