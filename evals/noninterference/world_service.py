"""One of two worlds with the complete service over it: rewards API, agent, hostile model, chat service."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from api.app import create_app
from api.chat_service import build_service
from api.settings import Settings
from core.clock import Clock, FixedClock
from core.http.in_process_transport import InProcessTransport
from core.identity.tokens import AUDIENCE_AGENT, Principal, Tokens
from evals.harness.shared_setup import approved_texts
from evals.noninterference.hostile_model import Mind, hostile_provider
from evals.noninterference.rewards_upstream import BASE_URL, Foreign, Upstream
from evals.noninterference.worlds import Line, Pair
from rewards.app import create_app as create_rewards
from rewards.demo import DEMO_NOW
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.stores.sqlite_store import SqliteStore

_SECRET = "the secret of two worlds and of nothing else"  # noqa: S105 -- it protects nothing
_TOKEN_TTL = timedelta(minutes=10)
_LATENCY = re.compile(r'("latency(?:Ms|_ms)":\s*)[0-9.]+')
_LENGTH = re.compile(r"'content-length': '\d+'")
_NUMBER = re.compile(r"\nid: [^\n]*\n")
_CONVERSATION = re.compile(r"conv_[A-Za-z0-9_-]+")
_MODEL_TURN_MS = 3_600_000  # so long that no turn times out on a slow machine
# Everything that depends on timing or a cache is off, so that only the data can make a difference.
_UNMOVED = {"cache_rows": 0, "lazy_backfill": False, "source_timeout_ms": 60_000, "deadline_ms": 60_000}


@dataclass(slots=True)
class WorldService:
    """Sends requests to one world's service."""

    http: httpx.AsyncClient
    upstream: Upstream
    mind: Mind
    tokens: Tokens

    async def send(self, method: str, path: str, *, caller: Principal, accept: str, body: object = None) -> "Seen":
        """Send one request and return what it showed."""
        before = len(self.mind.received)
        response = await self.http.request(method, path, json=body, headers=self._headers(caller, accept))
        return Seen(response.status_code, _shown(response, response.text), tuple(self.mind.received[before:]))

    async def first_frame(self, path: str, *, caller: Principal) -> "Seen":
        """Open a live stream, leave it after its first piece, and return what it showed."""
        headers = self._headers(caller, "text/event-stream")
        async with self.http.stream("GET", path, headers=headers) as response:
            text = await anext(response.aiter_text())
        return Seen(response.status_code, _shown(response, text), ())

    def _headers(self, caller: Principal, accept: str) -> dict[str, str]:
        token = self.tokens.mint(caller, audiences=(AUDIENCE_AGENT,), ttl=_TOKEN_TTL)
        self.upstream.caller = caller
        return {"Authorization": f"Bearer {token}", "Accept": accept, "X-Request-Id": "0" * 32}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one request showed: its whole response, and everything the model was sent for it."""

    status: int
    response: str
    model_requests: tuple[str, ...]

    @property
    def conversation_id(self) -> str | None:
        found = _CONVERSATION.search(self.response)
        return found.group() if found else None

    def canonical(self, ids: dict[str, str]) -> tuple[str, ...]:
        """Return the texts with generated ids numbered in order of appearance, and without measured times."""

        def numbered(match: re.Match[str]) -> str:
            return ids.setdefault(match.group(), f"conv_{len(ids) + 1}")

        texts = (f"{self.status} {_ordered(self.response)}", *self.model_requests)
        timeless = (_CONVERSATION.sub(numbered, _LATENCY.sub(r"\g<1>0", text)) for text in texts)
        return tuple(_LENGTH.sub("", text) for text in timeless)


def _shown(response: httpx.Response, text: str) -> str:
    kept = {name: response.headers[name] for name in sorted(response.headers) if name not in ("date",)}
    return f"{kept}\n{text}"


def _ordered(stream: str) -> str:
    """Sort the events of concurrent lookups: which comes first depends on the machine."""
    ordered: list[str] = []
    starts: list[str] = []
    ends: list[str] = []
    for frame in [*_NUMBER.sub("\n", stream).split("\n\n"), ""]:
        if frame.startswith("event: tool.started"):
            starts.append(frame)
        elif frame.startswith(("event: tool.finished", "event: facts")):
            ends.append(frame)
        else:
            ordered += [*sorted(starts), *sorted(ends), frame]
            starts, ends = [], []
    return "\n\n".join(ordered)


@asynccontextmanager
async def staged(lines: tuple[Line, ...], pair: Pair, folder: Path) -> AsyncIterator[WorldService]:
    """Start the service over one world, with its files in ``folder``, which is created."""
    folder.mkdir(parents=True)  # noqa: ASYNC240 -- nothing runs concurrently yet
    clock = FixedClock(DEMO_NOW)
    tokens = Tokens(_SECRET, clock=clock)
    store = SqliteStore.open(folder / "rewards.sqlite3")
    load_jsonl((line.as_json() for line in lines), store)
    foreign = Foreign(pair.shared_foreign_orders, pair.foreign_customers)
    upstream = Upstream(_rewards(store, tokens, clock), tokens=tokens, foreign=foreign)
    mind = Mind()
    service = build_service(
        Settings.model_construct(
            environment="development", token_secret=None, openai_api_key=None, model_turn_ms=_MODEL_TURN_MS
        ),
        data=folder,
        secret=_SECRET,
        tokens=tokens,
        clock=clock,
        rewards=httpx.AsyncClient(base_url=BASE_URL, transport=upstream),
        provider=hostile_provider(mind),
        knowledge=approved_texts(),
    )
    app = create_app(agent=service.agent, tokens=tokens, on_close=service.aclose)
    try:
        async with httpx.AsyncClient(base_url="http://chat.worlds", transport=InProcessTransport(app)) as http:
            yield WorldService(http, upstream, mind, tokens)
    finally:
        await service.aclose()
        store.close()


def _rewards(store: Store, tokens: Tokens, clock: Clock) -> ASGIApp:
    settings = RewardsSettings.model_construct().model_copy(update=_UNMOVED)
    return create_rewards(store=store, sources=standard_sources(store), tokens=tokens, clock=clock, settings=settings)


def digest(texts: tuple[str, ...]) -> str:
    """Return a short digest of what was seen, for a report."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
