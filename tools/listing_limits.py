"""How much of an order is listed: beyond it, an answer has the exact sums and counts, but not each record.

One order may have thousands of issuances. Facts and cards for all of them would take seconds and megabytes, and nobody
reads them.
"""

from collections.abc import Sequence
from typing import TypeVar

from core.contract import Closure, Issuance, Reason, Reversal
from tools.order_record import BenefitRecord, OrderRecord

MAX_BENEFITS = 30  # of one order
MAX_INSTALLMENTS = 100  # of one benefit
MAX_INSTALLMENTS_OF_ORDER = 300  # shared by its listed benefits, each of which may list at least MIN_INSTALLMENTS
MIN_INSTALLMENTS = 20
MAX_CLOSURES = 100  # of one benefit
MAX_REVERSALS = 50  # of one installment

_Record = TypeVar("_Record")

# What the staff must be shown about a benefit; a benefit with one of these is not left out for an open one.
_DOUBT = {Reason.OVER_ISSUED, Reason.DUPLICATE_ISSUANCE, Reason.SOURCE_CONFLICT}


def listed_benefits(order: OrderRecord) -> tuple[BenefitRecord, ...]:
    """Return the benefits that are listed, in the record's order.

    Of more than ``MAX_BENEFITS``, those in doubt and those with an unknown sum come first, then those of which
    something remains, then the others.
    """
    if len(order.benefits) <= MAX_BENEFITS:
        return order.benefits
    places = sorted(range(len(order.benefits)), key=lambda place: _rank(order.benefits[place]))
    return tuple(order.benefits[place] for place in sorted(places[:MAX_BENEFITS]))


def _rank(benefit: BenefitRecord) -> int:
    cashback = benefit.cashback
    sums = (cashback.eligible, cashback.granted, cashback.remaining) if cashback else (None,)
    if None in sums or benefit.conflicts or _DOUBT & set(benefit.reasons):
        return 0
    return 1 if cashback and cashback.remaining and cashback.remaining.amount_minor > 0 else 2


def listed_installments(benefit: BenefitRecord, *, benefits: int) -> tuple[Issuance, ...]:
    """Return the installments that are listed, where as many benefits of the order are: the earliest and the latest.

    Amounts on record without an event stand at the end, among the latest.
    """
    share = max(MIN_INSTALLMENTS, MAX_INSTALLMENTS_OF_ORDER // max(1, benefits))
    return _both_ends(benefit.installments, min(MAX_INSTALLMENTS, share))


def listed_closures(benefit: BenefitRecord) -> tuple[Closure, ...]:
    """Return the cancellations and expiries that are listed: the earliest and the latest."""
    return _both_ends(benefit.closures, MAX_CLOSURES)


def listed_reversals(issuance: Issuance) -> tuple[Reversal, ...]:
    """Return the reversals of an installment that are listed: the earliest and the latest."""
    return _both_ends(issuance.reversals, MAX_REVERSALS)


def _both_ends(records: Sequence[_Record], most: int) -> tuple[_Record, ...]:
    if len(records) <= most:
        return tuple(records)
    earliest = most // 2
    return (*records[:earliest], *records[len(records) - (most - earliest) :])
