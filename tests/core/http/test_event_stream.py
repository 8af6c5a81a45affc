"""The event stream's own behaviour: marks of life, a reader that goes, a reader that does not read."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest

from core.http.event_stream import EventStream, format_event
from core.http.server_stop import attach_stop

Send = Callable[[Any], Awaitable[None]]


class Reader:
    """A client at the other end of ASGI."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()
        self.got = asyncio.Event()
        self.is_reading = True

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if not self.is_reading:
            await asyncio.Event().wait()
        self.sent.append(message)
        self.got.set()

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


class Source:
    """Frames that a test releases one by one; records when it was closed and whether its resources were released."""

    def __init__(self, *frames: bytes, hangs: bool = False) -> None:
        self._frames = frames
        self._hangs = hangs
        self.asked = 0
        self.is_closed = False
        self.is_given_back = False

    async def frames(self) -> AsyncGenerator[bytes]:
        try:
            for frame in self._frames:
                self.asked += 1
                yield frame
            if self._hangs:
                await asyncio.Event().wait()
        finally:
            self.is_closed = True

    async def give_back(self) -> None:
        self.is_given_back = True


async def run(source: Source, reader: Reader) -> None:
    response = EventStream(source.frames(), on_end=source.give_back)
    await asyncio.wait_for(response({"type": "http"}, reader.receive, reader.send), 5)


@pytest.mark.parametrize(
    ("data", "event_id", "frame"),
    [
        ("{}", "c/1", b"event: a\nid: c/1\ndata: {}\n\n"),
        ("{}", None, b"event: a\nid\ndata: {}\n\n"),
        ("one\ntwo", "1", b"event: a\nid: 1\ndata: one\ndata: two\n\n"),
        ("\u2028\x85", "1", "event: a\nid: 1\ndata: \u2028\x85\n\n".encode()),
        ("", "1", b"event: a\nid: 1\ndata: \n\n"),
    ],
)
def test_an_event_is_one_frame_whatever_its_data(data: str, event_id: str | None, frame: bytes) -> None:
    assert format_event("a", data, event_id) == frame


async def test_frames_are_sent_and_the_stream_ends() -> None:
    source, reader = Source(b"a", b"b"), Reader()
    await run(source, reader)

    assert reader.body == b"ab"
    assert [message["more_body"] for message in reader.sent[1:]] == [True, True, False]
    headers = dict(reader.sent[0]["headers"])
    assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
    assert headers[b"x-accel-buffering"] == b"no"
    assert source.is_given_back


async def test_a_silent_source_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.http.event_stream.KEEP_ALIVE_S", 0.002)
    source, reader = Source(b"a", hangs=True), Reader()
    running = asyncio.ensure_future(run(source, reader))
    while b": keep-alive\n\n" not in reader.body:
        reader.got.clear()
        await asyncio.wait_for(reader.got.wait(), 5)
    reader.gone.set()
    await running

    assert reader.body.startswith(b"a: keep-alive\n\n")


async def test_a_reader_that_goes_takes_the_source_with_it() -> None:
    source, reader = Source(b"a", hangs=True), Reader()
    running = asyncio.ensure_future(run(source, reader))
    while reader.body != b"a":
        reader.got.clear()
        await asyncio.wait_for(reader.got.wait(), 5)
    reader.gone.set()
    await running

    assert source.is_closed
    assert source.is_given_back


async def test_a_reader_that_was_gone_before_gets_nothing_and_nothing_is_held() -> None:
    source, reader = Source(b"a", hangs=True), Reader()
    reader.gone.set()
    await run(source, reader)

    assert source.is_given_back


async def test_a_reader_that_does_not_read_is_not_waited_for_and_nothing_piles_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.http.event_stream.SEND_TIMEOUT_S", 0.01)
    source, reader = Source(*[b"a"] * 1000), Reader()
    reader.is_reading = False
    await run(source, reader)

    assert source.asked <= 1
    assert source.is_given_back


async def test_a_connection_that_breaks_is_no_error_of_ours() -> None:
    class Broken(Reader):
        async def send(self, message: Any) -> None:
            raise ConnectionResetError

    source = Source(b"a", hangs=True)
    await run(source, Broken())

    assert source.is_given_back


async def test_an_error_of_ours_passes_through() -> None:
    async def frames() -> AsyncGenerator[bytes]:
        yield b"a"
        raise LookupError

    source, reader = Source(), Reader()
    response = EventStream(frames(), on_end=source.give_back)
    with pytest.raises(LookupError):
        await response({"type": "http"}, reader.receive, reader.send)

    assert source.is_given_back


async def test_a_stream_without_an_end_ends_with_its_frame_when_the_server_stops() -> None:
    source, reader, stop = Source(b"one", hangs=True), Reader(), asyncio.Event()
    scope: dict[str, Any] = {"type": "http"}
    attach_stop(scope, stop)
    response = EventStream(source.frames(), on_end=source.give_back, stop_frame=b"last")
    running = asyncio.create_task(response(scope, reader.receive, reader.send))
    await reader.got.wait()
    stop.set()
    await asyncio.wait_for(running, 5)

    assert reader.body == b"onelast"
    assert reader.sent[-1]["more_body"] is False
    assert (source.is_closed, source.is_given_back) == (True, True)


async def test_a_stream_with_an_end_is_not_cut_when_the_server_stops() -> None:
    source, reader, stop = Source(b"one", b"two"), Reader(), asyncio.Event()
    scope: dict[str, Any] = {"type": "http"}
    attach_stop(scope, stop)
    stop.set()
    await asyncio.wait_for(EventStream(source.frames())(scope, reader.receive, reader.send), 5)

    assert reader.body == b"onetwo"


async def test_a_stop_is_no_error_for_a_reader_who_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.http.event_stream.SEND_TIMEOUT_S", 0.01)
    source, reader, stop = Source(hangs=True), Reader(), asyncio.Event()
    scope: dict[str, Any] = {"type": "http"}
    attach_stop(scope, stop)
    running = asyncio.create_task(EventStream(source.frames(), stop_frame=b"last")(scope, reader.receive, reader.send))
    await reader.got.wait()
    reader.is_reading = False
    stop.set()
    await asyncio.wait_for(running, 5)

    assert reader.body == b""
