"""The events of a turn and the answer that ends it, as every protocol sends them.

Within the agent, texts hold references to facts (``[[f3]]``) and tokens. The edge of the service renders them for a
viewer; only then is ``figures`` filled, and the spans of ``statements`` refer to the rendered text.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from core.contract import SourceReport, WireModel
from guardrails.degradation import DegradedReason
from tools.cards import CashbackCard, Fact, InstallmentCard, ItemCard, ToolStatus


class Outcome(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    NEEDS_INPUT = "needsInput"


class FactSpan(WireModel):
    """A mention of a fact: ``text[start:end]`` in Unicode code points."""

    start: int
    end: int
    fact_id: str


class StatementSpan(WireModel):
    """One statement of an answer: ``text[start:end]`` in Unicode code points."""

    statement_id: str
    kind: str
    start: int
    end: int
    business_reference_id: str | None = None  # of the order that it is about


class OrderChoice(WireModel):
    """An order to choose from when it is not clear which one is meant, with what distinguishes it from the others."""

    business_reference_id: str
    created_on: str | None = None  # these three as displayed
    promotion: str | None = None
    promised: str | None = None


class DraftLength(StrEnum):
    SHORT = "short"  # the answer to the question only, without greeting and closing: for a chat
    FULL = "full"


class ReplyDraft(WireModel):
    """One wording of the reply to the customer. All of a turn's are realised from the same selection of statements."""

    language: str  # BCP 47 tag
    length: DraftLength
    text: str


class NextStepCode(StrEnum):
    """What a colleague does next, the most urgent first: a closed set."""

    TRY_AGAIN_LATER = "tryAgainLater"  # not all records could be read
    REPORT_DUPLICATE = "reportDuplicate"
    REPORT_OVER_ISSUE = "reportOverIssue"
    REPORT_CONFLICT = "reportConflict"
    REPORT_UNREADABLE_RECORD = "reportUnreadableRecord"
    ESCALATE_FAILED = "escalateFailed"
    ASK_CUSTOMER_TO_REVEAL = "askCustomerToReveal"
    WAIT_FOR_ISSUANCE = "waitForIssuance"
    WAIT_FOR_SHIPMENT = "waitForShipment"
    NOTHING_TO_DO = "nothingToDo"


class NextStep(WireModel):
    """What to do next, and a note for an escalation: codes, ids and figures with their records, no personal data."""

    code: NextStepCode
    text: str
    note: str


class Usage(WireModel):
    """The tokens that a provider's model received and wrote in a conversation, up to and including this turn."""

    input_tokens: int
    output_tokens: int


class Answer(WireModel):
    """One finished turn."""

    conversation_id: str
    turn: int
    outcome: Outcome
    text: str
    figures: list[FactSpan] = Field(default_factory=list)
    statements: list[StatementSpan] = Field(default_factory=list)
    facts: list[Fact] = Field(default_factory=list)
    cashback: list[CashbackCard] = Field(default_factory=list)
    installments: list[InstallmentCard] = Field(default_factory=list)
    items: list[ItemCard] = Field(default_factory=list)
    sources: list[SourceReport] = Field(default_factory=list)
    choices: list[OrderChoice] = Field(default_factory=list)  # offered when it is not clear which order is meant
    suggestions: list[str] = Field(default_factory=list)  # follow-up questions
    language: str = "en"
    reply_draft: str | None = None  # can be pasted to the customer
    reply_drafts: list[ReplyDraft] = Field(default_factory=list)  # for staff: the same in every language and length
    next_step: NextStep | None = None  # for staff
    model: str
    usage: Usage | None = None  # for staff; absent until a provider was asked
    prompt: str | None = None  # for staff: digest of the model's instructions
    knowledge: str | None = None  # for staff: digest of the approved texts
    degraded: bool  # whether another model, or no model, replaced the configured one
    degraded_reason: DegradedReason | None = None  # for staff: why
    kept: bool = True  # false when the turn could not be stored: later turns do not know it


class RunStarted(WireModel):
    type: Literal["run.started"] = "run.started"
    conversation_id: str
    turn: int
    revision: int = 1  # counts the answers of this turn: 2 for the first that replaces another


class ToolStarted(WireModel):
    type: Literal["tool.started"] = "tool.started"
    call_id: str  # distinguishes the lookups of a turn
    name: str
    arguments: dict[str, str]  # redacted


class ToolFinished(WireModel):
    type: Literal["tool.finished"] = "tool.finished"
    call_id: str
    name: str
    status: ToolStatus
    latency_ms: float


class FactsFound(WireModel):
    type: Literal["facts"] = "facts"
    facts: list[Fact]
    cashback: list[CashbackCard]
    installments: list[InstallmentCard]
    items: list[ItemCard]
    partial: bool
    sources: list[SourceReport]


class AnswerDelta(WireModel):
    type: Literal["answer.delta"] = "answer.delta"
    text: str


class AnswerCompleted(WireModel):
    type: Literal["answer.completed"] = "answer.completed"
    answer: Answer


class RunFailed(WireModel):
    """The turn could not be finished; ``code`` is from a closed set and nothing was stored."""

    type: Literal["run.failed"] = "run.failed"
    code: str
    retryable: bool


TurnEvent = Annotated[
    RunStarted | ToolStarted | ToolFinished | FactsFound | AnswerDelta | AnswerCompleted | RunFailed,
    Field(discriminator="type"),
]
