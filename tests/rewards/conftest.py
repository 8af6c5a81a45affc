"""The service over a store in a temporary folder, with a fixed clock and its own tokens."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_INGEST, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.sources.base import Sources
from rewards.stores.sqlite_store import SqliteStore

CLOCK = FixedClock(DEMO_NOW)
TOKENS = Tokens("a secret for tests, long enough for HS256", clock=CLOCK)

MakeClient = Callable[..., httpx.AsyncClient]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "rewards.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def demo_store(store: SqliteStore) -> SqliteStore:
    load_jsonl(DEMO_WORLD, store)
    return store


@pytest.fixture
def make_client(store: SqliteStore) -> MakeClient:
    """Return a client of the service over ``store``; ``sources`` takes the place of the store's own."""

    def make(sources: Sources | None = None, **settings: Any) -> httpx.AsyncClient:
        app = create_app(
            store=store,
            sources=sources,
            tokens=TOKENS,
            clock=CLOCK,
            settings=RewardsSettings(**settings),
        )
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test")

    return make


@pytest.fixture
def client(make_client: MakeClient) -> httpx.AsyncClient:
    return make_client()


def bearer(principal: Principal, *, audience: str = AUDIENCE_REWARDS, ttl_s: int = 300) -> dict[str, str]:
    token = TOKENS.mint(principal, audiences=(audience,), ttl=timedelta(seconds=ttl_s))
    return {"Authorization": f"Bearer {token}"}


def agent_of(customer_id: str, *, case_id: str = "CASE-1") -> dict[str, str]:
    return bearer(Principal(role=Role.SUPPORT_AGENT, subject="agent-1", case_id=case_id, customer_id=customer_id))


LEAD = bearer(Principal(role=Role.SUPPORT_LEAD, subject="lead-1", reason="escalation"))
READER = bearer(Principal(role=Role.SERVICE, subject="reader-1", scopes=frozenset({SCOPE_READ})))
WRITER = bearer(Principal(role=Role.SERVICE, subject="writer-1", scopes=frozenset({SCOPE_INGEST})))
ASHA = agent_of("CUST-1001", case_id="CASE-9001")
ROHAN = agent_of("CUST-2002", case_id="CASE-9002")
