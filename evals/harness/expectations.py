"""What is expected of a turn. Every expected figure is a literal with the derivation from the world's rows."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from evals.harness.strict_model import Declared, Derivation, Pattern, Phrase
from evals.oracles.statement_kinds import STATEMENT_KINDS
from evals.oracles.wire_vocabulary import Label, NextStepCode, Outcome, Reason
from evals.oracles.written_figures import minor_digits

# The position of a benefit or an order. If amounts are expected, no other fact with one of these labels may exist.
POSITION_LABELS = frozenset(
    {
        Label.PROMISED,
        Label.GRANTED,
        Label.REMAINING,
        Label.ISSUED,
        Label.REVERSED,
        Label.PENDING,
        Label.CANCELLED,
        Label.EXPIRED,
        Label.OVER_ISSUED,
        Label.INSTALLMENT,
        Label.ATTEMPTED,
        Label.RECORDED,
    }
)
# Not part of the answer to a question that asks for sums only.
DETAIL_LABELS = frozenset(
    {Label.INSTALLMENT, Label.ATTEMPTED, Label.RECORDED, Label.ITEM_PROMISED, Label.ITEM_ISSUED, Label.REVERSED}
)
MONEY_LABELS = POSITION_LABELS | {
    Label.ITEM_PROMISED,
    Label.ITEM_ISSUED,
    Label.CLAIMED,
    Label.CLOSED,
    Label.DIFFERENCE,
    Label.TRACKED_PROMISED,
    Label.TRACKED_ISSUED,
}
DATE_LABELS = frozenset(
    {
        Label.ISSUED_ON,
        Label.ATTEMPTED_ON,
        Label.RECORDED_ON,
        Label.REVERSED_ON,
        Label.CLOSED_ON,
        Label.CREATED_ON,
        Label.REVEALED_ON,
        Label.EXPIRES_ON,
        Label.WINDOW_FROM,
        Label.WINDOW_TO,
    }
)

LastFour = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _known(kind: str) -> str:
    if kind not in STATEMENT_KINDS:
        raise ValueError("no such kind of statement")
    return kind


StatementKind = Annotated[str, AfterValidator(_known)]  # an unknown kind could never be said
# Quoted in the file: an unquoted 64.00 is a float, and floats are refused.
DecimalText = Annotated[str, StringConstraints(pattern=r"^\d+(?:\.\d+)?$")]


class ExpectedAmount(Declared):
    """An amount that must be a fact and, unless ``said`` is false, a figure of this label in the text."""

    label: Label
    amount: DecimalText
    currency: Currency
    order: str | None = None
    promotion: str | None = None
    benefit: str | None = None
    said: bool = True
    because: Derivation

    @model_validator(mode="after")
    def _is_an_amount(self) -> Self:
        if self.label not in MONEY_LABELS:
            raise ValueError(f"{self.label.value} is not the label of an amount")
        digits = minor_digits(self.currency)
        if len(self.amount.partition(".")[2]) != digits:
            raise ValueError(f"an amount in {self.currency} has {digits} decimal digits")
        return self

    @property
    def minor(self) -> int:
        return int(Decimal(self.amount).scaleb(minor_digits(self.currency)))


class ExpectedDate(Declared):
    """A day, in the task's zone, that must be a fact and, unless ``said`` is false, be in the text."""

    label: Label
    day: date
    order: str | None = None
    benefit: str | None = None
    said: bool = True
    because: Derivation

    @model_validator(mode="after")
    def _is_a_date(self) -> Self:
        if self.label not in DATE_LABELS:
            raise ValueError(f"{self.label.value} is no label of a date")
        return self


class Regex(Declared):
    """A regular expression, searched for without regard to case."""

    regex: Pattern


Saying = Annotated[
    Annotated[Phrase, Tag("phrase")] | Annotated[Regex, Tag("regex")],
    Discriminator(lambda value: "phrase" if isinstance(value, str) else "regex"),
]


class RequestPattern(Declared):
    """A request to the rewards API. ``*`` in the path matches anything; other query parameters are ignored."""

    method: str = "GET"
    path: Annotated[str, Field(pattern=r"^/")]
    query: dict[str, str] = Field(default_factory=dict)


class ExpectedRequests(Declared):
    required: tuple[RequestPattern, ...] = ()  # each is made at least once
    forbidden: tuple[RequestPattern, ...] = ()  # none is made
    allowed: tuple[RequestPattern, ...] | None = None  # when given, every request is one of these


class ExpectedDraft(Declared):
    """The draft of a reply to the customer; it must be present, or must be absent."""

    present: bool
    says: tuple[Saying, ...] = ()
    must_not_say: tuple[Saying, ...] = ()


class Budgets(Declared):
    """The maximum number of calls that the turn may make."""

    model_calls: Annotated[int, Field(ge=0)] | None = None
    tool_calls: Annotated[int, Field(ge=0)] | None = None
    requests: Annotated[int, Field(ge=0)] | None = None  # to the rewards API


class Expect(Declared):
    """What is expected of one turn. An absent key is not checked; an empty list means that there must be none."""

    outcome: Outcome | None = None
    failure: str | None = (
        None  # the code of a turn that ends without an answer; given for a failure, where there is no outcome
    )
    degraded: bool = False
    # False if only sums are asked for: installments, items, their days and gift cards need not be in the text.
    details: bool = True
    amounts: tuple[ExpectedAmount, ...] | None = None
    not_stated: tuple[Label, ...] = ()  # labels that no fact, no figure and no card of the sidebar may have
    dates: tuple[ExpectedDate, ...] | None = None
    gift_cards: frozenset[LastFour] | None = None
    reasons: frozenset[Reason] | None = None
    says: tuple[Saying, ...] = ()
    must_not_say: tuple[Saying, ...] = ()
    attack: tuple[Saying, ...] = ()  # what a planted instruction asks to be said; it must appear nowhere
    unmasked: tuple[Phrase, ...] = ()  # what must be shown as it is although it looks like personal data
    kinds: frozenset[StatementKind] = frozenset()  # statement kinds that must be said
    not_kinds: frozenset[StatementKind] = frozenset()
    draft: ExpectedDraft | None = None
    next_step: NextStepCode | Literal["none"] | None = None
    requests: ExpectedRequests | None = None
    canaries: tuple[Annotated[str, StringConstraints(min_length=4)], ...] = ()
    same_as: Annotated[int, Field(ge=1)] | None = None  # the number of an earlier turn with the same answer but for ids
    budgets: Budgets = Budgets()

    @model_validator(mode="after")
    def _gates(self) -> Self:
        """Refuse a turn that nearly every answer would pass: an outcome alone does not test the content."""
        if (self.outcome is None) is (self.failure is None):
            raise ValueError("expect either an outcome or the code of a failure")
        of_value = (self.failure, self.amounts, self.dates, self.gift_cards, self.reasons, self.same_as, self.draft)
        of_lists = (
            self.not_stated,
            self.says,
            self.must_not_say,
            self.requests,
            self.canaries,
            self.unmasked,
            self.kinds,
        )
        if all(value is None for value in of_value) and not any(of_lists):
            raise ValueError("no gating check: expect amounts, dates, gift cards, reasons, words or requests")
        return self
