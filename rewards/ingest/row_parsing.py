"""Parsing of incoming rows, from files and from POST: JSON without duplicate keys, and rows with all required fields.

Both entrances follow these rules, so that neither accepts what the other one refuses.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from core.contract import EventType
from core.event_contract import ConcessionEvent
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, get_known_name, parse_row

IncomingRow = TypeVar("IncomingRow", bound=PedRow | LineItemRow | EventRow)


class NotJson(ValueError):
    """The text is not JSON."""


class DuplicateKey(NotJson):
    """An object has a duplicate key. ``field`` is the key if it is known here."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} comes twice")
        self.field = field


def read_json(text: str | bytes | bytearray) -> Any:
    """Return the value of a JSON text.

    Raises:
        DuplicateKey: if an object has a key twice: to choose the last of two amounts would be a guess.
        NotJson: if the text is not JSON, is nested too deeply, or holds a number with too many digits.
    """
    try:
        return json.loads(text, object_pairs_hook=_build_object)
    except DuplicateKey:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson("not JSON") from error


def parse_incoming_row(model: type[IncomingRow], raw: Mapping[str, Any]) -> IncomingRow:
    """Return the row, parsed and valid for storing.

    Raises:
        MalformedRow: with the names of the missing and invalid fields.
    """
    row = parse_row(model, raw)
    if isinstance(row, EventRow):
        require_whole_reversal(row)
    return row


def require_whole_reversal(event: EventRow | ConcessionEvent) -> None:
    """Raise if a reversal does not name its issuance, or does not say whether the amount becomes due again.

    The writer knows both. Rows that are already in a database are read without this check: the fold parks a reversal
    without an issuance.

    Raises:
        MalformedRow: with the names of the missing fields.
    """
    if event.type != EventType.REVERSED:
        return
    required = {"reversesEventId": event.reverses_event_id, "reinstates": event.reinstates}
    missing = tuple(field for field, value in required.items() if value is None)
    if missing:
        raise MalformedRow(missing)


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DuplicateKey(get_known_name(name))
        found[name] = value
    return found
