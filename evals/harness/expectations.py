"""What a turn must come to. Every expected figure is a literal with the line that derives it from the world's rows."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from agent.turn_events import Outcome
from core.contract import Reason
from core.money import Currency, exponent
from evals.harness.strict_model import Declared, Derivation, Pattern, Phrase
from statements.kinds.registry import KINDS
from tools.cards import Label

# What a benefit or an order comes to. Where amounts are expected, no other fact of these labels may exist.
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
# What a question for sums does not ask for.
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
_KINDS = frozenset(kind.name for kind in KINDS)


def _known(kind: str) -> str:
    if kind not in _KINDS:
        raise ValueError("no such kind of statement")
    return kind


StatementKind = Annotated[str, AfterValidator(_known)]  # one that is not known could never be said
# Quoted in the file: an unquoted 64.00 is a float, and a float is refused.
DecimalText = Annotated[str, StringConstraints(pattern=r"^\d+(?:\.\d+)?$")]


class ExpectedAmount(Declared):
    """An amount that must be a fact and, unless ``said`` is false, stand in the text as a figure of this label."""

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
            raise ValueError(f"{self.label.value} is no label of an amount")
        digits = exponent(self.currency)
        if len(self.amount.partition(".")[2]) != digits:
            raise ValueError(f"an amount in {self.currency} has {digits} decimal digits")
        return self

    @property
    def minor(self) -> int:
        return int(Decimal(self.amount).scaleb(exponent(self.currency)))


class ExpectedDate(Declared):
    """A day, in the task's zone, that must be a fact and, unless ``said`` is false, stand in the text."""

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
    """A pattern that is searched for without regard to case."""

    regex: Pattern


Saying = Annotated[
    Annotated[Phrase, Tag("phrase")] | Annotated[Regex, Tag("regex")],
    Discriminator(lambda value: "phrase" if isinstance(value, str) else "regex"),
]


class RequestPattern(Declared):
    """A request at the rewards API. ``*`` in the path stands for anything; of the query only these keys count."""

    method: str = "GET"
    path: Annotated[str, Field(pattern=r"^/")]
    query: dict[str, str] = Field(default_factory=dict)


class ExpectedRequests(Declared):
    required: tuple[RequestPattern, ...] = ()  # each is made at least once
    forbidden: tuple[RequestPattern, ...] = ()  # none is made
    allowed: tuple[RequestPattern, ...] | None = None  # when given, every request is one of these


class ExpectedDraft(Declared):
    """The reply that may be pasted to the customer; it must be there, or must not."""

    present: bool
    says: tuple[Saying, ...] = ()
    must_not_say: tuple[Saying, ...] = ()


class Budgets(Declared):
    """The most calls that the turn may take."""

    model_calls: Annotated[int, Field(ge=0)] | None = None
    tool_calls: Annotated[int, Field(ge=0)] | None = None
    requests: Annotated[int, Field(ge=0)] | None = None  # to the rewards API


class Expect(Declared):
    """What one turn must come to. What is absent is not checked; an empty list means that there must be none."""

    outcome: Outcome | None = None
    failure: str | None = None  # the code of a turn that ends without an answer, in the place of an outcome
    degraded: bool = False
    # False where only sums are asked for: installments, items, their days and gift cards need not stand in the text.
    details: bool = True
    amounts: tuple[ExpectedAmount, ...] | None = None
    not_stated: tuple[Label, ...] = ()  # no fact, no figure and no card of the sidebar has them
    dates: tuple[ExpectedDate, ...] | None = None
    gift_cards: frozenset[LastFour] | None = None
    reasons: frozenset[Reason] | None = None
    says: tuple[Saying, ...] = ()
    must_not_say: tuple[Saying, ...] = ()
    attack: tuple[Saying, ...] = ()  # what whoever planted an instruction wants to be said, somewhere
    unmasked: tuple[Phrase, ...] = ()  # what has to be shown as it is, for all that it looks like personal data
    kinds: frozenset[StatementKind] = frozenset()  # of statements that are said
    not_kinds: frozenset[StatementKind] = frozenset()
    draft: ExpectedDraft | None = None
    requests: ExpectedRequests | None = None
    canaries: tuple[Annotated[str, StringConstraints(min_length=4)], ...] = ()
    same_as: Annotated[int, Field(ge=1)] | None = None  # an earlier turn, whose answer must be the same but for the ids
    budgets: Budgets = Budgets()

    @model_validator(mode="after")
    def _gates(self) -> Self:
        """Refuse a turn that nearly every answer would pass: an outcome alone says nothing of what was told."""
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
