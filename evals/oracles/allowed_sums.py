"""The sums that may be stated about a benefit, an order or several orders, in minor units.

Each is a set: the design leaves some readings open, and None in it means that the sum is not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

from evals.oracles.naive_fold import NaiveBenefit
from evals.oracles.world_rows import Key, Sources

Amounts = frozenset[int | None]
UNKNOWN: Amounts = frozenset({None})
_MOST_TOTALS = 64  # combinations of readings; there are rarely more than two of each benefit
# Names of the fold's sums as the rewards API has them; ``granted`` and the others have the same name everywhere.
SUMS = ("promised", "issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "overIssued")


@dataclass(frozen=True)
class BenefitSums:
    """What the rows of one benefit allow to be stated."""

    naive: NaiveBenefit

    def sum_of(self, name: str, *, rounded: bool = False) -> Amounts:
        """Return the allowed values of one sum.

        With ``rounded``, the answer gives ROUNDING as a reason: a rest of less than a minor unit an item is dropped.
        """
        return (self._rounded if rounded else self.sums)[name]

    @property
    def currency(self) -> str:
        return self.naive.currency

    @cached_property
    def sums(self) -> Mapping[str, Amounts]:
        """The position: each sum by its name on the wire."""
        return self._with_remaining(self.naive.unrounded_remaining)

    @cached_property
    def _rounded(self) -> Mapping[str, Amounts]:
        return self._with_remaining(self.naive.remaining)

    def _with_remaining(self, remaining: Iterable[int]) -> Mapping[str, Amounts]:
        naive = self.naive
        if not naive.is_summable:
            known = dict.fromkeys(SUMS, UNKNOWN)
            return known | {"promised": frozenset({naive.promised})}
        left = frozenset(remaining)
        return {
            "promised": frozenset({naive.promised}),
            "issued": frozenset({naive.total("ISSUED")}),
            "reversed": frozenset({naive.reversed}),
            "granted": frozenset({naive.granted}),
            "cancelled": frozenset({naive.total("CANCELLED")}),
            "expired": frozenset({naive.total("EXPIRED")}),
            "overIssued": frozenset({naive.over_issued}),
            "remaining": left or UNKNOWN,
            "pending": frozenset(amount for one in left for amount in naive.pending(one)) or UNKNOWN,
        }

    @cached_property
    def of_records(self) -> Mapping[str, Amounts]:
        """The sums of single records, and what the tracker and PED hold where no event proves a sum."""
        naive = self.naive
        items = naive.items
        tracked = (
            [sum(row[name] for row in items) for name in ("eligibleMinor", "issuedMinor")] if items else [None] * 2
        )
        ped = naive.ped["eligibleMinor"] if naive.ped else None
        return {
            "installment": frozenset(_amounts(naive, "ISSUED")),
            "attempted": frozenset(_amounts(naive, "ISSUE_FAILED")),
            "closed": frozenset(_amounts(naive, "CANCELLED", "EXPIRED")),
            "itemPromised": frozenset(row["eligibleMinor"] for row in items),
            "itemIssued": frozenset(row["issuedMinor"] for row in items),
            "trackedPromised": frozenset({tracked[0]}),
            "trackedIssued": frozenset({tracked[1]}),
            "recorded": frozenset({ped, tracked[1], *(row["issuedMinor"] for row in items)}),
        }

    @cached_property
    def reversals(self) -> Amounts:
        """What a text may give as reversed: of one event, of one issuance, or of the whole benefit."""
        by_issuance: dict[str, int] = {}
        for _, issued, amount in self.naive.reversals:
            by_issuance[issued["eventId"]] = by_issuance.get(issued["eventId"], 0) + amount
        each = (amount for _, _, amount in self.naive.reversals)
        return frozenset({*each, *by_issuance.values(), *self.sums["reversed"]})


def _amounts(naive: NaiveBenefit, *kinds: str) -> Iterable[int]:
    return (row["amountMinor"] for row in naive.of_type(*kinds))


def benefits_of(sources: Sources) -> Mapping[Key, BenefitSums]:
    """Return what may be stated about each benefit of an order."""
    return {key: BenefitSums(NaiveBenefit(sources, key)) for key in sources.benefit_keys()}


def totals(parts: Iterable[Amounts]) -> frozenset[int]:
    """Return the totals of sums of one currency; a sum that is unknown is left out."""
    known = [sorted(amount for amount in part if amount is not None) for part in parts]
    chosen = islice(product(*filter(None, known)), _MOST_TOTALS)
    return frozenset(map(sum, chosen))
