"""The whole service and all that it depends on, with one fault after the other injected and removed under load."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from bench.resilience.crowd import Crowd, EventWriter, SeenAnswer, counted, until
from bench.resilience.fault_proxy import Fault, FaultProxy
from bench.resilience.processes import Part, free_port, postgres_part, python_module, redis_part
from bench.resilience.rewards_process import DATABASES, FAULTS_FILE
from bench.rewards_world import open_store
from core.clock import SystemClock
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, SCOPE_INGEST, SCOPE_READ, Principal, Role, Tokens
from rewards.demo import DEMO_WORLD
from rewards.ingest.row_files import load_jsonl

ORDER = "404-7777777-0000001"  # of the writer
_IN_A_ROW = 10  # right answers that count as "right again"
_RECOVER_WITHIN_S = 120.0
_FULL_DISK_BYTES = 4096  # no file of the process may grow beyond this


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault of one part, and what its users saw."""

    part: str
    fault: str
    during: str
    after: str
    wrong: int
    slowest_s: float
    recovered_s: float | None  # from the end of the fault to the first of ``_IN_A_ROW`` right answers
    lost_events: int
    lost_turns: int


class Drill:
    """The parts under test, and how each is broken."""

    def __init__(self, parts: dict[str, Part], proxies: dict[str, FaultProxy], folder: Path, tokens: Tokens) -> None:
        self.parts = parts
        self.proxies = proxies
        self._folder = folder
        self._reader = tokens.mint(
            Principal(role=Role.SERVICE, subject="drill", scopes=frozenset({SCOPE_READ, SCOPE_INGEST})),
            audiences=(AUDIENCE_REWARDS,),
            ttl=timedelta(hours=2),
        )
        agent = Principal(role=Role.SUPPORT_AGENT, subject="drill", case_id="CASE-9001", customer_id="CUST-1001")
        self._agent = tokens.mint(agent, audiences=(AUDIENCE_AGENT,), ttl=timedelta(hours=2))
        self._chat_url = f"http://127.0.0.1:{parts['chat'].port}"
        self._rewards_url = f"http://127.0.0.1:{parts['rewards'].port}"
        self.crowd = Crowd(f"{self._chat_url}/v1/chat", self._agent, 20)
        self.writer = EventWriter(self._rewards_url, self._reader, ORDER)

    async def warm_up(self) -> None:
        """Wait for the first answers: they load what is loaded on first use."""

        async def is_right() -> bool:
            return sum(answer.verdict == "right" for answer in self.crowd.seen) >= 2 * self.crowd.size

        if await until(is_right, within_s=_RECOVER_WITHIN_S) is None:
            raise RuntimeError(f"the service does not answer: {counted(self.crowd.seen)}")

    async def trial(self, part: str, fault: Fault, *, fault_s: float) -> Trial:
        """Inject a fault for this many seconds, remove it, and wait until answers are right again."""
        before = len(self.crowd.seen)
        await self._begin(part, fault)
        await asyncio.sleep(fault_s)
        during = self.crowd.seen[before:]
        await self._end(part, fault)
        ended, start = time.monotonic(), len(self.crowd.seen)

        async def is_right_again() -> bool:
            last = self.crowd.seen[start:][-_IN_A_ROW:]
            return len(last) == _IN_A_ROW and all(answer.verdict == "right" for answer in last)

        found = await until(is_right_again, within_s=_RECOVER_WITHIN_S)
        first_right = self.crowd.seen[-_IN_A_ROW].at_s - ended if found is not None else None
        after = self.crowd.seen[start:]
        both = [*during, *after]
        return Trial(
            part=part,
            fault=fault.value,
            during=counted(during),
            after=counted(after),
            wrong=sum(answer.verdict == "wrong" for answer in both),
            slowest_s=round(max((answer.took_s for answer in both), default=0.0), 2),
            recovered_s=None if first_right is None else round(max(0.0, first_right), 1),
            lost_events=await self._lost_events(),
            lost_turns=await self._lost_turns(both),
        )

    async def _begin(self, part: str, fault: Fault) -> None:
        process = self.parts.get(part)
        match fault:
            case Fault.RESTARTED if process:
                await asyncio.to_thread(process.stop)
            case Fault.KILLED if process:
                await asyncio.to_thread(process.kill)
                await asyncio.to_thread(process.start)
            case Fault.FULL if part == "redis":
                await self._redis("CONFIG SET maxmemory 1")
            case Fault.FULL if process:
                await asyncio.to_thread(process.stop)
                await asyncio.to_thread(lambda: process.start(largest_file_bytes=_FULL_DISK_BYTES))
            case _ if part in DATABASES:
                self._set_database(part, fault)
                await self._redis("FLUSHALL")  # otherwise the cache answers for a minute, and nobody sees the fault
            case _:
                self.proxies[part].set_fault(fault)

    async def _end(self, part: str, fault: Fault) -> None:
        process = self.parts.get(part)
        match fault:
            case Fault.RESTARTED if process:
                await asyncio.to_thread(process.start)
            case Fault.KILLED:
                pass
            case Fault.FULL if part == "redis":
                await self._redis("CONFIG SET maxmemory 0")
            case Fault.FULL if process:
                await asyncio.to_thread(process.stop)
                await asyncio.to_thread(process.start)
            case _ if part in DATABASES:
                self._set_database(part, Fault.NONE)
            case _:
                self.proxies[part].set_fault(Fault.NONE)

    def _set_database(self, database: str, fault: Fault) -> None:
        new = self._folder / "faults.new"
        new.write_text(json.dumps({database: fault.value}))
        new.replace(self._folder / FAULTS_FILE)

    async def _redis(self, command: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.parts["redis"].port)
        writer.write(f"{command}\r\n".encode())
        await writer.drain()
        await reader.readline()
        writer.close()

    async def _lost_events(self) -> int:
        """Count the acknowledged events that the history does not hold."""
        acknowledged = set(self.writer.acknowledged)
        held: set[str] = set()
        cursor: str | None = None
        async with httpx.AsyncClient(timeout=20, headers={"Authorization": f"Bearer {self._reader}"}) as http:
            while True:
                parameters = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
                url = f"{self._rewards_url}/promotion-executions/{ORDER}/issuances"
                response = await http.get(url, params=parameters)
                if response.status_code != 200:  # a circuit may still be open
                    await asyncio.sleep(1)
                    continue
                page = response.json()
                held |= {entry["eventId"] for entry in page["data"]}
                cursor = page["nextCursor"]
                if not cursor:
                    return len(acknowledged - held)

    async def _lost_turns(self, seen: list[SeenAnswer]) -> int:
        """Count the conversations that an answer called stored and that cannot be read."""
        lost = 0
        async with httpx.AsyncClient(timeout=20, headers={"Authorization": f"Bearer {self._agent}"}) as http:
            for conversation_id in [answer.conversation_id for answer in seen if answer.conversation_id]:
                response = await http.get(f"{self._chat_url}/v1/conversations/{conversation_id}")
                lost += response.status_code != 200
        return lost


@asynccontextmanager
async def running_drill(folder: Path) -> AsyncIterator[Drill]:
    """Start everything, with the load, and stop it in the end."""
    secret = secrets.token_urlsafe(48)
    store = open_store(folder)
    load_jsonl(DEMO_WORLD, store)
    store.close()
    (folder / FAULTS_FILE).write_text("{}")
    parts, proxies = await _build_parts(folder, secret)
    try:
        for part in parts.values():
            await asyncio.to_thread(part.start)
        drill = Drill(parts, proxies, folder, Tokens(secret, clock=SystemClock()))
        load = [asyncio.ensure_future(drill.crowd.run()), asyncio.ensure_future(drill.writer.run())]
        try:
            yield drill
        finally:
            for task in load:
                task.cancel()
            await asyncio.gather(*load, return_exceptions=True)
    finally:
        for part in reversed(parts.values()):
            await asyncio.to_thread(part.kill)
        for proxy in proxies.values():
            await proxy.aclose()


async def _build_parts(folder: Path, secret: str) -> tuple[dict[str, Part], dict[str, FaultProxy]]:
    """Return the parts in the order of their start, and the proxies through which they reach each other."""
    redis, postgres = redis_part(folder / "redis"), postgres_part(folder / "postgres")
    model_port, rewards_port, chat_port = free_port(), free_port(), free_port()
    model = Part("model", python_module("bench.resilience.model_process", model_port), model_port, {})
    upstream = {"redis": redis.port, "postgres": postgres.port, "model": model_port, "rewards": rewards_port}
    proxies = {name: FaultProxy(port) for name, port in upstream.items()}
    for proxy in proxies.values():
        await proxy.start()
    shared = {"REWARDS_TOKEN_SECRET": secret, "REWARDS_REDIS_URL": f"redis://127.0.0.1:{proxies['redis'].port}/0"}
    rewards_command = python_module("bench.resilience.rewards_process", folder, rewards_port)
    rewards = Part("rewards", rewards_command, rewards_port, shared)
    chat_settings = {
        **shared,
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{proxies['model'].port}/paced/v1",
        "REWARDS_AGENT_MODEL": "stub",
        "REWARDS_AGENT_CHAT_RATE": "100000/minute",
        "REWARDS_AGENT_READ_RATE": "100000/minute",
        "REWARDS_AGENT_LIMITS_URL": f"redis://127.0.0.1:{proxies['redis'].port}/1",
        "REWARDS_AGENT_DATABASE_URL": f"postgresql://drill@127.0.0.1:{proxies['postgres'].port}/postgres",
    }
    serve = python_module("cli.main", "serve", "--port", chat_port, "--data", folder / "chat")
    serve += ["--rewards-url", f"http://127.0.0.1:{proxies['rewards'].port}"]
    chat = Part("chat", serve, chat_port, chat_settings)
    return {part.name: part for part in (redis, postgres, model, rewards, chat)}, proxies


def as_json(trials: list[Trial]) -> str:
    return json.dumps([asdict(trial) for trial in trials], indent=2) + "\n"
