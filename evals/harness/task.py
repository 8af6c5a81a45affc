"""A task: who asks what, over which world, at which time, with which faults, and what is expected."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError, field_validator, model_validator

from core.identity.tokens import Principal, Role
from evals.harness.expectations import Expect
from evals.harness.injected_faults import Fault
from evals.harness.strict_model import Declared, Name
from evals.tiers.scripted.scripted_model import Behaviour
from evals.tiers.tier import GATING, Tier


class Asker(Declared):
    """The identity that the token of every turn proves."""

    role: Role
    subject: Annotated[str, StringConstraints(min_length=1)]
    case: str | None = None
    customer: str | None = None
    reason: str | None = None
    scopes: frozenset[str] = frozenset()  # of a service
    locale: str = "en-IN"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        try:
            self.principal()
        except ValidationError as error:
            raise ValueError(f"something that a {self.role.value} needs is missing here") from error
        return self

    def principal(self) -> Principal:
        return Principal(
            role=self.role,
            subject=self.subject,
            case_id=self.case,
            customer_id=self.customer,
            reason=self.reason,
            scopes=self.scopes,
            locale=self.locale,
        )


class TaskTurn(Declared):
    """One question of a conversation and what is expected of its answer."""

    ask: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    replaces: bool = False  # it replaces the turn before: an edited question, or the same once more
    expect: Expect


class Task(Declared):
    """One conversation over one world, in a separate service with a fixed clock."""

    id: Name
    why: Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]  # the mistake that it guards against
    tags: Annotated[tuple[Name, ...], Field(min_length=1)]
    world: Name
    now: AwareDatetime
    zone: str = "Asia/Kolkata"  # the zone of expected days
    principal: Asker
    faults: tuple[Fault, ...] = ()
    stream: bool = True  # server-sent events, or one JSON body
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)] = GATING
    behaviour: Behaviour = Behaviour.FAITHFUL  # of the scripted model
    turns: Annotated[tuple[TaskTurn, ...], Field(min_length=1)]

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("no such time zone") from error
        return zone

    @field_validator("tags")
    @classmethod
    def _are_distinct(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(tags)) != len(tags):
            raise ValueError("a tag is given twice")
        return tags

    @model_validator(mode="after")
    def _is_of_the_scripted_tier(self) -> Self:
        if self.behaviour is not Behaviour.FAITHFUL and self.tiers != (Tier.SCRIPTED,):
            raise ValueError("only the scripted model has a behaviour: tiers must be [scripted]")
        return self

    @model_validator(mode="after")
    def _replaces_a_turn(self) -> Self:
        if self.turns[0].replaces:
            raise ValueError("the first turn cannot replace another")
        return self

    @model_validator(mode="after")
    def _compares_with_an_earlier_turn(self) -> Self:
        for number, turn in enumerate(self.turns, start=1):
            if turn.expect.same_as is not None and turn.expect.same_as >= number:
                raise ValueError("same_as must name an earlier turn")
        return self
