"""The HTTP client for an OpenAI-compatible server that ``ChatOpenAI`` uses instead of the SDK's client.

The SDK builds a validated object for every token, which would be most of the cost of a turn. This client yields plain
chunks and enforces its own timeouts.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from agent.provider.capabilities import OUTPUT_BOUNDS, Capabilities, get_output_bound
from agent.provider.chunk_reader import Chunk, ChunkReader
from agent.provider.coalescing import ChunkCoalescer
from agent.provider.error_bodies import parse_refusal
from agent.provider.errors import (
    ProviderError,
    ProviderProtocolError,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnreachable,
    build_error,
)
from agent.provider.negotiation import Negotiation
from agent.provider.timeouts import ModelTimeouts

_MAX_CONNECTIONS = 1000
_RETRY_PAUSE_S = 0.2
_LONGEST_WAIT_S = 2.0  # a provider that asks for a longer pause is not retried: a user is waiting
_REFUSAL_WITHIN_S = 1.0
_LARGEST_REFUSAL = 65_536  # bytes
# No language has more characters per token. This bounds a server that does not enforce the limit itself.
_MAX_CHARACTERS_PER_TOKEN = 8
# Raised by aiohttp, and by the system below it, when the connection breaks.
_BROKEN = (aiohttp.ClientError, OSError)


class ChatCompletions:
    """Creates streamed completions. Connections are opened on first use, in the event loop that uses them."""

    def __init__(self, *, base_url: str, api_key: str, timeouts: ModelTimeouts, max_tokens: int | None = None) -> None:
        """``max_tokens`` bounds each completion, reasoning included, unless the request sets a bound itself."""
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._headers = {
            "Authorization": f"Bearer {api_key}",
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
        }
        self._timeouts = timeouts
        self._max_tokens = max_tokens
        self._session: aiohttp.ClientSession | None = None
        self.capabilities = Capabilities()

    async def create(self, *, extra_body: Mapping[str, Any] | None = None, **payload: Any) -> "ChatCompletionStream":
        """Request a completion and return its stream as soon as the server begins to answer.

        ``extra_body`` is merged into the payload, as in the SDK's client.

        Raises:
            ProviderError: there is no completion, after the retries that make sense.
        """
        payload |= extra_body or {}
        if self._max_tokens is not None and get_output_bound(payload) is None:
            payload[OUTPUT_BOUNDS[0]] = self._max_tokens
        first_by = asyncio.get_running_loop().time() + self._timeouts.first_token_s
        try:
            async with asyncio.timeout_at(first_by):
                response = await self._request(payload)
        except TimeoutError:
            raise ProviderTimeout from None
        reader = ChunkReader(max_characters=_max_characters(payload))
        return ChatCompletionStream(response, reader, first_by=first_by, between_s=self._timeouts.between_tokens_s)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _request(self, payload: Mapping[str, Any]) -> aiohttp.ClientResponse:
        negotiation = Negotiation(self.capabilities, payload)
        has_retried = False
        while True:
            try:
                response = await self._attempt(negotiation.body)
            except ProviderRejected as error:
                if not negotiation.should_retry_after(error):
                    raise
            except ProviderError as error:
                pause_s = _RETRY_PAUSE_S if error.retry_after_s is None else error.retry_after_s
                if has_retried or not error.retryable or pause_s > _LONGEST_WAIT_S:
                    raise
                has_retried = True
                await asyncio.sleep(pause_s)
            else:
                negotiation.succeeded()
                return response

    async def _attempt(self, body: Mapping[str, Any]) -> aiohttp.ClientResponse:
        data = json.dumps(body).encode()
        try:
            response = await self._get_session().post(
                self._url, data=data, headers=self._headers, allow_redirects=False
            )
        except TimeoutError:  # raised by aiohttp while it connects
            raise ProviderTimeout from None
        except _BROKEN:
            raise ProviderUnreachable from None
        if response.status == 200:
            return _require_stream(response)
        try:
            refusal = parse_refusal(await _refusal_body(response), sent=body)
        finally:
            _release(response)
        raise build_error(response.status, retry_after_s=_retry_after_s(response), refusal=refusal)

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_MAX_CONNECTIONS),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._timeouts.connect_s),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class ChatCompletionStream:
    """The chunks of one completion. Leaving the context closes the connection unless the whole stream was read."""

    def __init__(
        self, response: aiohttp.ClientResponse, reader: ChunkReader, *, first_by: float, between_s: float
    ) -> None:
        """``first_by``: the deadline of the first token, in the event loop's time."""
        self._response = response
        self._reader = reader
        self._coalescer = ChunkCoalescer()
        self._ready: deque[Chunk] = deque()
        self._next_by = first_by
        self._between_s = between_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _release(self._response)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        while not self._ready:
            if self._reader.is_done:
                raise StopAsyncIteration
            data = await self._data()
            chunks = self._reader.feed(data) if data else self._reader.close()
            if not data:
                self._reader.is_done = True
            now = asyncio.get_running_loop().time()
            if self._reader.has_begun:  # bytes before that only prove that the server is alive
                self._next_by = now + self._between_s
            self._ready.extend(self._coalescer.add(chunks, now=now))
            if self._reader.is_done:
                self._ready.extend(self._coalescer.flush())
        return self._ready.popleft()

    async def _data(self) -> bytes:
        """Return the next bytes. An answer that has announced its end is complete, however its stream ends."""
        try:
            return await self._read()
        except (ProviderTimeout, ProviderUnreachable):
            if self._reader.has_finished:
                return b""
            raise

    async def _read(self) -> bytes:
        try:
            async with asyncio.timeout_at(self._next_by):
                return await self._response.content.readany()
        except TimeoutError:
            raise ProviderTimeout from None
        except _BROKEN:
            raise ProviderUnreachable from None


def _max_characters(payload: Mapping[str, Any]) -> int | None:
    bound = get_output_bound(payload)
    return None if bound is None else bound * _MAX_CHARACTERS_PER_TOKEN


async def _refusal_body(response: aiohttp.ClientResponse) -> bytes:
    """Return the body of a refusal, or as much of it as arrives in time."""
    body = b""
    try:
        async with asyncio.timeout(_REFUSAL_WITHIN_S):
            while len(body) < _LARGEST_REFUSAL and (data := await response.content.readany()):
                body += data
    except (TimeoutError, *_BROKEN):
        pass  # the rest is not waited for
    return body


def _release(response: aiohttp.ClientResponse) -> None:
    """Return the connection to the pool if the body was read, else close it."""
    response.release() if response.content.at_eof() else response.close()


def _require_stream(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    if response.content_type != "text/event-stream":
        response.close()
        raise ProviderProtocolError
    return response


def _retry_after_s(response: aiohttp.ClientResponse) -> float | None:
    """Return the seconds of a Retry-After header, None without one; its other form, a date, is ignored."""
    try:
        seconds = float(response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, seconds) if seconds == seconds else None
