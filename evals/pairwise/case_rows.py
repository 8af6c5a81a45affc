"""The rows of a generated case: the order that is asked about, and the others of its window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.money import exponent
from evals.pairwise.dimensions import EVENTS_OF_A_PAGE, SHOWN, Case, Dimension

Row = dict[str, Any]
_CURRENCIES: Mapping[str, tuple[str, str, str]] = {
    "rupees": ("INR", "INR", "INR"),
    "twoDecimals": ("USD", "USD", "USD"),
    "noDecimals": ("JPY", "JPY", "JPY"),
    "threeDecimals": ("KWD", "KWD", "KWD"),
    "mixed": ("INR", "KWD", "USD"),
}
_BENEFITS = {"none": 0, "one": 1, "two": 2, "several": 3}
_OTHERS = {"full": SHOWN - 1, "oneMore": SHOWN}
_PROMOTION = "PROMO-PAIR"
CARD = "BEN-CARD"


@dataclass(frozen=True)
class Stored:
    """A row and the database that holds it."""

    store: str
    row: Row


@dataclass(frozen=True)
class CaseRows:
    """All records of one case. ``number`` makes its ids and its amounts its own."""

    number: int
    case: Case

    @property
    def customer(self) -> str:
        return f"CUST-71{self.number:02d}"

    @property
    def order(self) -> str:
        return f"470-71{self.number:03d}01-0000{self.number:03d}"

    @property
    def has_new_card(self) -> bool:
        return self.case[Dimension.TURN] == "newCard"

    @cached_property
    def written(self) -> tuple[Stored, ...]:
        """The rows of the world."""
        benefits = _BENEFITS[self.case[Dimension.BENEFITS]] - self.has_new_card
        return (
            *(stored for place in range(benefits) for stored in self._benefit(place)),
            *(stored for place in range(_OTHERS.get(self.case[Dimension.PAGE], 0)) for stored in self._other(place)),
        )

    @cached_property
    def card(self) -> tuple[Stored, ...]:
        """The rows of the card that comes before the third question."""
        if not self.has_new_card:
            return ()
        at, currency = "2026-11-23T09:59:00+05:30", self._currency(_BENEFITS[self.case[Dimension.BENEFITS]] - 1)
        promised = (5 + self.number) * 10 ** exponent(currency)
        about = {"at": at, "currency": currency, "order": self.order, "benefit": CARD}
        ped = self._ped(promised, status="RESERVED", **about) | {
            "benefitType": "SCRATCH_CARD",
            "expiresAt": "2026-12-31T23:59:00+05:30",
        }
        return Stored("ped", ped), Stored("concessions", self._event("CARD", "RESERVED", promised, **about))

    def _currency(self, place: int) -> str:
        return _CURRENCIES[self.case[Dimension.CURRENCY]][place]

    def _benefit(self, place: int) -> Iterator[Stored]:
        """Yield the rows of a benefit that is issued but for a rest."""
        currency = self._currency(place)
        unit = 10 ** exponent(currency)
        promised, rest = (100 * self.number + 10 * place + 150) * unit, (place + 2) * unit
        about = {"currency": currency, "order": self.order, "benefit": f"BEN-{place + 1}"}
        day = f"2026-09-{12 + place}"
        card = f"GC-PAIR-{self.number:02d}{place}-Q{self.number:02d}{place}"
        yield Stored(
            "ped", self._ped(promised, status="PARTIALLY_ISSUED", at=f"{day}T09:00:00+05:30", **about) | {"gcId": card}
        )
        parts = EVENTS_OF_A_PAGE if place == 0 and self.case[Dimension.PAGE] == "cursor" else 1
        for part in range(parts):
            amount = unit if part else promised - (parts - 1) * unit
            name = f"{place + 1}R{part + 1}"
            yield Stored("concessions", self._event(name, "RESERVED", amount, at=f"{day}T09:00:00+05:30", **about))
        issued = self._event(f"{place + 1}I", "ISSUED", promised - rest, at=f"{day}T18:00:00+05:30", **about)
        yield Stored("concessions", issued | {"gcId": card})

    def _other(self, place: int) -> Iterator[Stored]:
        """Yield the rows of another order of the window, older than the first, and issued in full."""
        currency = self._currency(0)
        promised = (11 + place) * 10 ** exponent(currency)
        order = f"470-71{self.number:03d}{place + 2:02d}-0000{self.number:03d}"
        about = {
            "currency": currency,
            "order": order,
            "benefit": "BEN-OTHER",
            "at": f"2026-09-{11 - place:02d}T09:00:00+05:30",
        }
        card = f"GC-PAIR-{self.number:02d}X{place}-W{self.number:02d}{place:X}"
        yield Stored("ped", self._ped(promised, status="ISSUED", **about) | {"gcId": card})
        yield Stored("concessions", self._event(f"O{place + 1}", "ISSUED", promised, **about) | {"gcId": card})

    def _ped(self, promised: int, *, status: str, at: str, currency: str, order: str, benefit: str) -> Row:
        return {
            "businessReferenceId": order,
            "customerId": self.customer,
            "promotionId": _PROMOTION,
            "benefitId": benefit,
            "promotionName": "Pair cashback",
            "benefitType": "INSTANT_CASHBACK",
            "eligibleMinor": promised,
            "currency": currency,
            "benefitIssuanceStatus": status,
            "lastUpdatedTime": at,
            "createdAt": at,
        }

    def _event(self, name: str, kind: str, amount: int, *, at: str, currency: str, order: str, benefit: str) -> Row:
        return {
            "eventId": f"EV-P{self.number}-{name}",
            "type": kind,
            "businessReferenceId": order,
            "promotionId": _PROMOTION,
            "benefitId": benefit,
            "customerId": self.customer,
            "amountMinor": amount,
            "currency": currency,
            "eventTime": at,
        }
