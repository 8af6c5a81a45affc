"""An answer of a model as data: what it sends, where that is from, and what must hold for the turn."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from evals.harness.strict_model import Declared, Name, Phrase
from guardrails.degradation import DegradedReason

PIECE = 5  # code points: so few that every identifier is split
_Text = Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]


class Recorded(Declared):
    """A real model sent it, in a run that anybody can repeat."""

    kind: Literal["recorded"] = "recorded"
    model: Phrase
    day: date
    task: Name
    command: Phrase


class Written(Declared):
    """A person wrote it. ``after`` says after what: no model is named that did not send it."""

    kind: Literal["written"] = "written"
    after: _Text


class ReportedTokens(Declared):
    """The usage that a server reports at the end of a stream."""

    prompt_tokens: int
    completion_tokens: int


class Reply(Declared):
    """The stream that answers one request: ``deltas`` as they are, then ``text``, then the finish reason.

    ``@2@`` in a string stands for the second id of the request's menu, ``@-1@`` for its last one, and ``@remaining@``
    for the first statement that answers that topic.
    """

    deltas: tuple[dict[str, Any], ...] = ()
    text: str = ""
    times: Annotated[int, Field(ge=1)] = 1  # how often the text is written
    piece: Annotated[int, Field(ge=1)] = PIECE  # code points of the text in a delta
    finish: str | None = "stop"
    usage: ReportedTokens | None = None
    frames: tuple[dict[str, Any], ...] = ()  # sent before the finish reason, as they are
    done: bool = True  # whether the end marker is sent
    write: Annotated[int, Field(ge=1)] | None = None  # bytes of the stream in a write; None: a frame

    def said(self) -> Iterator[str]:
        """Yield all texts that the model wrote, reasoning included; arguments of a lookup are no text."""
        yield self.text
        yield from (text for part in (*self.deltas, *self.frames) for text in _strings(part))


class ModelAnswer(Declared):
    """One answer of the corpus: the replies to the requests of a turn, the last of which is repeated."""

    id: Name
    why: _Text  # what could go wrong with it
    source: Annotated[Recorded | Written, Field(discriminator="kind")]
    replies: Annotated[tuple[Reply, ...], Field(min_length=1)]
    asked: Name | None = None  # the task whose question it answers; None: one of the usual four
    chooses: bool = False  # it names a statement of the menu; otherwise the answer must be whole without it
    degraded: DegradedReason | None = None  # the reason that the answer must give
    requests: Annotated[int, Field(ge=1)] = 1  # exactly this many are made
    # Of what the model wrote, beside any four words in a row, which are checked anyway. A short one could be part of a
    # conversation's random id.
    never: tuple[Annotated[str, StringConstraints(min_length=5)], ...] = ()

    @model_validator(mode="after")
    def _is_honest(self) -> Self:
        if not self.chooses and self.degraded is None:
            raise ValueError("a turn for which the model chose nothing is degraded, and says why")
        return self

    @property
    def tokens(self) -> tuple[int, int] | None:
        """Return the input and output tokens of all requests; None unless each reply reports them.

        A count of 0 is none: it is estimated, as it would be without a report.
        """
        replies = [self.reply(number) for number in range(self.requests)]
        usages = [reply.usage for reply in replies if reply.usage is not None]
        if len(usages) < len(replies) or not all(each.prompt_tokens and each.completion_tokens for each in usages):
            return None
        return sum(each.prompt_tokens for each in usages), sum(each.completion_tokens for each in usages)

    def reply(self, number: int) -> Reply:
        """Return the reply to a request, counted from 0."""
        return self.replies[min(number, len(self.replies) - 1)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name != "tool_calls":
                yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
