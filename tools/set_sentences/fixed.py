"""The shape of a language's set sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from rewards.contract import Reason
from tools.result import Label


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is said without a look-up, or of a look-up that found nothing."""

    write: str
    personal_data: str
    off_topic: str
    greeting: str
    thanks: str
    no_order: str
    malformed: str
    not_found: str
    no_such_order: str  # none of the case's orders ends so, or is another one
    impossible_day: str
    whose: str
    unavailable: str
    no_day: str
    more_orders: str
    more_found: str
    more_history: str  # of an order that is named
    which_order: str
    older_order: str
    not_of_those_days: str


@dataclass(frozen=True, slots=True)
class SetSentences:
    """What may be said word for word where the facts prove it.

    Braces are filled by whoever says it: ``{on}`` and ``{of_amount}`` with the parts of these names, or with nothing.
    """

    fixed: Fixed
    reasons: Mapping[Reason, str]
    cancelled: str
    expired: str
    unrevealed: str
    as_they_ship: str
    conflicts: Mapping[str, str]  # by code
    older_records: str
    unproven: str
    older_amounts: str
    hello: str
    sorry: str
    patience: str
    no_cashback: str
    claim_unknown: str
    unknown: Mapping[Label, str]
    source_missing: str
    sources: Mapping[str, str]
    one_source: str
    on: str
    of_amount: str
    failed: str
    all_reversed: str
    revealed: str
    created_on: str
    promotion_is: str
    expired_on: str
    expires_on: str
    part_reversed: str
    window_day: str
    window_days: str
    bare_day: str
    bare_days: str
    created: str
    none_created: str
    none_of_days: str
    about_order: str
    issued_heading: str
    other_days: str
    none_issued: str  # on the days that were asked for
