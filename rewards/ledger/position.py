"""The cashback position of a benefit and its two statuses.

An amount is stated only if every source that it depends on answered; otherwise it is None, never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.contract import Cashback, IssuanceStatus, ReversalStatus
from core.money import Money, money
from rewards.ledger.evidence import BenefitEvidence
from rewards.ledger.item_accounts import ItemAccount, build_item_account
from rewards.ledger.tally import Tally, tally

_AMOUNTS = ("eligible", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "over_issued")


@dataclass(frozen=True, slots=True)
class Position:
    """The position in minor units. ``tally`` is None if the log cannot be added up, other fields if they are unknown.

    ``shortfall``: how far the raw remaining sum is below zero beyond what an over-issue explains.
    ``rounding``: a remainder that is not due to anyone, of less than one minor unit per item.
    ``unexplained``: how much more remains than the open items are due, negative for less.
    """

    tally: Tally | None
    eligible: int | None
    account: ItemAccount | None = None
    remaining: int | None = None
    pending: int | None = None
    over_issued: int | None = None
    shortfall: int = 0
    rounding: int = 0
    unexplained: int = 0


def build_position(evidence: BenefitEvidence) -> Position:
    """Return the position of a benefit: its events folded over its promise."""
    eligible = _eligible(evidence)
    # Money moved by an event of unknown type may have been issued or reversed: no sum is certain with it.
    can_add_up = evidence.is_position_known and not evidence.log.moves_unknown_money
    counted = tally(evidence.log) if evidence.is_log_in_one_currency else None
    account = None if counted is None else build_item_account(evidence, counted)
    sums = counted if can_add_up else None
    if sums is None or eligible is None:
        return Position(tally=sums, eligible=eligible, account=account)
    reversed_excess = _reversed_excess(eligible, sums, account)
    used_up = sums.issued + sums.cancelled + sums.expired - reversed_excess
    raw = eligible - used_up + sums.reinstated
    over_issued = max(0, sums.granted - eligible)
    rest = _rest(evidence, max(0, raw), account)
    remaining = max(0, raw) - rest.rounding
    promised_soon = sums.reserved - used_up - sums.failed
    return Position(
        tally=sums,
        eligible=eligible,
        account=account,
        remaining=remaining,
        pending=max(0, min(remaining, promised_soon)),
        over_issued=over_issued,
        shortfall=max(0, -raw - over_issued),
        rounding=rest.rounding or _over_issued_by_rounding(evidence, over_issued),
        unexplained=rest.unexplained,
    )


def _reversed_excess(eligible: int, sums: Tally, account: ItemAccount | None) -> int:
    """Return how much of the non-reinstating reversals exceeded the promise, and so consumed nothing of it.

    A reversal first takes back an excess: what was issued, cancelled or expired beyond the promise, or issued beyond
    what an item was due.
    """
    excess = max(0, sums.issued + sums.cancelled + sums.expired - eligible)
    by_item = account.reversed_excess if account else 0
    return max(min(excess, sums.not_reinstated), by_item)


@dataclass(frozen=True, slots=True)
class _Rest:
    rounding: int = 0
    unexplained: int = 0


def _rest(evidence: BenefitEvidence, remaining: int, account: ItemAccount | None) -> _Rest:
    """Return the difference between what remains and what the open items are due."""
    if account is None:
        return _Rest()
    rest = remaining - account.open_minor
    if rest == 0:
        return _Rest()
    if 0 < rest < len(account.left):
        return _Rest(rounding=rest)
    if not evidence.is_promise_rounded and evidence.promise_difference is not None:
        rest -= evidence.promise_difference  # reported as a separate conflict
    return _Rest(unexplained=rest if abs(rest) >= len(account.left) else 0)


def _over_issued_by_rounding(evidence: BenefitEvidence, over_issued: int) -> int:
    """Return the over-issue if rounding up the items' shares explains it, else 0."""
    rounded_up = -(evidence.promise_difference or 0)
    return over_issued if evidence.is_promise_rounded and over_issued <= rounded_up else 0


def _eligible(evidence: BenefitEvidence) -> int | None:
    """Return the promise: PED's, or the tracker's sum if PED answered without a row."""
    if evidence.unreadable:
        return None
    if evidence.ped is not None:
        return evidence.ped.eligible_minor
    if not evidence.is_ped_known or not evidence.comparable_items:
        return None
    return sum(item.eligible_minor for item in evidence.comparable_items)


def cashback(evidence: BenefitEvidence, position: Position) -> Cashback:
    """Return the wire form of a position."""
    sums = position.tally

    def known(amount: int | None) -> Money | None:
        return None if amount is None else evidence.money(amount)

    return Cashback.model_construct(
        eligible=known(position.eligible),
        issued=known(sums.issued if sums else None),
        reversed=known(sums.reversed if sums else None),
        granted=known(sums.granted if sums else None),
        pending=known(position.pending),
        cancelled=known(sums.cancelled if sums else None),
        expired=known(sums.expired if sums else None),
        remaining=known(position.remaining),
        over_issued=known(position.over_issued),
        amounts_complete=position.remaining is not None,
        pending_reversals=len(evidence.parked_reversals),
    )


def totals(positions: Iterable[tuple[str | None, Cashback]]) -> list[Cashback]:
    """Return the sum of the positions per currency; a sum with an unknown addend is unknown.

    A position in an unknown currency (None) may belong to any of the sums.
    """
    by_currency: dict[str, list[Cashback]] = {}
    of_any: list[Cashback] = []
    for currency, position in positions:
        (of_any if currency is None else by_currency.setdefault(currency, [])).append(position)
    return [_total(currency, [*by_currency[currency], *of_any]) for currency in sorted(by_currency)]


def _total(currency: str, positions: list[Cashback]) -> Cashback:
    if len(positions) == 1:
        return positions[0]
    amounts: dict[str, Money | None] = {}
    for name in _AMOUNTS:
        addends: list[Money | None] = [getattr(position, name) for position in positions]
        known = [addend.amount_minor for addend in addends if addend is not None]
        complete = len(known) == len(addends)
        amounts[name] = money(sum(known), currency) if complete else None
    return Cashback(
        **amounts,
        amounts_complete=all(position.amounts_complete for position in positions),
        pending_reversals=sum(position.pending_reversals for position in positions),
    )


def issuance_status(evidence: BenefitEvidence, position: Position) -> IssuanceStatus:
    """Return how much of the benefit was issued; reversals are a separate status."""
    sums = position.tally
    if sums is None or position.remaining is None:
        return IssuanceStatus.UNKNOWN
    if sums.issued:
        return IssuanceStatus.PARTIALLY_ISSUED if position.remaining else IssuanceStatus.ISSUED
    if not position.remaining and sums.cancelled + sums.expired:
        return IssuanceStatus.CANCELLED if sums.cancelled >= sums.expired else IssuanceStatus.EXPIRED
    if sums.failed:
        return IssuanceStatus.FAILED
    ped = evidence.ped
    ped_reserved = ped is not None and (ped.benefit_issuance_status == "RESERVED" or ped.reserved_at is not None)
    return IssuanceStatus.RESERVED if sums.reserved or ped_reserved else IssuanceStatus.PENDING


def reversal_status(position: Position) -> ReversalStatus:
    """Return how much of what was issued was reversed."""
    sums = position.tally
    if sums is None:
        return ReversalStatus.UNKNOWN
    if not sums.reversed:
        return ReversalStatus.NONE
    return ReversalStatus.FULL if sums.reversed == sums.issued else ReversalStatus.PARTIAL
