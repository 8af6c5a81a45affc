"""The version of an order as it was read: a digest of the evidence, computed without folding it."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from pydantic import TypeAdapter

from core.contract import SourceReport
from rewards.ledger.evidence import Evidence
from rewards.ledger.timestamps import count_decided_by
from rewards.stores.rows import EventRow, LineItemRow, PedRow
from rewards.stores.unreadable_rows import UnreadableRow

_DIGEST_BYTES = 16
_PED: TypeAdapter[list[PedRow]] = TypeAdapter(list[PedRow])
_ITEMS: TypeAdapter[list[LineItemRow]] = TypeAdapter(list[LineItemRow])
_EVENTS: TypeAdapter[list[EventRow]] = TypeAdapter(list[EventRow])


def snapshot_version(evidence: Evidence, reports: Iterable[SourceReport], *, as_of: datetime) -> str:
    """Return a digest that is equal for two reads only if the same answer follows from both.

    It covers every row, how each source answered, and what ``as_of`` decides. It leaves out what differs between reads
    of the same state: the instant, the latencies, and the order of the rows. It is the same in every process.
    """
    parts = (
        evidence.business_reference_id.encode(),
        b"-" if evidence.ped is None else _PED.dump_json(sorted(evidence.ped, key=lambda row: row.benefit_key)),
        b"-" if evidence.items is None else _ITEMS.dump_json(sorted(evidence.items, key=_item_key)),
        *_event_parts(evidence.events),
        repr(evidence.events_complete).encode(),
        repr(sorted(map(_unreadable_part, evidence.unreadable))).encode(),
        repr([(report.source, report.status.value, report.code) for report in reports]).encode(),
        repr(count_decided_by(as_of, evidence)).encode(),
    )
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _unreadable_part(row: UnreadableRow) -> str:
    return repr((row.source, row.key, row.fields, sorted(row.readable.items())))


def _event_parts(events: Iterable[EventRow]) -> tuple[bytes, bytes]:
    ordered = sorted(events, key=lambda event: event.event_id)
    return _EVENTS.dump_json(ordered), "\n".join(event.source for event in ordered).encode()


def _item_key(row: LineItemRow) -> tuple[tuple[str, str], str, str]:
    return row.benefit_key, row.line_item_id, row.shipment_id or ""
