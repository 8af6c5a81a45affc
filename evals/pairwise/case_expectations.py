"""What a generated question must be answered with: the sums that the naive fold proves from the case's rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from core.money import exponent
from evals.oracles.allowed_sums import BenefitSums, benefits_of
from evals.oracles.world_rows import Key, WorldRows
from evals.pairwise.case_rows import CARD, CaseRows
from evals.pairwise.dimensions import SHOWN, Dimension

Document = dict[str, Any]
_SUMS = ("promised", "granted", "remaining", "pending")
_GONE = ("fails", "late")
BROKEN = "concessions"  # the database that fails


class CaseExpectations:
    """The expectations of one case, at a time when its card has come or has not."""

    def __init__(self, rows: CaseRows, *, has_card: bool, is_stale: bool = False) -> None:
        self._is_stale = is_stale  # the database has failed after it was read
        self._rows, self._case = rows, rows.case
        stored = (*rows.written, *(rows.card if has_card else ()))
        self._world = WorldRows([one.row for one in stored])
        self._sources = rows.case[Dimension.SOURCES]

    def of_order(self) -> Document:
        """Return what is expected of a question about the order."""
        if self._is_denied:
            return self._denied(is_window=False)
        return self._answered([self._rows.order], says_rest=True)

    def of_window(self) -> Document:
        """Return what is expected of a question about the days in which the orders were created."""
        if self._is_denied:
            return self._denied(is_window=True)
        orders = sorted(self._world.orders, key=lambda order: (order != self._rows.order, order))[:SHOWN]
        found = self._answered(orders, says_rest=False)
        hidden = sorted(set(self._world.orders) - set(orders))
        days = [("windowFrom", "2026-09-01", "the first"), ("windowTo", "2026-09-12", "the last")]
        found["dates"] = [
            {"label": label, "day": day, "said": False, "because": f"{which} day that was asked for"}
            for label, day, which in days
        ]
        found["dates"] += [day for order in orders for day in self._days(order)]
        return found | {"says": [self._rows.order]} | ({"must_not_say": hidden} if hidden else {})

    @property
    def _is_denied(self) -> bool:
        return self._case[Dimension.SCOPE] in ("foreign", "missing")

    def _denied(self, *, is_window: bool) -> Document:
        """Foreign and missing are alike: not found, or not known while a database that names owners is silent.

        The orders of another customer are not even looked up by their days.
        """
        is_asked = not is_window and (self._sources in _GONE or self._is_stale)
        outcome = "unavailable" if is_asked else "needsInput"
        return {"outcome": outcome, "amounts": [], "gift_cards": [], "must_not_say": [{"regex": "[₹$¥]|KWD"}]}

    def _answered(self, orders: Sequence[str], *, says_rest: bool) -> Document:
        is_partial = self._sources in (*_GONE, "partial")
        amounts = [amount for order in orders for amount in self._amounts(order, says_rest=says_rest)]
        cards = [card for order in orders for card in self._gift_cards(order)]
        return {
            "outcome": "partial" if is_partial else "answered",
            "details": False,
            "amounts": amounts,
            "gift_cards": sorted(cards),
        }

    def _amounts(self, order: str, *, says_rest: bool) -> Iterator[Document]:
        silent = {BROKEN} if self._sources in _GONE else set()
        benefits = {
            key: sums
            for key, sums in benefits_of(self._world.orders[order].without(silent)).items()
            if not self._is_withheld(key)
        }
        by_currency: dict[str, list[BenefitSums]] = {}
        for sums in benefits.values():
            by_currency.setdefault(sums.currency, []).append(sums)
        for key, sums in benefits.items():
            is_rest_of_all = says_rest and len(by_currency[sums.currency]) == 1
            yield from self._of_benefit(order, key, sums, says_rest=is_rest_of_all)
        if self._has_withheld(order) or self._is_malformed(order):
            return
        for currency, parts in by_currency.items():
            if len(parts) > 1:
                yield from _totals(order, currency, parts, says_rest=says_rest)

    def _of_benefit(self, order: str, key: Key, sums: BenefitSums, *, says_rest: bool) -> Iterator[Document]:
        if self._is_malformed(order) and key[1] == "BEN-1":
            return  # one of its rows cannot be read
        for label in _SUMS:
            [value] = sums.sum_of(label)
            if value is None or (label == "pending" and not value):
                continue
            said = says_rest and label == "remaining"
            because = f"{label} of the rows of {order} {key[1]}, by the naive fold"
            yield _amount(label, value, sums.currency, order, said=said, because=because) | {"benefit": key[1]}
        for row in sums.naive.of_type("ISSUED"):
            because = f"{row['eventId']} ISSUED {row['amountMinor']}"
            amount = _amount("installment", row["amountMinor"], sums.currency, order, said=False, because=because)
            yield amount | {"benefit": key[1]}

    def _gift_cards(self, order: str) -> Iterator[str]:
        if self._sources in _GONE:
            return
        for (_, benefit), sums in benefits_of(self._world.orders[order]).items():
            if not (self._is_malformed(order) and benefit == "BEN-1"):
                yield from (row["gcId"][-4:] for row in sums.naive.of_type("ISSUED"))

    def _days(self, order: str) -> Iterator[Document]:
        for (_, benefit), sums in benefits_of(self._world.orders[order]).items():
            is_unknown = self._sources in _GONE or (self._is_malformed(order) and benefit == "BEN-1")
            for row in () if is_unknown else sums.naive.of_type("ISSUED"):
                yield _day("issuedOn", row["eventTime"][:10], order, f"{row['eventId']} eventTime")
            if sums.naive.ped is not None and "expiresAt" in sums.naive.ped:
                yield _day("expiresOn", sums.naive.ped["expiresAt"][:10], order, "expiresAt of the new card")

    def _is_malformed(self, order: str) -> bool:
        return self._sources == "partial" and order == self._rows.order

    def _is_withheld(self, key: Key) -> bool:
        return key[1] == CARD and self._case[Dimension.ROLE] == "customer"

    def _has_withheld(self, order: str) -> bool:
        return any(self._is_withheld(key) for key in benefits_of(self._world.orders[order]))


def _day(label: str, day: str, order: str, because: str) -> Document:
    return {"label": label, "day": day, "order": order, "said": False, "because": because}


def _totals(order: str, currency: str, parts: Sequence[BenefitSums], *, says_rest: bool) -> Iterator[Document]:
    for label in _SUMS:
        values = [value for sums in parts for value in sums.sum_of(label)]
        known = [value for value in values if value is not None]
        if len(known) < len(values) or (label == "pending" and not sum(known)):
            continue
        said = says_rest and label == "remaining"
        because = f"{' + '.join(map(str, known))}, the total"
        yield _amount(label, sum(known), currency, order, said=said, because=because)


def _amount(label: str, minor: int, currency: str, order: str, *, said: bool, because: str) -> Document:
    digits = exponent(currency)
    written = f"{Decimal(minor).scaleb(-digits):.{digits}f}"
    found: Document = {"label": label, "amount": written, "currency": currency, "order": order, "because": because}
    return found if said else found | {"said": False}
