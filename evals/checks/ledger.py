"""Every answer of the rewards API is what the rows of the world prove: sums, states, reasons, records, times, totals.

The agent sees these bodies and nothing else of the world. So a fault of the rewards API is named here, at its source.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from evals.checks.order_details import benefit_problems, conflict_problems, entry_problems, name_problems
from evals.checks.world_state import AllowedValues, allowed_values
from evals.harness.injected_faults import RouteFault
from evals.harness.transcript import AskedTurn, RewardsRequest, SeenTurn
from evals.oracles import naive_records
from evals.oracles.allowed_sums import SUMS, BenefitSums, totals
from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.naive_reasons import reasons_of
from evals.oracles.wire import Json, body_of, minor
from evals.oracles.world_rows import Key, instant

_NAMES = {name: "eligible" if name == "promised" else name for name in SUMS}  # on the rewards API's wire
_ATTEMPTS = {"ISSUED", "ISSUE_FAILED"}  # an event of a type that is not known is listed too
ANSWERED = {"ok", "empty", "stale"}


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    allowed = allowed_values(asked)
    if allowed is None:
        return
    for request in seen.requests:
        if request.status != 200 or was_altered(asked, request):
            continue
        body = body_of(request.body)
        if body is None:
            yield f"the body of {request} is no JSON object"
        elif request.path.endswith("/issuances"):
            yield from history_problems(body["data"], request.path.split("/")[2], allowed)
        else:
            for order in body.get("data", [body]):
                yield from order_problems(order, allowed, asked.task.now)


def was_altered(asked: AskedTurn, request: RewardsRequest) -> bool:
    """Whether a fault of the task changes the answers on this path."""
    routes = (fault.route for fault in asked.task.faults if isinstance(fault, RouteFault))
    return any(fnmatchcase(request.path, route) for route in routes)


def order_problems(order: Json, allowed: AllowedValues, now: datetime) -> Iterator[str]:
    """Yield what about an order differs from what its rows prove."""
    found = {(p["promotionId"], b["benefitId"]): b for p in order["promotions"] for b in p["benefits"]}
    yield from _compared(order, found, allowed, now, lambda benefit, expected: _benefit(benefit, expected, now))


def position_problems(position: Json, allowed: AllowedValues, now: datetime) -> Iterator[str]:
    """Yield what about the position of an order, which has no history, differs from what its rows prove."""
    found = {(each["promotionId"], each["benefitId"]): each for each in position["benefits"]}
    yield from _compared(position, found, allowed, now, lambda benefit, expected: _sums(benefit, expected, now))


def _compared(
    order: Json,
    found: Mapping[Key, Json],
    allowed: AllowedValues,
    now: datetime,
    problems: Callable[[Json, BenefitSums], Iterator[str]],
) -> Iterator[str]:
    name = order["businessReferenceId"]
    silent = frozenset(report["source"] for report in order["sources"] if report["status"] not in ANSWERED)
    if order["partial"] is not bool(silent) and not any(map(allowed.is_doubtful, found)):
        yield f"{name}: partial is {order['partial']}, and {', '.join(sorted(silent)) or 'no source'} did not answer"
    expected = allowed.state.benefits(name, silent)
    if found.keys() != expected.keys():
        yield f"{name} has the benefits {sorted(found)}, and the rows {sorted(expected)}"
        return
    for key, benefit in found.items():
        if not allowed.is_doubtful(key):
            for line in problems(benefit, expected[key]):
                yield f"{name} {key[1]}: {line}"
    if any(map(allowed.is_doubtful, found)):
        return
    yield from _totals(order, found, expected)
    benefits = {key: each.naive for key, each in expected.items()}
    yield from (f"{name}: {line}" for line in _of_order(order, found, benefits, now))


def _of_order(
    order: Json, found: Mapping[Key, Json], benefits: Mapping[Key, NaiveBenefit], now: datetime
) -> Iterator[str]:
    if benefits:
        yield from name_problems(order, next(iter(benefits.values())).sources)
    yield from conflict_problems(order, found, benefits, now)


def _benefit(benefit: Json, expected: BenefitSums, now: datetime) -> Iterator[str]:
    yield from _sums(benefit, expected, now)
    yield from _records(benefit, expected, now)
    yield from benefit_problems(benefit, expected.naive, now)


def _sums(benefit: Json, expected: BenefitSums, now: datetime) -> Iterator[str]:
    """Yield what about the sums, the states and the reasons of a benefit differs."""
    naive, cashback = expected.naive, benefit["cashback"]
    rounded = "ROUNDING" in benefit["reasons"]
    for name, written in _NAMES.items():
        value, proven = minor(cashback[written]), expected.sum_of(name, rounded=rounded)
        if value not in proven:
            yield f"{name} is {_listed([value])}, and the rows prove {_listed(proven)}"
        if value is not None and cashback[written]["currency"] != expected.currency:
            yield f"{name} is in {cashback[written]['currency']}, and the rows are in {expected.currency}"
    states = {"issuanceStatus": naive.status(minor(cashback["remaining"])), "reversalStatus": naive.reversal_status}
    for name, state in states.items():
        if benefit[name] != state:
            yield f"{name} is {benefit[name]}, and the rows prove {state}"
    if cashback["amountsComplete"] is not (cashback["remaining"] is not None):
        yield f"amountsComplete is {cashback['amountsComplete']}, and remaining is {cashback['remaining']}"
    if cashback["pendingReversals"] != naive.pending_reversals:
        yield f"{cashback['pendingReversals']} reversals are pending, and {naive.pending_reversals} of the rows are"
    reasons, given = reasons_of(naive, now), set(benefit["reasons"])
    if wrong := (reasons.required - given) | (given - reasons.possible):
        yield f"the reasons differ by {', '.join(sorted(wrong))}"


def _records(benefit: Json, expected: BenefitSums, now: datetime) -> Iterator[str]:
    naive = expected.naive
    listed = {
        "issuances": {
            _issuance(each) for each in benefit["issuances"] if each["eventId"] and each["type"] in _ATTEMPTS
        },
        "closures": {(*_event(each, "closedAt"), each["type"]) for each in benefit["closures"]},
        "lineItems": {_item(each) for each in benefit["lineItems"]},
    }
    proven = {
        "issuances": naive_records.issuances(naive),
        "closures": naive_records.closures(naive),
        "lineItems": naive_records.items(naive),
    }
    for name, found in listed.items():
        if differing := found ^ proven[name]:
            yield f"{name}: {sorted(map(str, differing))[0]} is on one side only"
    cards = [card["giftCardId"] for card in benefit["giftCards"]]
    by_event = naive_records.cards_by_event(naive)
    if set(cards) != set(naive_records.cards(naive)) or [card for card in cards if card in by_event] != by_event:
        yield "the gift cards are not those of the rows, in the order of their events"
    for name, at in naive_records.times(naive, now).items():
        if (instant(benefit[name]) if benefit[name] else None) != at:
            yield f"{name} is {benefit[name]}, and the rows prove {at}"


def _issuance(each: Json) -> naive_records.Listed:
    return (*_event(each, "issuedAt"), each["giftCardId"], minor(each["reversedAmount"]) or 0, each["status"])


def _event(each: Json, at: str) -> naive_records.Listed:
    amount = each["amount"]
    target = (each["lineItemId"], each["shipmentId"])
    return (each["eventId"], amount["amountMinor"], amount["currency"], *target, instant(each[at]))


def _item(each: Json) -> naive_records.Listed:
    sums = (each["eligible"]["amountMinor"], each["issued"]["amountMinor"], each["eligible"]["currency"])
    return (each["lineItemId"], each["shipmentId"], each["title"], *sums, each["status"])


def _totals(order: Json, found: Mapping[Key, Json], expected: Mapping[Key, BenefitSums]) -> Iterator[str]:
    """One total for each currency, by its code; an amount is null if a part of it is unknown."""
    currencies = sorted({each.currency for each in expected.values()})
    if len(order["totals"]) != len(currencies):
        yield f"{order['businessReferenceId']} has {len(order['totals'])} totals, and {len(currencies)} currencies"
        return
    for currency, cashback in zip(currencies, order["totals"], strict=True):
        parts = [key for key, each in expected.items() if each.currency == currency]
        for line in _total(cashback, currency, parts, found, expected):
            yield f"the total {line} of {order['businessReferenceId']}"


def _total(
    cashback: Json, currency: str, parts: Sequence[Key], found: Mapping[Key, Json], expected: Mapping[Key, BenefitSums]
) -> Iterator[str]:
    rounded = {key for key in parts if "ROUNDING" in found[key]["reasons"]}
    for name, written in _NAMES.items():
        sums = [expected[key].sum_of(name, rounded=key in rounded) for key in parts]
        proven = totals(sums) if all(each != {None} for each in sums) else {None}
        if minor(cashback[written]) not in proven:
            yield f"{name} is {_listed([minor(cashback[written])])}"
        if cashback[written] is not None and cashback[written]["currency"] != currency:
            yield f"{name} is in {cashback[written]['currency']}, not in {currency}"
    positions = [found[key]["cashback"] for key in parts]
    counted = {
        "amountsComplete": all(position["amountsComplete"] for position in positions),
        "pendingReversals": sum(position["pendingReversals"] for position in positions),
    }
    for name, value in counted.items():
        if cashback[name] != value:
            yield f"{name} is {cashback[name]}, and of its parts {value}"


def history_problems(data: Iterable[Json], name: str, allowed: AllowedValues) -> Iterator[str]:
    """Yield what differs: each event of a history is one of its order's own, as its row has it, oldest first."""
    by_event = {
        row["eventId"]: benefit.naive
        for benefit in allowed.state.benefits(name).values()
        for row in benefit.naive.events
    }
    places = []
    for each in data:
        naive = by_event.get(each["eventId"])
        if naive is None:
            yield f"the history of {name} holds {each['eventId']}, which is no event of it"
        elif not allowed.is_doubtful((each["promotionId"], each["benefitId"])):
            yield from (f"the history of {name}: {line}" for line in entry_problems(each, naive))
        places.append((instant(each["issuedAt"]), each["eventId"]))
    if places != sorted(places):
        yield f"the history of {name} is not in the order of time"


def _listed(values: Iterable[object]) -> str:
    return ", ".join(sorted("unknown" if value is None else str(value) for value in values))
