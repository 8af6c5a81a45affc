"""How the orders of a window are read and shown: as PED's record (v1), or in the sections asked for (v2)."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.contract import ExecutionV1, ExecutionV2
from rewards.ledger.fold import fold
from rewards.order_views import Stamp, execution_v1, execution_v2
from rewards.sections import EVERY_SECTION, Section, gather_sections
from rewards.sources.base import SourceKind, Sources
from rewards.sources.gathering import Deadline, Gathered

Record = TypeVar("Record", covariant=True)


class View(Protocol[Record]):
    """One version of the answer."""

    async def read(
        self, sources: Sources, business_reference_id: str, deadline: Deadline, *, also: frozenset[SourceKind]
    ) -> Gathered:
        """Return what the view shows of an order, from PED, from the sources of the kinds ``also``, and any others."""
        ...

    def show(self, gathered: Gathered) -> Record | None:
        """Return the order, None if there is nothing to show."""
        ...

    def statuses(self, gathered: Gathered) -> frozenset[str]:
        """Return the issuance statuses of the order's benefits, as the view shows them."""
        ...


@dataclass(frozen=True, slots=True)
class V2View:
    """The v2 answer. Statuses are derived from every source, so ``is_filtered`` reads all of them."""

    stamp: Stamp
    sections: frozenset[Section] = EVERY_SECTION
    is_filtered: bool = False

    async def read(
        self, sources: Sources, business_reference_id: str, deadline: Deadline, *, also: frozenset[SourceKind]
    ) -> Gathered:
        sections = EVERY_SECTION if self.is_filtered else self.sections
        return await gather_sections(sources, business_reference_id, sections, deadline, also=also)

    def show(self, gathered: Gathered) -> ExecutionV2 | None:
        return None if gathered.evidence.is_empty else execution_v2(gathered, self.stamp)

    def statuses(self, gathered: Gathered) -> frozenset[str]:
        folded = fold(gathered.evidence, as_of=self.stamp.as_of)
        return frozenset(benefit.outline.issuance_status for benefit in folded.benefits)


@dataclass(frozen=True, slots=True)
class V1View:
    """PED's record as it is stored, with PED's own statuses."""

    async def read(
        self, sources: Sources, business_reference_id: str, deadline: Deadline, *, also: frozenset[SourceKind]
    ) -> Gathered:
        return await gather_sections(sources, business_reference_id, frozenset(), deadline, also=also)

    def show(self, gathered: Gathered) -> ExecutionV1 | None:
        records = gathered.evidence.records
        return execution_v1(gathered.evidence.business_reference_id, records) if records else None

    def statuses(self, gathered: Gathered) -> frozenset[str]:
        return frozenset(str(record.fields["benefitIssuanceStatus"]) for record in gathered.evidence.records)
