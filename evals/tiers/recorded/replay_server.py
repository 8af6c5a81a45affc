"""Replays a recording to the product's own client: a server on the loopback with these answers and no others."""

import json
from collections import defaultdict
from typing import Any

from aiohttp import web

from agent.provider.capabilities import get_output_bound
from agent.provider.chat_model import ProviderModel, build_openai_model
from evals.tiers.recorded.model_exchange import PATH, Exchange, first_difference, key_of
from evals.tiers.recorded.recording_file import Recording

_LARGEST = 8_000_000  # bytes of a request


class ReplayServer:
    """The model of one recorded run. Each exchange answers one request; equal requests get theirs in recorded order."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._left: dict[str, list[Exchange]] = defaultdict(list)
        for exchange in recording.exchanges:
            self._left[exchange.key].append(exchange)
        self._misses: list[str] = []
        self._runner: web.AppRunner | None = None
        self.requests: list[str] = []

    async def model(self) -> ProviderModel:
        """Start serving and return the model as the product builds it."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(f"/v1{PATH}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        bounds = [get_output_bound(exchange.request) for exchange in self._recording.exchanges]
        return build_openai_model(
            api_key="of-no-use",
            base_url=f"http://127.0.0.1:{port}/v1",
            model=self._recording.model,
            max_tokens=bounds[0] if bounds else None,  # a setting of whoever recorded it
        )

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def problems(self) -> tuple[str, ...]:
        """Return a line for each request that is not recorded, and for each exchange that was not requested."""
        places = {id(exchange): place for place, exchange in enumerate(self._recording.exchanges, start=1)}
        unused = sorted(places[id(exchange)] for left in self._left.values() for exchange in left)
        of = self._recording.named()
        return (*self._misses, *(f"exchange {place} of the recording ({of}) was not used" for place in unused))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        self.requests.append(json.dumps(body, ensure_ascii=False))
        if not (left := self._left[key_of(body)]):
            self._misses.append(self._missed(body))
            # A status that is not retried.
            return web.json_response({"error": {"message": "not recorded"}}, status=404)
        exchange = left.pop(0)
        return web.Response(status=exchange.status, headers=dict(exchange.headers), body=exchange.wire())

    def _missed(self, body: dict[str, Any]) -> str:
        """Return a line for a request that is not recorded: where it differs from the one recorded at its position."""
        number, recorded = len(self.requests), self._recording.exchanges
        problem = f"request {number} is not in the recording ({self._recording.named()})"
        if number > len(recorded):
            return f"{problem}, which has {len(recorded)}"
        where = first_difference(recorded[number - 1].request, body) or "the order"
        return f"{problem}: {where} has changed; record it again if the change is intended"
