"""The sections of the v2 answer that a caller may ask for, and the databases that each depends on.

Without the tracker most figures would silently be others: it proves promises, issuances and gift cards that nothing
else records. So only two things are read from fewer databases. The frame of the answer (ids, types and PED's times)
needs PED alone. ``issuances`` needs the tracker only if the events of some benefit record no issued money, as it then
shows what the tracker recorded.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from core.contract import SourceStatus
from rewards.ledger.evidence import Evidence
from rewards.sources.base import Source, SourceKind
from rewards.sources.gathering import EVERY_KIND, Deadline, Gathered, gather_kinds


class Section(StrEnum):
    """A part of the v2 answer. A closed set."""

    CASHBACK = "cashback"
    ISSUANCES = "issuances"
    GIFT_CARDS = "giftCards"
    LINE_ITEMS = "lineItems"
    CONFLICTS = "conflicts"


EVERY_SECTION = frozenset(Section)
_BENEFIT_FIELDS = {
    Section.CASHBACK: {"cashback", "issuance_status", "reversal_status", "reasons"},
    Section.ISSUANCES: {"issuances", "closures", "first_issued_at", "last_issued_at"},
    Section.GIFT_CARDS: {"gift_cards", "gift_card_history"},
    Section.LINE_ITEMS: {"line_items"},
}
_ORDER_FIELDS = {Section.CASHBACK: "totals", Section.CONFLICTS: "conflicts"}
BENEFIT_FIELDS = frozenset(field for fields in _BENEFIT_FIELDS.values() for field in fields)
ORDER_FIELDS = frozenset(_ORDER_FIELDS.values())
_ISSUANCE_KINDS = frozenset({SourceKind.PROMISES, SourceKind.EVENTS})
_FRAME_KINDS = frozenset({SourceKind.PROMISES})


def left_out_fields(sections: frozenset[Section]) -> dict[str, Any]:
    """Return the fields of ``ExecutionV2`` that belong to none of these sections, as pydantic excludes them."""
    left_out = EVERY_SECTION - sections
    in_benefit = {field for section in left_out for field in _BENEFIT_FIELDS.get(section, ())}
    exclude: dict[str, Any] = {_ORDER_FIELDS[section]: True for section in left_out if section in _ORDER_FIELDS}
    if in_benefit:
        exclude["promotions"] = {"__all__": {"benefits": {"__all__": in_benefit}}}
    return exclude


def needed_kinds(sections: frozenset[Section]) -> frozenset[SourceKind]:
    """Return the kinds of sources that must be read for these sections in any case."""
    if not sections:
        return _FRAME_KINDS
    return _ISSUANCE_KINDS if sections == {Section.ISSUANCES} else EVERY_KIND


async def gather_sections(
    sources: Iterable[Source],
    business_reference_id: str,
    sections: frozenset[Section],
    deadline: Deadline,
    *,
    also: frozenset[SourceKind] = frozenset(),
) -> Gathered:
    """Read what these sections depend on, and the sources of the kinds ``also``.

    An order without a PED row is read from all sources: only they say whose it is.
    """
    every, kinds = tuple(sources), needed_kinds(sections) | also
    gathered = await gather_kinds(every, business_reference_id, kinds, deadline)
    if kinds == EVERY_KIND or not _needs_rest(gathered.evidence, sections):
        return gathered
    return _joined(gathered, await gather_kinds(every, business_reference_id, EVERY_KIND - kinds, deadline))


def _needs_rest(evidence: Evidence, sections: frozenset[Section]) -> bool:
    if evidence.ped == ():
        return True
    lacks_money = any(not benefit.log.holds_issued_money for benefit in evidence.benefits())
    return Section.ISSUANCES in sections and lacks_money


def _joined(first: Gathered, rest: Gathered) -> Gathered:
    """Return the two readings of one order, which read every source once between them."""
    has_events = SourceKind.EVENTS in first.kinds
    evidence = replace(
        first.evidence,
        items=rest.evidence.items,
        events=first.evidence.events + rest.evidence.events,
        events_complete=(first if has_events else rest).evidence.events_complete,
    )
    asked = {report.source: report for report in first.reports}
    asked |= {report.source: report for report in rest.reports if report.status is not SourceStatus.NOT_REQUESTED}
    return Gathered(evidence, list(asked.values()))
