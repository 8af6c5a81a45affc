"""A world: the rows of the three databases that some tasks run on, and the secrets among them."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from evals.harness.errors import WorldInvalid, WorldRefused
from evals.oracles.row_shapes import problems
from rewards.errors import LoadRefused
from rewards.ingest.row_files import load_jsonl
from rewards.stores.sqlite_store import SqliteStore

WORLDS = Path(__file__).resolve().parents[1] / "worlds"
_SECRET_FIELDS = ("customerName", "customerPhone", "customerEmail", "memo")
_SEPARATORS = re.compile(r"[,;|\s]+")


class Delivery(StrEnum):
    """The order in which the rows of a world reach the databases; no figure may depend on it."""

    AS_WRITTEN = "asWritten"
    TWICE = "twice"  # every event is delivered again, after all others
    REVERSED = "reversed"  # the last row first
    EVENTS_FIRST = "eventsFirst"  # the newest event first, and the other rows after them


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that it can be a cache key
class World:
    """The lines of one row file. Read-only: every run loads them into a new store."""

    name: str
    lines: tuple[str, ...]
    secrets: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...] = ()

    def store(self, folder: Path) -> SqliteStore:
        """Return a new store in this folder that holds the world; the caller closes it.

        Raises:
            WorldRefused: when the product refused a row.
        """
        return SqliteStore.open(self.store_file(folder))

    def store_file(self, folder: Path) -> Path:
        """Return the file of a new store in this folder; see ``store``."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.sqlite3"
        path.write_bytes(_filled(self))
        return path


@cache
def load_world(name: str, *folders: Path) -> World:
    """Return the world of this name, from the first of the folders that has it; without one, from the suite's.

    Raises:
        WorldInvalid: when there is none of this name, or a line is no row as the design has them.
    """
    paths = [folder / f"{name}.jsonl" for folder in folders or (WORLDS,)]
    path = next((path for path in paths if path.exists()), paths[-1])
    try:
        lines = tuple(path.read_text(encoding="utf-8").splitlines())
        written = [(number, json.loads(line)) for number, line in enumerate(lines, start=1) if line.strip()]
        rows = [line["row"] for _, line in written]
        wrong = [f"line {number}: {one}" for number, line in written for one in problems(line["store"], line["row"])]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorldInvalid(f"{path.name}: cannot be read as rows: {error}") from error
    if wrong:
        raise WorldInvalid("\n".join(f"{path.name}: {line}" for line in wrong))
    return World(name, lines, tuple(dict.fromkeys(secret for row in rows for secret in _secrets(row))), tuple(rows))


@cache
def delivered(world: World, delivery: Delivery) -> World:
    """Return the world with its rows in another order of arrival."""
    if delivery is Delivery.AS_WRITTEN:
        return world
    written = [line for line in world.lines if line.strip()]
    events = [line for line in written if json.loads(line)["store"] == "concessions"]
    match delivery:
        case Delivery.TWICE:
            lines = [*written, *events]
        case Delivery.REVERSED:
            lines = written[::-1]
        case Delivery.EVENTS_FIRST:
            lines = [*events[::-1], *(line for line in written if line not in events)]
    return World(world.name, tuple(lines), world.secrets, world.rows)


@cache
def _filled(world: World) -> bytes:
    """Return the bytes of a store that holds this world; rows are loaded once per process, not once per task."""
    with tempfile.TemporaryDirectory(prefix="rewards-world-") as folder:
        path = Path(folder) / "store.sqlite3"
        store = SqliteStore.open(path)
        try:
            load_jsonl(world.lines, store)
        except LoadRefused as error:
            raise WorldRefused(f"the product refuses a row of {world.name}.jsonl: {error}") from error
        finally:
            store.close()
        return path.read_bytes()


def _secrets(row: dict[str, Any]) -> Iterator[str]:
    """Yield what may reach no viewer, model, log or file: personal data, memos and whole gift-card ids."""
    yield from (row[name] for name in _SECRET_FIELDS if row.get(name))
    yield from (card for card in _SEPARATORS.split(row.get("gcId") or "") if card)
    yield from row.get("gcIds") or ()
