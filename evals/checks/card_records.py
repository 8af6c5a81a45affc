"""Each installment, item and closure on a card is one record of its benefit as a whole, and none of them is missing.

A sum, a day and a gift card may each be right and belong to different records; here they are compared together.
"""

from collections import Counter
from collections.abc import Iterator

from evals.checks.world_state import AllowedValues, allowed_values
from evals.harness.transcript import AskedTurn, SeenTurn
from evals.oracles.allowed_sums import BenefitSums
from evals.oracles.naive_records import issuances
from evals.oracles.wire import Json, answer_of, minor
from evals.oracles.world_rows import instant

_HIDDEN = "["  # the first character of a placeholder for personal data
_OF_EVENTS = {"ISSUED", "PARTIALLY_REVERSED", "REVERSED", "FAILED"}  # others are not proven by an event


def check(asked: AskedTurn, seen: SeenTurn) -> Iterator[str]:
    answer, allowed = answer_of(seen.wire), allowed_values(asked)
    if answer is None or allowed is None:
        return
    for card in answer["installments"]:
        if card["status"] in _OF_EVENTS:
            yield from _is_record("installment", card, allowed)
    for card in answer["items"]:
        yield from _is_record("item", card, allowed)
    for card in answer["cashback"]:
        yield from _complete(card, answer, allowed)
        for closure in card["closures"]:
            yield from _is_record("closure", {**card, **closure}, allowed)


def _is_record(what: str, card: Json, allowed: AllowedValues) -> Iterator[str]:
    order, key = card["businessReferenceId"], (card["promotionId"], card["benefitId"])
    benefits = allowed.of_benefit(order, key)
    shown, proven = _CONTENT[what](card), {content for each in benefits for content in _PROVEN[what](each)}
    if shown not in proven:
        yield f"{what} {'/'.join(map(str, shown))} of {order} {key[1]} is no record as a whole"


def _installment(card: Json) -> tuple[object, ...]:
    four = card["giftCard"][-4:] if card["giftCard"] else None
    at = instant(card["issuedAt"]) if card["issuedAt"] else None
    return minor(card["amount"]), at, four, card["shipmentId"], card["status"], minor(card["reversed"]) or 0


def _issued(benefit: BenefitSums) -> Iterator[tuple[object, ...]]:
    for _, amount, _, _, shipment, at, gift_card, reversed_, status in issuances(benefit.naive):
        yield amount, at, str(gift_card)[-4:] if gift_card else None, shipment, status, reversed_


def _item(card: Json) -> tuple[object, ...]:
    title = card["title"]
    return card["lineItemId"], None if title and _HIDDEN in title else title, minor(card["promised"]), card["status"]


def _tracked(benefit: BenefitSums) -> Iterator[tuple[object, ...]]:
    for row in benefit.naive.items:
        for title in {row.get("title"), None}:  # None for a title that is not shown
            yield row["lineItemId"], title, row["eligibleMinor"], row["status"]


def _closure(card: Json) -> tuple[object, ...]:
    return card["type"], minor(card["amount"]), instant(card["closedAt"])


def _closed(benefit: BenefitSums) -> Iterator[tuple[object, ...]]:
    for row in benefit.naive.of_type("CANCELLED", "EXPIRED"):
        yield row["type"], row["amountMinor"], instant(row["eventTime"])


def _complete(card: Json, answer: Json, allowed: AllowedValues) -> Iterator[str]:
    """A card with a known granted sum is followed by every issuance, but for those that it says are left out."""
    order, key = card["businessReferenceId"], (card["promotionId"], card["benefitId"])
    if card["granted"] is None or allowed.is_doubtful(key):
        return
    same = (
        each
        for each in answer["installments"]
        if (each["businessReferenceId"], each["promotionId"], each["benefitId"]) == (order, *key)
    )
    shown = Counter(each["status"] == "FAILED" for each in same if each["status"] in _OF_EVENTS)
    left_out = card["installmentsLeftOut"]
    counted = [
        Counter(status == "FAILED" for *_, status in issuances(each.naive)) for each in allowed.of_benefit(order, key)
    ]
    if all(shown.total() + left_out != each.total() for each in counted):
        yield f"{shown.total()} installments of {order} {key[1]} are shown, and the rows have {counted[0].total()}"


_CONTENT = {"installment": _installment, "item": _item, "closure": _closure}
_PROVEN = {"installment": _issued, "item": _tracked, "closure": _closed}
