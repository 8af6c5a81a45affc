"""Steps that change something around the services, or look at it: the time, the databases, faults, models, texts."""

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, StringConstraints, model_validator

from core.contract import SourceName
from evals.harness.injected_faults import Fault
from evals.harness.strict_model import Declared, Name
from evals.steps.label_files import label_files
from evals.steps.matchers import Expected, Pointer
from evals.steps.step_base import StepBase

Service = Literal["chat", "rewards"]
_UNITS = {"ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours", "d": "days"}


class AdvanceStep(StepBase):
    """Moves the clock."""

    advance: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*(?:ms|s|min|h|d)$")]

    @property
    def by(self) -> timedelta:
        match = re.fullmatch(r"(\d+)(\w+)", self.advance)
        assert match is not None  # the field's pattern
        return timedelta(**{_UNITS[match[2]]: int(match[1])})

    @property
    def title(self) -> str:
        return f"advance {self.advance}"


class Row(Declared):
    store: SourceName
    row: dict[str, JsonValue]


class RowsStep(StepBase):
    """Rows that another service writes directly into the databases: nothing is announced."""

    rows: Annotated[tuple[Row, ...], Field(min_length=1)]

    @property
    def title(self) -> str:
        return f"{len(self.rows)} rows"


class EraseStep(StepBase):
    """Conversations deleted as a command does it: those about a customer, or those last used before an age."""

    erase: str | None = None  # a customer
    purge: Annotated[str | None, StringConstraints(pattern=r"^[1-9][0-9]*d$")] = None
    deleted: Annotated[int, Field(ge=0)]  # how many

    @property
    def title(self) -> str:
        return f"erase {self.erase or f'what is older than {self.purge}'}"


class HandoffStep(StepBase):
    """The deliveries that the webhook of hand-offs got since the last such step, and how it answers from here on.

    Each is expected by the fields of its note. Signature, key and what no note may hold are judged in any case.
    """

    handoff: Annotated[int, Field(ge=200, le=599)]  # the status
    deliveries: tuple[dict[Pointer, Expected], ...] = ()

    @property
    def title(self) -> str:
        return f"{len(self.deliveries)} hand-offs; the webhook answers {self.handoff}"


class IdentityStep(StepBase):
    """What the identity provider publishes from here on, how it answers, and how often it was asked until here."""

    identity: tuple[Name, ...]  # the published keys
    answers: Literal["well", "garbage", "tooLong"] | Annotated[int, Field(ge=400, le=599)] = "well"
    fetches: Annotated[int, Field(ge=0)] | None = None  # since the last such step

    @property
    def title(self) -> str:
        return f"the identity provider publishes {', '.join(self.identity)}"


class RedactStep(StepBase):
    """Texts redacted as questions are: those of files of `evals/pii/`, and the texts of one conversation.

    ``texts`` are what is typed with what is kept of it, where a token has its number.
    """

    redact: tuple[str, ...]
    texts: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_files(self) -> Self:
        if unknown := sorted(set(self.redact) - label_files()):
            raise ValueError(f"no such file of labelled texts: {', '.join(unknown)}")
        return self

    @property
    def title(self) -> str:
        return f"redact {', '.join(self.redact)}"


class RestartStep(StepBase):
    """A new process of a service over the same files."""

    restart: Service

    @property
    def title(self) -> str:
        return f"restart {self.restart}"


class FaultsStep(StepBase):
    """The faults from here on, in place of those before; none heals everything."""

    faults: tuple[Fault, ...]

    @property
    def title(self) -> str:
        return f"{len(self.faults)} faults"


class ModelStep(StepBase):
    """How a model answers from here on: well, never, or with the status of an error."""

    model: Literal["first", "second"]
    answers: Literal["well", "never"] | Annotated[int, Field(ge=400, le=599)]

    @property
    def title(self) -> str:
        return f"the {self.model} model answers: {self.answers}"
