"""What a task lets go wrong: a database behind the rewards API, or an answer of the rewards API itself."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from core.contract import SourceName
from evals.harness.strict_model import Declared


class SourceFaultKind(StrEnum):
    ERROR = "error"  # it refuses to answer
    TIMEOUT = "timeout"  # it never answers
    GARBAGE = "garbage"  # it answers with what no reader can parse


class SourceFault(Declared):
    """One database fails for as long as the task runs, or so many reads; the service over it stays up."""

    source: SourceName
    kind: SourceFaultKind
    times: Annotated[int, Field(ge=1)] | None = None  # how many reads, a second attempt counted; all, when it is absent


class RouteFaultKind(StrEnum):
    STATUS = "status"  # an error answer
    TIMEOUT = "timeout"  # no answer in time
    DISCONNECT = "disconnect"  # no connection
    GARBAGE = "garbage"  # 200 with a body that is not the contract's
    CUT_OFF = "cutOff"  # a body that ends in the middle
    MISSING_FIELD = "missingField"  # a body without its amounts
    SLOW = "slow"  # the right body, after a while
    ENDLESS = "endless"  # pages that never end, each with a new cursor
    OTHER_ORDER = "otherOrder"  # the right body of another order
    RECORDED = "recorded"  # a body that was kept in a file
    UNSCOPED = "unscoped"  # the right body, but to anybody: it does not look at whose data it is


class RouteFault(Declared):
    """The rewards API itself answers wrongly on the paths that ``route`` fits, or not at all."""

    route: Annotated[str, Field(pattern=r"^/", description="A path; * stands for any part of it.")]
    kind: RouteFaultKind
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    other: str | None = None  # whose body is given in the place of the one that was asked for
    body: str | None = None  # the file in ``bodies/``
    times: Annotated[int, Field(ge=1)] | None = None  # how often; always, when it is absent

    @model_validator(mode="after")
    def _status_belongs_to_its_kind(self) -> Self:
        if (self.status is not None) != (self.kind is RouteFaultKind.STATUS):
            raise ValueError("a status is given for faults of kind 'status', and for those only")
        if (self.other is not None) != (self.kind is RouteFaultKind.OTHER_ORDER):
            raise ValueError("another order is given for faults of kind 'otherOrder', and for those only")
        if (self.body is not None) != (self.kind is RouteFaultKind.RECORDED):
            raise ValueError("a body is given for faults of kind 'recorded', and for those only")
        return self


def _kind_of(value: Any) -> str:
    is_source = "source" in value if isinstance(value, dict) else isinstance(value, SourceFault)
    return "source" if is_source else "route"


Fault = Annotated[
    Annotated[SourceFault, Tag("source")] | Annotated[RouteFault, Tag("route")],
    Discriminator(_kind_of),
]
