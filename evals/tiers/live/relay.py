"""A relay between the product's own client and a live model: it forwards every byte unchanged and measures."""

import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp import web

from agent.provider.chat_model import ProviderModel, build_openai_model
from agent.provider.timeouts import ModelTimeouts
from evals.tiers.live.endpoint import Endpoint
from evals.tiers.live.model_calls import Allowance, ModelCall, usage_in
from evals.tiers.recorded.model_exchange import PATH, Exchange, frames_of

_LONGEST_S = 120.0  # for a call whose client disconnected long ago, unless a turn may take longer
_LARGEST = 8_000_000  # the maximum bytes of an answer that are kept for reading
_PASSED_ON = ("content-type", "retry-after")


class Relay:
    """The model of one live run. It keeps what the client sends, and adds the API key."""

    def __init__(self, endpoint: Endpoint, *, allowance: Allowance) -> None:
        self._endpoint = endpoint
        self._allowance = allowance
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self.requests: list[str] = []
        self.calls: list[ModelCall] = []
        self.exchanges: list[Exchange] = []
        self.was_cut_short = False  # a call was refused because the allowance is used up

    async def model(self) -> ProviderModel:
        """Start serving and return the model as the product builds it."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=max(_LONGEST_S, self.times.turn_s), sock_connect=self.times.connect_s),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(f"/v1{PATH}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        return build_openai_model(
            api_key="of-no-use",
            base_url=f"http://127.0.0.1:{port}/v1",
            model=self._endpoint.model,
            timeouts=self.times,
            max_tokens=self._endpoint.max_tokens,
        )

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    @property
    def times(self) -> ModelTimeouts:
        """Return the timeouts of the model."""
        return self._endpoint.times

    @property
    def asked_for(self) -> str:
        """Return the name of the model that is requested."""
        return self._endpoint.model

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        sent = await request.read()
        body = json.loads(sent)
        self.requests.append(json.dumps(body, ensure_ascii=False))
        if self._allowance.stopped:
            self.was_cut_short = True
            return web.json_response({"error": {"message": "the allowance of this run is used up"}}, status=402)
        started = time.perf_counter()
        try:
            async with self._asked(sent) as upstream:
                return await self._passed_on(request, body, upstream, started)
        except (aiohttp.ClientError, OSError):
            self.exchanges.append(Exchange.unanswered(body))
            self._note(ModelCall(status=None, total_ms=_ms_since(started), transferred=len(sent)))
            if request.transport is not None:
                request.transport.abort()  # so that the client gets no answer either
            return web.Response(status=502)

    def _asked(self, sent: bytes) -> Any:
        if self._session is None:
            raise RuntimeError("the relay is not serving")
        headers = {
            "Authorization": f"Bearer {self._endpoint.api_key}",
            "Content-Type": "application/json",
            "Accept": "text/event-stream",
        }
        return self._session.post(f"{self._endpoint.base_url}{PATH}", data=sent, headers=headers, allow_redirects=False)

    async def _passed_on(
        self, request: web.Request, body: Mapping[str, Any], upstream: aiohttp.ClientResponse, started: float
    ) -> web.StreamResponse:
        headers = {name: upstream.headers[name] for name in _PASSED_ON if name in upstream.headers}
        response = web.StreamResponse(status=upstream.status, headers=headers)
        await response.prepare(request)
        received, first_byte_ms, has_reader = bytearray(), None, True
        async for data in upstream.content.iter_any():
            first_byte_ms = first_byte_ms or _ms_since(started)
            received += data[: _LARGEST - len(received)]
            # Read to the end even if the client has disconnected: the usage is in the last frame.
            has_reader = has_reader and await _written(response, data)
        frames = frames_of(bytes(received))
        input_tokens, output_tokens = usage_in(frames)
        self._note(
            ModelCall(
                status=upstream.status,
                total_ms=_ms_since(started),
                first_byte_ms=first_byte_ms,
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                transferred=len(json.dumps(body)) + len(received),
            )
        )
        self.exchanges.append(Exchange.kept(body, status=upstream.status, headers=headers, received=bytes(received)))
        if has_reader:
            await response.write_eof()
        return response

    def _note(self, call: ModelCall) -> None:
        self.calls.append(call)
        self._allowance.note(call)


async def _written(response: web.StreamResponse, data: bytes) -> bool:
    try:
        await response.write(data)
    except (ConnectionError, aiohttp.ClientError):
        return False
    return True


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
