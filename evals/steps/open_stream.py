"""A stream of server-sent events that a task reads event by event, and can leave open."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from evals.steps.matchers import MISSING

COMMENT = "comment"
_WITHIN_S = 10.0  # an event that has not come by then does not come: a machine under load takes much less
ENDED = "the stream has ended"
_TOO_LATE = f"no event within {_WITHIN_S:.0f} s"


class StreamEnded(Exception):
    """There are no more events, or none came in time; the message says which."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One frame of a stream."""

    event: str
    id: str | None
    text: str  # of its data

    @property
    def data(self) -> Any:
        try:
            return json.loads(self.text)
        except ValueError:
            return MISSING

    def __str__(self) -> str:
        return f"{self.event} {self.id or ''}".strip()


class OpenStream:
    """The frames of one response. ``text`` is all that was read of it."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._frames = self._parsed()
        self.text = ""

    async def next(self, *, with_comments: bool = False) -> StreamEvent:
        """Return the next event; comments are skipped unless they are wanted.

        Raises:
            StreamEnded: when the stream has ended, or nothing comes.
        """
        while True:
            try:
                async with asyncio.timeout(_WITHIN_S):
                    event = await anext(self._frames)
            except StopAsyncIteration:
                raise StreamEnded(ENDED) from None
            except TimeoutError:
                raise StreamEnded(_TOO_LATE) from None
            except httpx.TransportError as error:
                raise StreamEnded(f"the stream broke off: {error}") from None
            if with_comments or event.event != COMMENT:
                return event

    async def aclose(self) -> None:
        await self._frames.aclose()  # type: ignore[attr-defined]  # an async generator
        await self._response.aclose()

    async def _parsed(self) -> AsyncIterator[StreamEvent]:
        waiting = ""
        async for text in self._response.aiter_text():
            self.text += text
            waiting += text.replace("\r\n", "\n")
            *frames, waiting = waiting.split("\n\n")
            for frame in frames:
                yield _event(frame)


def _event(frame: str) -> StreamEvent:
    fields: dict[str, list[str]] = {}
    for line in frame.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    if "data" not in fields:
        return StreamEvent(COMMENT, None, frame)
    kind = fields.get("event", ["message"])[-1]
    return StreamEvent(kind, fields.get("id", [None])[-1], "\n".join(fields["data"]))
