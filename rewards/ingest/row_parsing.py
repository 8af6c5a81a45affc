"""How rows come in, by file or by POST: JSON that says each thing once, and rows that say all that is asked of them.

Both doors read by these rules, so that nothing that one of them refuses gets in by the other.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from core.contract import EventType
from core.event_contract import ConcessionEvent
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, get_known_name, parse_row

IncomingRow = TypeVar("IncomingRow", bound=PedRow | LineItemRow | EventRow)


class NotJson(ValueError):
    """The text is no JSON."""


class DuplicateKey(NotJson):
    """An object says two things under one name. ``field`` is the name if it is one of ours."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} comes twice")
        self.field = field


def read_json(text: str | bytes | bytearray) -> Any:
    """Return what a JSON text says.

    Raises:
        DuplicateKey: when an object has one name twice: of two amounts, the last one is a guess.
        NotJson: for a text that is no JSON, is nested too deep, or holds a number of too many digits.
    """
    try:
        return json.loads(text, object_pairs_hook=_build_object)
    except DuplicateKey:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson("not JSON") from error


def parse_incoming_row(model: type[IncomingRow], raw: Mapping[str, Any]) -> IncomingRow:
    """Return a row that may be stored.

    Raises:
        MalformedRow: naming the fields that are missing or wrong.
    """
    row = parse_row(model, raw)
    if isinstance(row, EventRow):
        require_whole_reversal(row)
    return row


def require_whole_reversal(event: EventRow | ConcessionEvent) -> None:
    """Return unless a reversal leaves open what it takes back, or whether that becomes due again: the writer knows.

    Rows that are in a database already are read without this: one that lacks its target is parked by the fold.

    Raises:
        MalformedRow: naming what is missing.
    """
    if event.type != EventType.REVERSED:
        return
    said = {"reversesEventId": event.reverses_event_id, "reinstates": event.reinstates}
    missing = tuple(field for field, value in said.items() if value is None)
    if missing:
        raise MalformedRow(missing)


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DuplicateKey(get_known_name(name))
        found[name] = value
    return found
