"""Another process holds the audit log's lock, or the database's: turns wait for it, and nothing else does.

Nothing is timed: the lock is held until everything else has gone on, and a loop that is blocked would not get there.
"""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

from agent.conversations import database
from api.app import create_app
from guardrails.audit import file
from guardrails.audit.file import HEAD, AuditFile
from guardrails.audit.verification import verify
from guardrails.audit.writer import AuditWriter
from tests.api.conftest import Chat
from tests.harness import answer_json, harness
from tests.story_order import ORDER, execution
from tests.waiting import until

KEY = b"k" * 32
TURNS = 4
STREAMS = 50
STEPS = 200  # of each stream while the lock is held
QUESTION = {"message": f"What is left on order {ORDER}?"}
HOLD = "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"


@pytest.fixture
async def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chat]:
    monkeypatch.setattr(file, "_LOCKED_WITHIN_S", 20.0)  # a slow machine is no reason to give up
    monkeypatch.setattr(database, "_BUSY_S", 20.0)
    audit = AuditWriter(AuditFile(tmp_path, key=KEY))
    async with harness(tmp_path, log=audit) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=_close_nothing)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
            yield Chat(http, world)
    audit.close()


@asynccontextmanager
async def _streams() -> AsyncIterator[list[int]]:
    """Run streams of a stub, which have nothing to do with any lock; yield how far each is."""
    steps = [0] * STREAMS

    async def stream(number: int) -> None:
        while True:
            steps[number] += 1
            await asyncio.sleep(0)

    running = [asyncio.create_task(stream(number)) for number in range(STREAMS)]
    try:
        yield steps
    finally:
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _all_go_on(steps: list[int]) -> None:
    wanted = [step + STEPS for step in steps]
    await until(lambda: all(step >= least for step, least in zip(steps, wanted, strict=True)))


async def _asked(chat: Chat, body: Mapping[str, object]) -> "asyncio.Task[httpx.Response]":
    return asyncio.create_task(chat.post(body, Accept="text/event-stream"))


async def test_streams_go_on_while_another_process_holds_the_audit_log(chat: Chat, tmp_path: Path) -> None:
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, str(tmp_path / HEAD)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert holder.stdout is not None
    await holder.stdout.readline()  # it has the lock
    async with _streams() as steps:
        turns = [await _asked(chat, QUESTION) for _ in range(TURNS)]
        await until(lambda: len(chat.world.requests) == TURNS)
        await _all_go_on(steps)
        waiting = [turn.done() for turn in turns]
        await holder.communicate(b"")  # lets go
        responses = await asyncio.gather(*turns)

    assert waiting == [False] * TURNS
    assert [("answer.completed" in response.text) for response in responses] == [True] * TURNS
    verdict = verify(tmp_path, key=KEY)
    assert (verdict.records, verdict.findings) == (TURNS, ())


async def test_streams_and_readers_go_on_while_another_writes_to_the_conversations(chat: Chat, tmp_path: Path) -> None:
    begun = (await chat.post(QUESTION)).json()
    other = sqlite3.connect(tmp_path / "conversations.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    headers = {"Authorization": f"Bearer {chat.token()}"}
    async with _streams() as steps:
        turns = [await _asked(chat, QUESTION) for _ in range(TURNS)]
        going_on = await _asked(chat, QUESTION | {"conversationId": begun["conversationId"]})
        await until(lambda: len(chat.world.requests) == 1 + TURNS)  # the one that goes on waits for its claim
        await _all_go_on(steps)
        listed = await chat.http.get("/v1/conversations", headers=headers)
        waiting = [turn.done() for turn in (*turns, going_on)]
        other.execute("ROLLBACK")
        responses = await asyncio.gather(*turns, going_on)
    other.close()

    assert waiting == [False] * (TURNS + 1)
    assert [each["conversationId"] for each in listed.json()["data"]] == [begun["conversationId"]]
    assert [('"kept":true' in response.text) for response in responses] == [True] * (TURNS + 1)


async def test_a_turn_that_finds_the_audit_queue_full_is_refused_and_may_be_tried_again(
    chat: Chat, tmp_path: Path
) -> None:
    audit = AuditWriter(AuditFile(tmp_path, key=KEY), most_waiting=0)
    chat.world.tool_gateway._audit = audit
    response = await chat.post(QUESTION)
    audit.close()

    assert (response.status_code, response.json()["code"], response.json()["retryable"]) == (
        503,
        "auditUnavailable",
        True,
    )
    assert verify(tmp_path, key=KEY).records == 0


async def _close_nothing() -> None:
    return
