"""Everything that the rows of one order can explain in a text: sums, days, cards, names and record numbers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import chain

from evals.oracles.allowed_sums import SUMS, BenefitSums, totals
from evals.oracles.world_rows import Key, Row, Sources, gift_cards, instant, record_id

_INSTANTS = (
    "benefitIssuanceTime",
    "lastUpdatedTime",
    "createdAt",
    "reservedAt",
    "expiresAt",
    "revealedAt",
    "shippedAt",
    "updatedAt",
    "eventTime",
)
_NAMES = ("title", "promotionName")
_NUMBERS = ("promotionId", "benefitId", "lineItemId", "shipmentId", "eventId", "reversesEventId")


@dataclass(frozen=True)
class Explained:
    """What may be read in a text about some orders."""

    money: frozenset[tuple[int, str]]
    days: frozenset[date]
    last_fours: frozenset[str]
    names: frozenset[str]
    records: frozenset[str]

    @classmethod
    def joined(cls, parts: Collection["Explained"]) -> "Explained":
        return cls(
            frozenset(chain.from_iterable(part.money for part in parts)),
            frozenset(chain.from_iterable(part.days for part in parts)),
            frozenset(chain.from_iterable(part.last_fours for part in parts)),
            frozenset(chain.from_iterable(part.names for part in parts)),
            frozenset(chain.from_iterable(part.records for part in parts)),
        )


def explained_by(sources: Sources, benefits: Mapping[Key, BenefitSums], zone: tzinfo) -> Explained:
    """Return what the rows of one order explain; of its sums, those of the given benefits."""
    rows = [*(sources.ped or ()), *(sources.items or ()), *(sources.events or ())]
    cards = chain.from_iterable(map(gift_cards, rows))
    return Explained(
        money=frozenset(_money(benefits)),
        days=frozenset(_days(rows, zone)),
        last_fours=frozenset(card[-4:] for card in cards),
        names=frozenset(row[name] for row in rows for name in _NAMES if row.get(name)),
        records=frozenset(
            {
                *map(record_id, rows),
                *map(_benefit_id, rows),
                *(row[name] for row in rows for name in _NUMBERS if row.get(name)),
            }
        ),
    )


def _benefit_id(row: Row) -> str:
    """Return the number under which a benefit is known, whatever store has rows of it."""
    return "#".join((row["businessReferenceId"], row["promotionId"], row["benefitId"]))


def _days(rows: Iterable[Row], zone: tzinfo) -> Iterator[date]:
    for row in rows:
        yield from (instant(row[name]).astimezone(zone).date() for name in _INSTANTS if row.get(name))


def _money(benefits: Mapping[Key, BenefitSums]) -> Iterator[tuple[int, str]]:
    for benefit in benefits.values():
        of_position = (benefit.sum_of(name, rounded=rounded) for name in SUMS for rounded in (False, True))
        for amounts in (*of_position, *benefit.of_records.values(), benefit.reversals):
            yield from ((amount, benefit.currency) for amount in amounts if amount is not None)
    promotions = {promotion for promotion, _ in benefits}
    for of in (None, *promotions):
        chosen = [benefit for (promotion, _), benefit in benefits.items() if of in (None, promotion)]
        yield from totals_of(chosen)


def totals_of(benefits: Collection[BenefitSums]) -> Iterator[tuple[int, str]]:
    """Yield the totals of each sum over these benefits, by currency."""
    for currency in {benefit.currency for benefit in benefits}:
        same = [benefit for benefit in benefits if benefit.currency == currency]
        for name in SUMS:
            yield from ((amount, currency) for amount in totals(each.sum_of(name) for each in same))
