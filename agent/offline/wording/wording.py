"""Everything the offline model says, as a table per language. Figures, names and orders go into the braces.

Every sentence has to pass the sentence check with the facts that it is said of.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rewards.contract import Reason
from tools.result import Label
from tools.set_sentences.fixed import Fixed


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. A part such as ``on`` is put into the brace of its name, or nothing is."""

    fixed: Fixed
    comma: str
    stop: str
    last_and: str
    order_name: str
    order_heading: str
    about_order: str
    listed_order: str
    listed_on: str
    no_cashback: str
    # The position.
    position: str
    position_asked: str  # with what was asked for first
    position_parts: Mapping[Label, str]
    total_promised: str
    in_installments: str
    in_one_installment: str
    benefit_names: Mapping[str, str]
    benefit_with_name: str
    short_position: str
    short_parts: Mapping[Label, str]
    single: Mapping[Label, str]
    position_unknown: str
    unknown: Mapping[Label, str]  # whole sentences
    unknown_of_several: Mapping[tuple[Label, ...], str]
    # Installments.
    revealed: str
    issued: str
    recorded: str
    issued_unknown: str
    recorded_unknown: str
    failed: str
    on: str
    card: str
    of_amount: str
    all_reversed: str
    part_reversed: str
    older_records: str
    unproven: str  # of a gift card beside issuances that are
    older_amounts: str  # the same, as a customer is told it
    # What is open, and why.
    waiting_because: str
    waiting: str
    waiting_item: str
    shipped: str
    shipped_item: str  # of which the cashback was not issued yet
    untitled_item: str
    as_they_ship: str
    reasons: Mapping[Reason, str]
    staff_reasons: Mapping[Reason, str]
    cancelled: str
    expired: str
    unrevealed: str  # of a scratch card whose day is over
    conflicts: Mapping[str, str]  # by code; braces hold the label of the figure
    created_on: str
    promotion_is: str
    expired_on: str
    expires_on: str
    # Windows, sources, claims.
    window_day: str
    window_days: str
    bare_day: str
    bare_days: str
    created: str
    none_created: str
    none_of_days: str
    issued_heading: str
    other_days: str
    none_issued: str
    source_missing: str
    sources: Mapping[str, str]
    one_source: str
    claim_unknown: str
    # The reply to the customer.
    hello: str
    sorry: str
    patience: str

    def join(self, parts: list[str]) -> str:
        """Write a list: "a, b and c"."""
        return parts[0] if len(parts) == 1 else f"{self.comma.join(parts[:-1])}{self.last_and}{parts[-1]}"
