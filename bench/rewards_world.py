"""The world of the rewards benchmarks: generated orders in an embedded store, and tokens to read them."""

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
    """A folder with a loaded store, and an evenly spaced sample of its orders."""

    folder: Path
    orders: tuple[str, ...]

    def token(self) -> str:
        """Return a token that may read every customer and is valid for an hour."""
        principal = Principal(role=Role.SERVICE, subject="bench", scopes=frozenset({SCOPE_READ}))
        return tokens_of(self.folder).mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(hours=1))


def build_world(folder: Path, *, orders: int, sampled: int) -> BenchWorld:
    """Generate ``orders``, load them, and return the world with ``sampled`` of them."""
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
    """Return the signer and verifier of a world's tokens."""
    return Tokens((folder / KEY_FILE).read_text(), clock=SystemClock())


def _lines(orders: int, *, every: int, chosen: list[str]) -> Iterator[str]:
    for number, lines in enumerate(generate_lines(orders=orders, seed=_SEED)):
        if number % every == 0:
            chosen.append(json.loads(lines[0])["row"]["businessReferenceId"])
        yield from lines
