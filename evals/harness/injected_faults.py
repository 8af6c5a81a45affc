"""Faults that a task injects: in a database behind the rewards API, or in an answer of the rewards API itself."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from core.contract import SourceName
from evals.harness.strict_model import Declared


class SourceFaultKind(StrEnum):
    ERROR = "error"  # it answers with an error
    TIMEOUT = "timeout"  # it never answers
    GARBAGE = "garbage"  # it answers with rows that cannot be parsed, not even their keys
    MALFORMED_ROW = "malformedRow"  # the right rows, except that the sum in one of them is not a number
    UNACKNOWLEDGED = "unacknowledged"  # of a task of steps: posted events are stored, and the write fails all the same


class SourceFault(Declared):
    """One database fails for the whole task, or for ``times`` reads; the rewards API stays up."""

    source: SourceName
    kind: SourceFaultKind
    times: Annotated[int, Field(ge=1)] | None = None  # reads, retries included; all if absent
    benefit: str | None = None  # whose first row is malformed

    @model_validator(mode="after")
    def _belongs_to_its_kind(self) -> Self:
        if (self.benefit is not None) != (self.kind is SourceFaultKind.MALFORMED_ROW):
            raise ValueError("a fault of kind 'malformedRow' has a benefit, and no other kind has one")
        if self.kind is SourceFaultKind.UNACKNOWLEDGED and self.source is not SourceName.CONCESSIONS:
            raise ValueError(
                "a fault of kind 'unacknowledged' is of 'concessions', the only database that is posted to"
            )
        return self


class RouteFaultKind(StrEnum):
    STATUS = "status"  # an error answer
    TIMEOUT = "timeout"  # no answer in time
    DISCONNECT = "disconnect"  # no connection
    GARBAGE = "garbage"  # 200 with a body that breaks the contract
    CUT_OFF = "cutOff"  # a body that ends in the middle
    MISSING_FIELD = "missingField"  # a body without its amounts
    SLOW = "slow"  # the right body, after a delay
    ENDLESS = "endless"  # pages that never end, each with a new cursor
    OTHER_ORDER = "otherOrder"  # the right body of another order
    RECORDED = "recorded"  # a body from a file
    UNSCOPED = "unscoped"  # the right body for any caller: ownership is not checked


class RouteFault(Declared):
    """The rewards API answers wrongly, or not at all, on the paths that ``route`` matches."""

    route: Annotated[str, Field(pattern=r"^/", description="A path; * stands for any part of it.")]
    kind: RouteFaultKind
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    other: str | None = None  # the order whose body is returned
    body: str | None = None  # the file in ``bodies/``
    times: Annotated[int, Field(ge=1)] | None = None  # how often; always if absent

    @model_validator(mode="after")
    def _status_belongs_to_its_kind(self) -> Self:
        if (self.status is not None) != (self.kind is RouteFaultKind.STATUS):
            raise ValueError("a fault of kind 'status' has a status, and no other kind has one")
        if (self.other is not None) != (self.kind is RouteFaultKind.OTHER_ORDER):
            raise ValueError("a fault of kind 'otherOrder' has another order, and no other kind has one")
        if (self.body is not None) != (self.kind is RouteFaultKind.RECORDED):
            raise ValueError("a fault of kind 'recorded' has a body, and no other kind has one")
        return self


def _kind_of(value: Any) -> str:
    is_source = "source" in value if isinstance(value, dict) else isinstance(value, SourceFault)
    return "source" if is_source else "route"


Fault = Annotated[
    Annotated[SourceFault, Tag("source")] | Annotated[RouteFault, Tag("route")],
    Discriminator(_kind_of),
]
