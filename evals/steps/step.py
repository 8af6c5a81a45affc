"""The steps of a task that is more than one conversation: what may be done, and what is expected of it."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    Discriminator,
    Field,
    JsonValue,
    StringConstraints,
    Tag,
    model_validator,
)

from evals.harness.expectations import Expect, ExpectedRequests, Saying
from evals.harness.strict_model import Declared, Name
from evals.steps.matchers import Expected, Pointer
from evals.steps.saved_values import names_in
from evals.steps.state_steps import (
    AdvanceStep,
    EraseStep,
    FaultsStep,
    HandoffStep,
    IdentityStep,
    ModelStep,
    RedactStep,
    RestartStep,
    RowsStep,
    Service,
)
from evals.steps.step_base import StepBase

NOBODY = "nobody"  # acts without a token
NEW = "new"  # as a conversation: another one begins
_SAVED = r"^[A-Z][A-Z0-9_]*$"
_BARE = {204, 304}  # statuses of a response that has nothing more to expect

SavedName = Annotated[str, StringConstraints(pattern=_SAVED)]
Target = Annotated[
    str, StringConstraints(pattern=r"^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /\S*$"), Field(examples=["GET /v1/x"])
]
# Where a saved value is found: in the JSON body, or in a header.
Place = Annotated[str, StringConstraints(pattern=r"^(?:(?:/[^/]*)*|header:[A-Za-z-]+)$")]


class _ActingStep(StepBase):
    actor: Name | None = Field(None, alias="as")  # one of the task's principals; the task's own by default
    save: dict[SavedName, Place] = Field(default_factory=dict)


class AskStep(_ActingStep):
    """A question, judged as a turn is. Values are saved from the answer."""

    ask: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    # By default the latest conversation of whoever asks; ``new``, or the id of one.
    conversation: str | None = None
    replaces: bool = False
    expect: Expect

    @property
    def title(self) -> str:
        return f"ask {self.ask!r}"


class ResponseExpect(Declared):
    """What is expected of a response. A response of both services is checked for secrets and for its form as well."""

    status: Annotated[int, Field(ge=200, le=599)]
    code: str | None = None  # of a problem
    headers: dict[str, Expected] = Field(default_factory=dict)
    body: dict[Pointer, Expected] = Field(default_factory=dict)
    says: tuple[Saying, ...] = ()  # in the body as text
    must_not_say: tuple[Saying, ...] = ()
    reveals: tuple[str, ...] = ()  # secrets of the world that the body must hold; it may hold no others
    canaries: tuple[Annotated[str, StringConstraints(min_length=4)], ...] = ()
    same_as: Name | None = None  # an earlier step with the same status, headers and body but for ids
    requests: ExpectedRequests | None = None  # to the rewards API
    audit: tuple[str, ...] | None = None  # exactly these lines: tool, decision and status

    @model_validator(mode="after")
    def _gates(self) -> Self:
        """Refuse an expectation that nearly every response would meet: a status alone does not test the content."""
        others = (self.code, self.headers, self.body, self.says, self.reveals, self.same_as)
        if self.status not in _BARE and not any(others):
            raise ValueError("expect more than a status: a code, headers, a body, words, or the same as another step")
        return self


class Request(_ActingStep):
    """One HTTP request, without what is expected of its response."""

    request: Target
    service: Service = "chat"
    token_for: Service | None = None  # the audience of the token; that of the service by default
    query: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)  # an Authorization replaces the actor's
    body: JsonValue = None
    text: str | None = None  # a body that is no JSON

    @property
    def title(self) -> str:
        return self.request


class RequestStep(Request):
    """One HTTP request. With ``until`` it is repeated until the body is as said there, for what happens beside it."""

    as_each: Annotated[tuple[Name, ...], Field(max_length=50)] = ()  # in place of ``as``: the same request as each
    until: dict[Pointer, Expected] = Field(default_factory=dict)
    expect: ResponseExpect

    @model_validator(mode="after")
    def _has_one_kind_of_actor(self) -> Self:
        if self.as_each and (self.actor is not None or self.save or self.name is not None):
            raise ValueError("a request as each of several has neither 'as' nor a name, and saves nothing")
        return self

    def for_each(self) -> "tuple[RequestStep, ...]":
        """Return the step as each of its actors."""
        if not self.as_each:
            return (self,)
        return tuple(self.model_copy(update={"actor": name, "as_each": ()}) for name in self.as_each)


class ExpectedEvent(Declared):
    """An event of a stream. ``event: comment`` is a line that keeps the connection alive."""

    event: str
    id: Expected | None = None
    data: dict[Pointer, Expected] = Field(default_factory=dict)
    after_others: bool = False  # events of other types may come first
    save: dict[SavedName, Place | Literal["id"]] = Field(default_factory=dict)


class _Reading(_ActingStep):
    events: tuple[ExpectedEvent, ...] = ()
    ends: bool = False  # nothing comes after these events

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not self.events and not self.ends:
            raise ValueError("expect events, or the end of the stream")
        return self


class StreamStep(_Reading):
    """Opens a stream of server-sent events and reads some. One with a name stays open for ``read`` and ``close``."""

    stream: Target
    service: Service = "chat"
    query: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    body: JsonValue = None

    @property
    def title(self) -> str:
        return f"stream {self.stream}"


class ReadStep(_Reading):
    """Reads more events of an open stream."""

    read: Name

    @property
    def title(self) -> str:
        return f"read {self.read}"


class CloseStep(StepBase):
    """Leaves an open stream, as a client does that disconnects."""

    close: Name

    @property
    def title(self) -> str:
        return f"close {self.close}"


class ConcurrentStep(StepBase):
    """Requests that are made at once; which of them gets which status does not matter."""

    concurrent: Annotated[tuple[Request, ...], Field(min_length=2)]
    statuses: tuple[int, ...]
    codes: frozenset[str] = frozenset()  # of the problems among the responses

    @model_validator(mode="after")
    def _has_a_status_each(self) -> Self:
        if len(self.statuses) != len(self.concurrent):
            raise ValueError("expect one status for each request")
        return self

    @property
    def title(self) -> str:
        return f"{len(self.concurrent)} requests at once"


_KINDS: dict[str, type[StepBase]] = {
    "ask": AskStep,
    "request": RequestStep,
    "stream": StreamStep,
    "read": ReadStep,
    "close": CloseStep,
    "advance": AdvanceStep,
    "rows": RowsStep,
    "redact": RedactStep,
    "erase": EraseStep,
    "purge": EraseStep,
    "handoff": HandoffStep,
    "identity": IdentityStep,
    "restart": RestartStep,
    "faults": FaultsStep,
    "model": ModelStep,
    "concurrent": ConcurrentStep,
}


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((name for name in _KINDS if name in value), None)
    return next((name for name, kind in _KINDS.items() if isinstance(value, kind)), None)


Step = Annotated[
    Annotated[AskStep, Tag("ask")]
    | Annotated[RequestStep, Tag("request")]
    | Annotated[StreamStep, Tag("stream")]
    | Annotated[ReadStep, Tag("read")]
    | Annotated[CloseStep, Tag("close")]
    | Annotated[AdvanceStep, Tag("advance")]
    | Annotated[RowsStep, Tag("rows")]
    | Annotated[RedactStep, Tag("redact")]
    | Annotated[EraseStep, Tag("erase")]
    | Annotated[EraseStep, Tag("purge")]
    | Annotated[HandoffStep, Tag("handoff")]
    | Annotated[IdentityStep, Tag("identity")]
    | Annotated[RestartStep, Tag("restart")]
    | Annotated[FaultsStep, Tag("faults")]
    | Annotated[ModelStep, Tag("model")]
    | Annotated[ConcurrentStep, Tag("concurrent")],
    Discriminator(_kind),
]


def actors_of(step: StepBase) -> set[str]:
    """Return the principals that a step names."""
    acting = step.concurrent if isinstance(step, ConcurrentStep) else (step,)
    each = step.as_each if isinstance(step, RequestStep) else ()
    return {*each, *(one.actor for one in acting if isinstance(one, _ActingStep) and one.actor is not None)}


def saved_by(step: StepBase) -> set[str]:
    """Return the names under which a step saves values."""
    saved = set(step.save) if isinstance(step, _ActingStep) else set()
    if isinstance(step, _Reading):
        saved |= {name for event in step.events for name in event.save}
    return saved


def used_by(step: StepBase) -> set[str]:
    """Return the names of saved values that a step uses."""
    return names_in(step.model_dump(mode="json"))
