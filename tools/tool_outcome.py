"""The outcome of a guarded lookup: the projected records, each with the ids of the facts created from it.

A statement is proven over the typed record and mentions the facts; nothing here copies a record into another form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.contract import Closure, Issuance, LineItem, Reason, SourceReport
from core.windows import Window
from tools.cards import CashbackCard, Fact, InstallmentCard, ItemCard, Label, ToolStatus
from tools.order_record import BenefitRecord, OrderRecord

Facts = Mapping[Label, str]  # fact ids by label


@dataclass(frozen=True, slots=True)
class FoundInstallment:
    """One issuance; ``reversals`` are the facts of each reversal, in the order of ``issuance.reversals``."""

    issuance: Issuance
    facts: Facts
    reversals: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class FoundClosure:
    closure: Closure
    facts: Facts


@dataclass(frozen=True, slots=True)
class FoundItem:
    item: LineItem
    facts: Facts


@dataclass(frozen=True, slots=True)
class FoundBenefit:
    record: BenefitRecord
    facts: Facts
    reasons: Mapping[Reason, str]
    conflicts: Mapping[str, str]  # by code
    installments: tuple[FoundInstallment, ...]
    items: tuple[FoundItem, ...]
    closures: tuple[FoundClosure, ...] = ()
    installments_left_out: int = 0  # those of the record that are not among ``installments``
    closures_left_out: int = 0  # those of the record that are not among ``closures``


@dataclass(frozen=True, slots=True)
class FoundOrder:
    record: OrderRecord
    totals: tuple[Facts, ...]  # one per currency, for an order with several benefits
    benefits: tuple[FoundBenefit, ...]
    benefits_left_out: int = 0  # those of the record that are not among ``benefits``

    @property
    def order_id(self) -> str:
        return self.record.business_reference_id


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """A guarded lookup. It holds no raw values; ``code`` is from a closed set, never the text of an error."""

    tool: str
    status: ToolStatus
    code: str | None = None
    orders: tuple[FoundOrder, ...] = ()
    window: Window | None = None  # of a search
    window_facts: Facts = field(default_factory=dict)
    has_more: bool = False
    next_cursor: str | None = None  # of a page that a person asked for
    facts: tuple[Fact, ...] = ()
    cashback: tuple[CashbackCard, ...] = ()
    installments: tuple[InstallmentCard, ...] = ()
    items: tuple[ItemCard, ...] = ()
    partial: bool = False
    sources: tuple[SourceReport, ...] = ()
