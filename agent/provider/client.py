"""The wire to an OpenAI-compatible server: what ``ChatOpenAI`` calls in the place of the SDK's client.

The SDK builds a validated object for every token, which is most of what a turn costs. This one gives plain chunks, and
holds the provider to times of its own.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from agent.provider.chunks import Chunk, ChunkReader
from agent.provider.errors import (
    ProviderError,
    ProviderGarbled,
    ProviderRejected,
    ProviderSilent,
    ProviderUnreachable,
    error_for,
)
from agent.provider.gather import Gatherer

_MOST_CONNECTIONS = 1000
_RETRY_PAUSE_S = 0.2
_LONGEST_WAIT_S = 2.0  # a provider that asks for a longer pause is not waited for: somebody is waiting for us
_USAGE = {"stream_options"}
# What aiohttp raises when the connection breaks, and what the system raises under it.
_BROKEN = (aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True)
class ModelTimes:
    """How long a provider may take, in seconds. The time of a whole turn is the turn's own affair."""

    connect_s: float = 2.0
    first_token_s: float = 12.0  # from the question to the first token, a second attempt included
    between_tokens_s: float = 8.0


class ChatCompletions:
    """Creates streamed completions. It opens connections when it is first used, in the loop that uses it."""

    def __init__(self, *, base_url: str, api_key: str, times: ModelTimes) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {
            "Authorization": f"Bearer {api_key}",
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
        }
        self._times = times
        self._session: aiohttp.ClientSession | None = None
        self._knows_usage = True

    async def create(self, **payload: Any) -> "Completion":
        """Ask for a completion and give its stream as soon as the server has begun to answer.

        Raises:
            ProviderError: it could not be had; what could be tried again was.
        """
        first_by = asyncio.get_running_loop().time() + self._times.first_token_s
        try:
            async with asyncio.timeout_at(first_by):
                response = await self._begun(payload)
        except TimeoutError:
            raise ProviderSilent from None
        return Completion(response, first_by=first_by, between_s=self._times.between_tokens_s)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _begun(self, payload: Mapping[str, Any]) -> aiohttp.ClientResponse:
        try:
            return await self._attempt(payload)
        except ProviderRejected as error:
            if not (error.is_ours and "stream_options" in payload and self._knows_usage):
                raise
            self._knows_usage = False  # an older server, which may not know how to count
            return await self._attempt(payload)
        except ProviderError as error:
            pause_s = _RETRY_PAUSE_S if error.retry_after_s is None else error.retry_after_s
            if not error.retryable or pause_s > _LONGEST_WAIT_S:
                raise
            await asyncio.sleep(pause_s)
            return await self._attempt(payload)

    async def _attempt(self, payload: Mapping[str, Any]) -> aiohttp.ClientResponse:
        left_out = set() if self._knows_usage else _USAGE
        body = json.dumps({name: value for name, value in payload.items() if name not in left_out}).encode()
        try:
            response = await self._opened().post(self._url, data=body, headers=self._headers, allow_redirects=False)
        except TimeoutError:  # aiohttp's own, while connecting
            raise ProviderSilent from None
        except _BROKEN:
            raise ProviderUnreachable from None
        if response.status == 200:
            return _streamed(response)
        response.close()
        raise error_for(response.status, retry_after_s=_retry_after_s(response))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_MOST_CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._times.connect_s),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class Completion:
    """The chunks of one completion. Leaving it closes the connection unless all of it was read."""

    def __init__(self, response: aiohttp.ClientResponse, *, first_by: float, between_s: float) -> None:
        self._response = response
        self._reader = ChunkReader()
        self._gatherer = Gatherer()
        self._ready: deque[Chunk] = deque()
        self._next_by = first_by
        self._between_s = between_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._response.release() if self._response.content.at_eof() else self._response.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        while not self._ready:
            if self._reader.is_done:
                raise StopAsyncIteration
            data = await self._read()
            chunks = self._reader.feed(data) if data else self._reader.close()
            if not data:
                self._reader.is_done = True
            self._ready.extend(self._gatherer.gathered(chunks, now=asyncio.get_running_loop().time()))
            if self._reader.is_done:
                self._ready.extend(self._gatherer.rest())
        return self._ready.popleft()

    async def _read(self) -> bytes:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(self._next_by):
                data = await self._response.content.readany()
        except TimeoutError:
            raise ProviderSilent from None
        except _BROKEN:
            raise ProviderUnreachable from None
        self._next_by = loop.time() + self._between_s
        return data


def _streamed(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    if response.content_type != "text/event-stream":
        response.close()
        raise ProviderGarbled
    return response


def _retry_after_s(response: aiohttp.ClientResponse) -> float | None:
    """Read the header's seconds; its other form, a date, is as good as none."""
    try:
        seconds = float(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, seconds) if seconds == seconds else None
