"""Whether a benefit's position, as the rewards API states it, is one that its rows allow."""

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.wire import Json, minor
from evals.oracles.world_rows import Sources, instant


def order_differences(execution: Json, sources: Sources) -> list[str]:
    """Return what is wrong in version 2 of an order: benefits that are missing or too many, and wrong positions."""
    stated = {
        (promotion["promotionId"], benefit["benefitId"]): benefit
        for promotion in execution["promotions"]
        for benefit in promotion["benefits"]
    }
    if sorted(stated) != sources.benefit_keys():
        return [f"benefits {sorted(stated)}, not {sources.benefit_keys()}"]
    return [
        text for key, benefit in stated.items() for text in position_differences(benefit, NaiveBenefit(sources, key))
    ]


def position_differences(benefit: Json, naive: NaiveBenefit) -> list[str]:
    """Return each sum, state, time and reason of a benefit that its rows do not allow; none if all are right."""
    cashback = benefit["cashback"]
    remaining = minor(cashback["remaining"])
    is_known = naive.is_summable
    reserved_at = benefit["reservedAt"]
    allowed: dict[str, tuple[object, set[object]]] = {
        "eligible": (minor(cashback["eligible"]), {naive.promised}),
        "issued": (minor(cashback["issued"]), {naive.total("ISSUED") if is_known else None}),
        "reversed": (minor(cashback["reversed"]), {naive.reversed if is_known else None}),
        "granted": (minor(cashback["granted"]), {naive.granted if is_known else None}),
        "cancelled": (minor(cashback["cancelled"]), {naive.total("CANCELLED") if is_known else None}),
        "expired": (minor(cashback["expired"]), {naive.total("EXPIRED") if is_known else None}),
        "remaining": (remaining, {*naive.remaining} or {None}),
        "overIssued": (minor(cashback["overIssued"]), {naive.over_issued}),
        "pending": (minor(cashback["pending"]), {None} if remaining is None else {*naive.pending(remaining)}),
        "amountsComplete": (cashback["amountsComplete"], {bool(naive.remaining)}),
        "pendingReversals": (cashback["pendingReversals"], {naive.pending_reversals}),
        "issuanceStatus": (benefit["issuanceStatus"], {naive.status(remaining)}),
        "reversalStatus": (benefit["reversalStatus"], {naive.reversal_status}),
        "reservedAt": (instant(reserved_at) if reserved_at else None, {naive.reserved_at}),
        "currency": (cashback["eligible"]["currency"] if cashback["eligible"] else None, {naive.currency, None}),
    }
    found = [f"{name}: {value}, not one of {right}" for name, (value, right) in allowed.items() if value not in right]
    return found + _wrong_reasons(benefit, naive)


def _wrong_reasons(benefit: Json, naive: NaiveBenefit) -> list[str]:
    reasons = set(benefit["reasons"])
    remaining = minor(benefit["cashback"]["remaining"])
    is_silent = None in (naive.sources.ped, naive.sources.items, naive.sources.events)
    is_rounded = remaining is not None and remaining not in naive.unrounded_remaining
    needed = {
        "SOURCE_UNAVAILABLE": is_silent,
        "REVERSED": naive.is_summable and bool(naive.reversals),
    }
    found = [f"{name} is {name in reasons}" for name, is_right in needed.items() if (name in reasons) is not is_right]
    found += ["COMPLETE is not alone"] if "COMPLETE" in reasons and len(reasons) > 1 else []
    found += ["a sum was dropped without a reason"] if is_rounded and "ROUNDING" not in reasons else []
    found += ["an excess without a reason"] if naive.over_issued and not reasons & {"OVER_ISSUED", "ROUNDING"} else []
    if "ISSUANCE_FAILED" in reasons and naive.is_summable:
        by_tracker = any(row["status"] == "FAILED" for row in naive.items)
        by_ped = naive.ped is not None and naive.ped["benefitIssuanceStatus"] == "FAILED"
        found += [] if naive.open_failed or by_tracker or by_ped else ["no attempt is open"]
    return found
