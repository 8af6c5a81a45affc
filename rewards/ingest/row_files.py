"""Loads row files into a store: one JSON object per line, a whole file or none of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rewards.errors import EventConflict, LoadRefused, RowNotStorable
from rewards.ingest.row_parsing import DuplicateKey, NotJson, parse_incoming_row, read_json
from rewards.stores.base import LoadableRow, RowLoader
from rewards.stores.loaded_orders import OnLoaded, unannounced
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow

_MODELS: dict[str, type[PedRow | LineItemRow | EventRow]] = {
    "ped": PedRow,
    "lineItems": LineItemRow,
    "concessions": EventRow,
}
_ENVELOPE = {"store", "row"}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The number of rows of a file in each database, including identical repeats of events."""

    ped: int
    line_items: int
    concessions: int


def load_jsonl(source: Path | Iterable[str], store: RowLoader, *, on_loaded: OnLoaded = unannounced) -> LoadReport:
    """Load a row file, or its lines, in one transaction. Empty lines are skipped. ``on_loaded``: see ``RowLoader``.

    Raises:
        LoadRefused: with the number of the first invalid line; nothing was loaded.
        StoreUnavailable: if the store cannot be written.
        OSError: if the file cannot be read.
    """
    if isinstance(source, Path):
        with source.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            return _load(lines, store, on_loaded)
    return _load(source, store, on_loaded)


def check_jsonl(path: Path, store: RowLoader) -> None:
    """Validate a row file as ``load_jsonl`` does, including that the store can hold every row, and load nothing.

    Raises:
        LoadRefused: with the number of the first invalid line.
        OSError: if the file cannot be read.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as lines:
        rows = _RowFile(lines)
        for loadable in rows.parsed():
            try:
                store.require_storable(loadable)
            except RowNotStorable as error:
                raise LoadRefused(rows.line_number, str(error)) from error


def _load(lines: Iterable[str], store: RowLoader, on_loaded: OnLoaded) -> LoadReport:
    rows = _RowFile(lines)
    try:
        store.load(rows.parsed(), on_loaded=on_loaded)
    except EventConflict as error:
        raise LoadRefused(rows.line_number, "the event id is known with other content") from error
    except RowNotStorable as error:
        raise LoadRefused(error.line_number or rows.line_number, str(error)) from error
    counts = rows.counts
    return LoadReport(ped=counts["ped"], line_items=counts["lineItems"], concessions=counts["concessions"])


class _RowFile:
    """The rows of a file, parsed as the store consumes them, and the current line number."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.line_number = 0
        self.counts: Counter[str] = Counter()

    def parsed(self) -> Iterator[LoadableRow]:
        for line in self._lines:
            self.line_number += 1
            if line.strip():
                yield self._parse_line(line)

    def _parse_line(self, line: str) -> LoadableRow:
        if not _is_text(line):
            raise self._refusal("not UTF-8")
        try:
            envelope = read_json(line)
        except DuplicateKey as error:
            raise self._refusal(f"said twice: {error.field}") from error
        except NotJson as error:
            raise self._refusal("not JSON") from error
        if not isinstance(envelope, dict) or set(envelope) != _ENVELOPE:
            raise self._refusal('not an object of "store" and "row"')
        store, raw = envelope["store"], envelope["row"]
        model = _MODELS.get(store) if isinstance(store, str) else None
        if model is None:
            raise self._refusal('"store" is none of ped, lineItems, concessions')
        if not isinstance(raw, dict):
            raise self._refusal('"row" is not an object')
        try:
            row = parse_incoming_row(model, raw)
        except MalformedRow as error:
            raise self._refusal("missing or wrong: " + ", ".join(error.fields)) from error
        self.counts[store] += 1
        return LoadableRow(row=row, raw=raw, line_number=self.line_number)

    def _refusal(self, reason: str) -> LoadRefused:
        return LoadRefused(self.line_number, reason)


def _is_text(line: str) -> bool:
    """Whether every byte of the line was valid UTF-8; an invalid byte was decoded to a lone surrogate."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True
