"""What of an order of the rewards API differs from its rows beside sums and states: part of the check ``ledger``.

Instants, cards, items and reversals of a benefit, names, the conflicts, and the entries of a history.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from evals.oracles import naive_conflicts, naive_details
from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.wire import Json, minor
from evals.oracles.world_rows import Key, Sources, instant

_AT = {"issuedAt", "recordedAt", "reversedAt", "shippedAt", "updatedAt", "createdAt", "lastUpdatedAt"}
_OF_EVENTS = {"ISSUED", "PARTIALLY_REVERSED", "REVERSED", "FAILED"}


def benefit_problems(benefit: Json, naive: NaiveBenefit, now: datetime) -> Iterator[str]:
    """Yield what about the records of a benefit differs."""
    yield from _differences("", benefit, naive_details.benefit_details(naive, now))
    cards = naive_details.cards(naive)
    for each in benefit["giftCards"]:
        if each["giftCardId"] in cards:  # that the cards are those of the rows is compared elsewhere
            yield from _differences("a card's ", each, cards[each["giftCardId"]])
    yield from _item_problems(benefit, naive)
    yield from _issuance_problems(benefit, naive)
    codes = {row["eventId"]: row.get("reasonCode") or None for row in naive.events}
    for each in benefit["closures"]:
        if each["reasonCode"] != codes.get(each["eventId"]):
            yield f"the reasonCode of {each['eventId']} is {each['reasonCode']}"


def _item_problems(benefit: Json, naive: NaiveBenefit) -> Iterator[str]:
    details = naive_details.items(naive)
    rows = {(row["lineItemId"], row.get("shipmentId") or None): row for row in naive.items}
    remaining = minor(benefit["cashback"]["remaining"])
    for each in benefit["lineItems"]:
        key = (each["lineItemId"], each["shipmentId"])
        if key not in rows:
            continue
        yield from _differences(f"{key[0]}: ", each, details[key])
        if each["reason"] not in naive_details.item_reasons(naive, rows[key], remaining):
            yield f"{key[0]}: reason is {each['reason']}, and its row is {rows[key]['status']}"


def _issuance_problems(benefit: Json, naive: NaiveBenefit) -> Iterator[str]:
    entries = {row["eventId"]: naive_details.history_entry(naive, row) for row in naive.events}
    for each in benefit["issuances"]:
        if each["eventId"] in entries and each["status"] in _OF_EVENTS:
            names = ("reversedAt", "reversals", "reasonCode", "source")
            shown = {name: entries[each["eventId"]][name] for name in names}
            if not naive.is_summable:  # what a reversal did to an uncertain sum is not stated
                shown |= {"reversedAt": None, "reversals": []}
            yield from _differences(f"{each['eventId']}: ", each, shown)
    listed = [
        (
            minor(each["amount"]),
            each["giftCardId"],
            each["lineItemId"],
            instant(each["issuedAt"]) if each["issuedAt"] else None,
            each["source"],
        )
        for each in benefit["issuances"]
        if each["eventId"] is None
    ]
    if Counter(listed) != Counter(naive_details.recorded(naive)):
        yield "what PED and the tracker recorded as issued is not what their rows hold"


def name_problems(order: Json, sources: Sources) -> Iterator[str]:
    """Yield where the owner, or the name of a promotion, is not that of the rows."""
    if order["customerId"] != naive_conflicts.owner_of(sources):
        yield f"customerId is {order['customerId']}, and the rows prove another owner"
    for promotion in order.get("promotions", ()):
        rows = sorted(sources.ped or (), key=lambda row: row["benefitId"])
        named = (row.get("promotionName") for row in rows if row["promotionId"] == promotion["promotionId"])
        expected = next((name for name in named if name), None)
        if promotion["promotionName"] != expected:
            yield f"promotionName of {promotion['promotionId']} is not that of the rows"


def conflict_problems(
    order: Json, found: Mapping[Key, Json], benefits: Mapping[Key, NaiveBenefit], now: datetime
) -> Iterator[str]:
    """Yield the conflicts that are missing or without a cause, and reasons that do not fit them."""
    reported: dict[Key, Counter[str]] = {key: Counter() for key in benefits}
    for each in order["conflicts"]:
        reported.setdefault((each["promotionId"], each["benefitId"]), Counter())[each["code"]] += 1
    if reported.keys() != benefits.keys():
        yield "a conflict names a benefit that the rows do not have"
        return
    sources = next((naive.sources for naive in benefits.values()), None)
    strangers = naive_conflicts.of_other_owners(sources) if sources else Counter[Key]()
    for key, naive in benefits.items():
        codes = reported[key]
        if codes[naive_conflicts.OWNER] != strangers[key]:
            found_of_owner = codes[naive_conflicts.OWNER]
            yield f"{key[1]}: {found_of_owner} conflicts about the owner, and the rows have {strangers[key]}"
        del codes[naive_conflicts.OWNER]
        yield from (f"{key[1]}: {line}" for line in _of_benefit(codes, naive, now))
        yield from (f"{key[1]}: {line}" for line in _unfitting_reasons(found[key], codes, naive))


def _of_benefit(codes: Counter[str], naive: NaiveBenefit, now: datetime) -> Iterator[str]:
    required, possible = naive_conflicts.required(naive, now), naive_conflicts.possible(naive)
    for code in sorted({*codes, *required} - possible):
        if codes[code] != required[code]:
            yield f"{codes[code]} conflicts {code}, and the rows have {required[code]}"
    if naive_conflicts.is_duplicate_certain(naive) and not codes[naive_conflicts.DUPLICATE]:
        yield "two equal issuances are no conflict"


def _unfitting_reasons(benefit: Json, codes: Counter[str], naive: NaiveBenefit) -> Iterator[str]:
    expected = {
        "SOURCE_CONFLICT": bool(+codes) or naive.has_foreign,
        "DUPLICATE_ISSUANCE": bool(codes[naive_conflicts.DUPLICATE]),
    }
    for reason, is_due in expected.items():
        if (reason in benefit["reasons"]) is not is_due:
            yield f"{reason} is {'missing' if is_due else 'given'}, and the conflicts say otherwise"


def entry_problems(each: Json, naive: NaiveBenefit) -> Iterator[str]:
    """Yield what about an entry of a history, which is an event of the benefit, differs from its row."""
    row = next(row for row in naive.events if row["eventId"] == each["eventId"])
    yield from _differences(f"{each['eventId']}: ", each, naive_details.history_entry(naive, row))


def _differences(prefix: str, found: Json, expected: Mapping[str, Any]) -> Iterator[str]:
    for name, value in expected.items():
        given = _read(name, found[name])
        if given != value:
            yield f"{prefix}{name} is {given}, and the rows prove {value}"


def _read(name: str, value: Any) -> Any:
    """Return a value of the wire with its instants as instants."""
    if name in _AT:
        return instant(value) if value else None
    if name == "reversals":
        return [{key: _read(key, part) for key, part in each.items()} for each in value]
    return value
