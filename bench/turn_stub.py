"""The minimal upstreams of a measured turn: a model with OpenAI's protocol, and a rewards API.

``python -m bench.turn_stub`` serves both from one process and prints its port on the first line. Under ``/fast/v1``
the model has no latency; under ``/paced/v1`` it takes 300 ms to its first token and then writes 50 a second. Without
tool results in the request it calls two tools at once. With a menu of statements it answers with references to six of
them, in 24 tokens; with any other results in prose of six sentences and 120 tokens. ``/times`` returns when each token
of an answer was written, by the mark (``q17``) in the question, and when the client of an answer disconnected. The
order ``SLOW`` is answered after five seconds.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import httpx

from core.clock import FixedClock
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from rewards.app import create_app
from rewards.demo import DEMO_NOW, DEMO_WORLD
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.sqlite_store import SqliteStore

SENTENCES = 6  # sentences or statements of one answer
REFERENCE_TOKENS = 4  # tokens of one reference; the third closes it
ORDER = "404-1029384-5566778"
OTHER = "404-1029384-5566779"
SLOW = "404-1029384-5566780"
_SLOW_S = 5.0
FIRST_TOKEN_S = 0.3
BETWEEN_TOKENS_S = 0.02
_TOOLS = ("get_promotion_execution_details", "get_promotion_execution_details")
_STATEMENT = re.compile(r"^(s\d+) \((?:[a-zA-Z, ]*\b)?promised\b", re.MULTILINE)
_OTHER_STATEMENT = re.compile(r"^(s\d+) \(", re.MULTILINE)
_MARK = re.compile(r"\bq\d+\b")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class Stub:
    """Both services, and the times of what they did."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self._answers = answers
        self._arrived: dict[str, list[float]] = {}
        self._written: dict[str, list[float]] = {}
        self._left: list[float] = []  # when a client disconnected before its answer was complete

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        try:
            while True:
                target, body = await _request(reader)
                watch = asyncio.ensure_future(reader.read(1))
                answering = asyncio.ensure_future(self._answer(target, body, writer))
                await asyncio.wait({watch, answering}, return_when=asyncio.FIRST_COMPLETED)
                if watch.done():
                    self._left.append(monotonic())
                    answering.cancel()
                    await asyncio.gather(watch, answering, return_exceptions=True)
                    return
                watch.cancel()
                await asyncio.gather(watch, return_exceptions=True)
                await answering
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, target: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        if target.startswith(f"/promotion-executions/{SLOW}"):
            await asyncio.sleep(_SLOW_S)
        if target.startswith("/promotion-executions/"):
            await _send(writer, self._answers[target.split("/")[2].split("?")[0]])
        elif target.startswith("/times"):
            await _send(writer, json.dumps(self._times()).encode())
        else:
            await self._complete(json.loads(body), writer, paced=target.startswith("/paced"))

    def _times(self) -> dict[str, object]:
        return {"arrived": self._arrived, "written": self._written, "left": {"all": self._left}}

    async def _complete(self, request: dict[str, Any], writer: asyncio.StreamWriter, *, paced: bool) -> None:
        mark = _mark(request)
        self._arrived.setdefault(mark, []).append(monotonic())
        results = [message for message in request["messages"] if message["role"] == "tool"]
        chunks = _answered(results) if results else _called()
        writer.write(_HEAD)
        if paced:
            await asyncio.sleep(FIRST_TOKEN_S)
        written = self._written.setdefault(mark, []) if paced and results else []
        starts = monotonic()
        for number, chunk in enumerate(chunks):
            if paced and number:
                await asyncio.sleep(max(0.0, starts + number * BETWEEN_TOKENS_S - monotonic()))
            writer.write(_chunked(chunk))
            written.append(monotonic())
            if paced:
                await writer.drain()
        writer.write(_chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        await writer.drain()


def answer_tokens(facts: list[str]) -> list[str]:
    """Return the tokens of an answer: sentences of twenty tokens each."""
    remaining = iter(facts * SENTENCES)
    sentences = []
    for _ in range(SENTENCES):
        figure = next(remaining, "the cashback")
        sentences += [
            " Of",
            " this",
            " order",
            " an",
            " amount",
            " of",
            f" {figure}",
            " was",
            " promised",
            " as",
            " the",
            " record",
            " of",
            " the",
            " promotion",
            " itself",
            " says",
            " to",
            " us",
            ".",
        ]
    return sentences


def reference_tokens(menu: str) -> list[str]:
    """Return the tokens of references to six statements of a menu, those about promises first."""
    ids = dict.fromkeys([*_STATEMENT.findall(menu), *_OTHER_STATEMENT.findall(menu)])
    return [token for each in list(ids)[:SENTENCES] for token in ("[[", each, "]]", " ")]


def _answered(results: list[dict[str, Any]]) -> Iterator[bytes]:
    content = "\n".join(str(result["content"]) for result in results)
    for token in reference_tokens(content) if "Menu:" in content else answer_tokens([]):
        yield _event({"content": token})
    yield _event({}, finish="stop")


def _called() -> Iterator[bytes]:
    for place, (name, order) in enumerate(zip(_TOOLS, (ORDER, OTHER), strict=True)):
        function = {"name": name, "arguments": json.dumps({"businessReferenceId": order})}
        yield _event({"tool_calls": [{"index": place, "id": f"c{place}", "type": "function", "function": function}]})
    yield _event({}, finish="tool_calls")


def _event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _chunked(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _mark(request: dict[str, Any]) -> str:
    asked = [str(message.get("content")) for message in request["messages"] if message["role"] == "user"]
    found = _MARK.search(asked[-1]) if asked else None
    return found.group() if found else "q"


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    lengths = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(lengths[0])) if lengths else b""
    return lines[0].split(" ")[1], body


async def _send(writer: asyncio.StreamWriter, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def _bodies(folder: Path) -> dict[str, bytes]:
    """Return the story's order, read once from the real rewards API, under each of the three order numbers."""
    store, clock = SqliteStore.open(folder / "rewards.sqlite3"), FixedClock(DEMO_NOW)
    load_jsonl(DEMO_WORLD, store)
    tokens = Tokens("a secret of the benchmark, long enough for HMAC", clock=clock)
    app = create_app(store=store, tokens=tokens, clock=clock, settings=RewardsSettings.model_construct())
    reader = Principal(role=Role.SERVICE, subject="bench", scopes=frozenset({SCOPE_READ}))
    bearer = tokens.mint(reader, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://rewards") as http:
        response = await http.get(
            f"/promotion-executions/{ORDER}?version=2", headers={"Authorization": f"Bearer {bearer}"}
        )
    response.raise_for_status()
    return {order: response.content.replace(ORDER.encode(), order.encode()) for order in (ORDER, OTHER, SLOW)}


async def _main() -> None:
    with TemporaryDirectory() as folder:
        stub = Stub(await _bodies(Path(folder)))
    server = await asyncio.start_server(stub.serve, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until the parent process ends


if __name__ == "__main__":
    asyncio.run(_main())
