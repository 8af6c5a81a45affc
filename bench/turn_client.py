"""A minimal client of the chat service that records when each event arrived."""

import asyncio
import json
from dataclasses import dataclass
from time import monotonic

CONNECT_WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    at: float  # monotonic seconds
    data: str


@dataclass(frozen=True, slots=True)
class MeasuredTurn:
    """A turn as seen by its client."""

    asked_at: float
    events: tuple[Event, ...]

    def first(self, name: str) -> float:
        """Return the seconds from the question to the first event of this name."""
        return next(event.at for event in self.events if event.name == name) - self.asked_at

    def deltas(self) -> list[Event]:
        return [event for event in self.events if event.name == "answer.delta"]

    @property
    def is_answered(self) -> bool:
        """Whether the model itself completed the answer."""
        last = self.events[-1] if self.events else None
        return last is not None and last.name == "answer.completed" and not json.loads(last.data)["answer"]["degraded"]


def request(port: int, token: str, message: str) -> bytes:
    body = json.dumps({"message": message}).encode()
    head = (
        f"POST /v1/chat HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask(port: int, token: str, message: str) -> MeasuredTurn:
    """Ask one question over a new connection.

    Raises:
        RuntimeError: if the answer is not a stream of events.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        asked_at = monotonic()
        writer.write(request(port, token, message))
        status = await reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(status.decode("latin-1").strip())
        return MeasuredTurn(asked_at, tuple(await _events(reader)))
    finally:
        writer.close()


async def ask_and_leave(port: int, token: str, message: str, *, after: str, linger_s: float) -> float:
    """Ask, disconnect ``linger_s`` after the first event of a name, and return that time in monotonic seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        writer.write(request(port, token, message))
        while line := await reader.readline():
            if line.startswith(f"event: {after}".encode()):
                break
        await asyncio.sleep(linger_s)
        return monotonic()
    finally:
        writer.close()


async def kept_conversations(port: int, token: str) -> int:
    """Return the number of conversations that the service has stored, up to a hundred."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        head = f"GET /v1/conversations?limit=100 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        writer.write(f"{head}Authorization: Bearer {token}\r\n\r\n".encode())
        body = (await reader.read()).split(b"\r\n\r\n", 1)[1]
        return len(json.loads(body)["data"])
    finally:
        writer.close()


async def _events(reader: asyncio.StreamReader) -> list[Event]:
    events: list[Event] = []
    name = ""
    while line := await reader.readline():
        if line.startswith(b"event: "):
            name = line[7:].decode().strip()
        elif line.startswith(b"data: "):
            events.append(Event(name, monotonic(), line[6:].decode()))
            if name in ("answer.completed", "run.failed"):
                break
    return events
