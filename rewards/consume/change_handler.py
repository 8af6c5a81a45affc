"""Announces changes of rows that are in the store already: another service wrote them to the tables."""

from collections import Counter
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from core.ids import Identifier
from rewards.consume.event_decoder import Fault, FaultReason
from rewards.consume.handler import Handled, Result
from rewards.consume.record import Record, RowChange

_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)
_ORDER = "businessReferenceId"


class ChangeHandler:
    """A handler that reads which order a row belongs to, and stores nothing."""

    async def handle(self, records: Sequence[Record]) -> Handled:
        changed: set[str] = set()
        faults: dict[Record, Sequence[Fault]] = {}
        for record in records:
            order = _order_of(record)
            if order is None:
                faults[record] = [Fault(FaultReason.MALFORMED, (_ORDER,))]
            else:
                changed.add(order)
        announced = len(records) - len(faults)
        counts = Counter({Result.ANNOUNCED: announced, Result.DEAD_LETTER: len(faults)})
        return Handled(finished=records, faults=faults, changed_orders=frozenset(changed), counts=+counts)


def _order_of(record: Record) -> str | None:
    if not isinstance(record.content, RowChange):
        return None
    try:
        return _IDENTIFIER.validate_python(record.content.keys.get(_ORDER))
    except ValidationError:
        return None
