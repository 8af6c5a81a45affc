"""The world that the rewards benchmarks run on: generated orders in an embedded store, and tokens to read them."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.clock import SystemClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from rewards.demo.generator import generate_lines
from rewards.ingest.row_files import load_jsonl
from rewards.stores.sqlite_store import SqliteStore

KEY_FILE = "token.key"
_STORE_FILE = "rewards.sqlite3"
_SEED = 1


@dataclass(frozen=True, slots=True)
class BenchWorld:
    """A folder with a loaded store, and some of the orders in it, spread evenly."""

    folder: Path
    orders: tuple[str, ...]

    def token(self) -> str:
        """Return a token that may read every customer for an hour."""
        principal = Principal(role=Role.SERVICE, subject="bench", scopes=frozenset({SCOPE_READ}))
        return tokens_of(self.folder).mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(hours=1))


def build_world(folder: Path, *, orders: int, sampled: int) -> BenchWorld:
    """Generate so many orders, load them, and remember ``sampled`` of them."""
    (folder / KEY_FILE).write_text(secrets.token_urlsafe(48))
    chosen: list[str] = []
    store = open_store(folder)
    try:
        load_jsonl(_lines(orders, every=max(1, orders // sampled), chosen=chosen), store)
    finally:
        store.close()
    return BenchWorld(folder, tuple(chosen[:sampled]))


def open_store(folder: Path) -> SqliteStore:
    return SqliteStore.open(folder / _STORE_FILE)


def tokens_of(folder: Path) -> Tokens:
    """Return what signs and verifies the tokens of a world."""
    return Tokens((folder / KEY_FILE).read_text(), clock=SystemClock())


def _lines(orders: int, *, every: int, chosen: list[str]) -> Iterator[str]:
    for number, lines in enumerate(generate_lines(orders=orders, seed=_SEED)):
        if number % every == 0:
            chosen.append(json.loads(lines[0])["row"]["businessReferenceId"])
        yield from lines
