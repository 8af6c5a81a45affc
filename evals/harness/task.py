"""A task: who does what, over which world, from which time on, with which faults, and what is expected."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, Field, StringConstraints, field_validator, model_validator

from evals.harness.expectations import Expect
from evals.harness.injected_faults import Fault
from evals.harness.strict_model import Declared, Name
from evals.steps.actor import Actor, Asker
from evals.steps.step import Step
from evals.steps.step_order import problems_of
from evals.steps.task_settings import setting_names
from evals.tiers.scripted.scripted_model import Behaviour
from evals.tiers.tier import GATING, Tier


class TaskTurn(Declared):
    """One question of a conversation and what is expected of its answer."""

    ask: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    replaces: bool = False  # it replaces the turn before: an edited question, or the same once more
    expect: Expect


class Task(Declared):
    """One conversation (``turns``), or whatever else is done (``steps``), over one world and in a separate service.

    The clock of turns is fixed; that of steps stands still until a step advances it.
    """

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
    turns: tuple[TaskTurn, ...] = ()
    principals: dict[Name, Actor] = Field(default_factory=dict)  # who else acts in steps, by name
    settings: dict[str, str] = Field(default_factory=dict)  # of both services, by environment variable; of steps only
    steps: tuple[Step, ...] = ()

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
    def _has_turns_or_steps(self) -> Self:
        if bool(self.turns) is bool(self.steps):
            raise ValueError("a task has either turns or steps")
        if self.turns and (self.principals or self.settings):
            raise ValueError("only a task of steps has principals and settings")
        if problems := list(problems_of(self.steps, self.principals)):
            raise ValueError("; ".join(problems))
        return self

    @field_validator("settings")
    @classmethod
    def _are_settings(cls, settings: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(settings.keys() - setting_names()):
            raise ValueError(f"no such setting: {', '.join(unknown)}")
        return settings

    @model_validator(mode="after")
    def _replaces_a_turn(self) -> Self:
        if self.turns and self.turns[0].replaces:
            raise ValueError("the first turn cannot replace another")
        return self

    @model_validator(mode="after")
    def _compares_with_an_earlier_turn(self) -> Self:
        for number, turn in enumerate(self.turns, start=1):
            if turn.expect.same_as is not None and turn.expect.same_as >= number:
                raise ValueError("same_as must name an earlier turn")
        return self
