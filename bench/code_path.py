"""The path of one question, or of one posted event, through the code.

``python -m bench.code_path`` answers the README's question without a model over the demo world, once to warm up and
once under ``sys.setprofile``, and prints the files in the order in which they are first entered. ``--event`` posts an
event to the rewards API instead. A move is a call from a function in one file of the project to a function in another.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import httpx

from agent.turn import Agent, TurnRequest
from bench.fuzz_stage import FuzzStage, staged
from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_INGEST, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD, STORY_ORDER
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore

QUESTION = f"Customer says order {STORY_ORDER} was promised 100 rupees cashback but only got 36, what happened?"
EVENT = {
    "type": "ISSUED",
    "businessReferenceId": STORY_ORDER,
    "promotionId": "PROMO-DIWALI-100",
    "benefitId": "BEN-CASHBACK-1",
    "customerId": "CUST-1001",
    "amountMinor": 3400,
    "currency": "INR",
    "eventTime": "2026-11-22T12:00:00+05:30",
    "gcId": "GC-9K2M-4Q7T-3333",
}
_ROOT = Path(__file__).resolve().parents[1]
_AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-9001", customer_id="CUST-1001")
_WRITER = Principal(role=Role.SERVICE, subject="writer", scopes=frozenset({SCOPE_INGEST}))
_NOT_COUNTED = ("bench", ".venv", "tests")
_Step = Callable[[], Awaitable[Any]]


@dataclass
class CodePath:
    """The files entered, in order of their first entry, and the moves from one file to another."""

    files: dict[str, int] = field(default_factory=dict)  # calls into each file
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    _names: dict[CodeType, str | None] = field(default_factory=dict)

    def count(self, frame: FrameType, event: str, _: object) -> None:
        """Count a call; every other event of the profiler is ignored."""
        if event != "call" or (name := self._file(frame)) is None:
            return
        self.files[name] = self.files.get(name, 0) + 1
        caller = frame.f_back
        while caller is not None and self._file(caller) is None:
            caller = caller.f_back
        source = self._file(caller) if caller is not None else None
        if source is not None and source != name:
            self.moves[source, name] += 1

    def _file(self, frame: FrameType) -> str | None:
        code = frame.f_code
        if code not in self._names:
            self._names[code] = _project_file(code.co_filename)
        return self._names[code]


def _project_file(filename: str) -> str | None:
    """Return the path of a file within the project, None for other files."""
    try:
        path = Path(filename).resolve().relative_to(_ROOT)
    except ValueError:
        return None
    return None if path.parts[0] in _NOT_COUNTED or path.suffix != ".py" else str(path)


async def walk_question(question: str = QUESTION) -> CodePath:
    """Return the path of a question through one turn."""
    with tempfile.TemporaryDirectory() as folder:
        async with staged(Path(folder)) as stage:
            return await _second_run(lambda: _turn(stage, question), lambda: _turn(stage, question))


async def walk_event() -> CodePath:
    """Return the path of one event that is posted to the rewards API."""
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(DEMO_NOW)
        tokens = Tokens("the secret of a benchmark, of nothing else", clock=clock)
        store = SqliteStore.open(Path(folder) / "rewards.sqlite3")
        load_jsonl(DEMO_WORLD.read_text(encoding="utf-8").splitlines(), store)
        app = create_app(store=store, tokens=tokens, clock=clock, settings=RewardsSettings.model_construct())
        bearer = tokens.mint(_WRITER, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=1))
        try:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app),
                base_url="http://rewards.bench/",
                headers={"Authorization": f"Bearer {bearer}"},
            ) as http:
                return await _second_run(lambda: _post(http, "EVT-1"), lambda: _post(http, "EVT-2"))
        finally:
            store.close()


async def _second_run(first: _Step, second: _Step) -> CodePath:
    """Run one step to warm up, and return the path of the other."""
    await first()
    path = CodePath()
    sys.setprofile(path.count)
    try:
        await second()
    finally:
        sys.setprofile(None)
    return path


async def _turn(stage: FuzzStage, question: str) -> None:
    agent = Agent(tool_gateway=stage.tool_gateway, conversations=stage.conversations, clock=stage.clock, provider=None)
    request = TurnRequest(question, _AGENT, None, "req")
    conversation = await agent.open(request)
    async for _ in agent.run(request, conversation):
        pass


async def _post(http: httpx.AsyncClient, event_id: str) -> None:
    response = await http.post("concession-events", json=EVENT | {"eventId": event_id})
    if response.status_code != httpx.codes.CREATED:
        raise RuntimeError(f"the event was refused: {response.status_code} {response.text}")


def main() -> int:
    """Walk, and print files and moves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--event", action="store_true", help="walk a posted event instead of a question")
    parser.add_argument("--moves", type=int, default=12, help="how many of the most frequent moves to list")
    arguments = parser.parse_args()
    path = asyncio.run(walk_event() if arguments.event else walk_question(arguments.question))
    for name, calls in path.files.items():
        print(f"{calls:7,} {name}")
    print(f"{len(path.files)} files, {sum(path.moves.values()):,} moves between {len(path.moves)} pairs of files")
    for (source, target), count in path.moves.most_common(arguments.moves):
        print(f"{count:7,} {source} -> {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
