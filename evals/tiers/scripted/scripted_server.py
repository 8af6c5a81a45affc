"""The scripted model behind the product's own client: a server on the loopback, one for each task."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from aiohttp import web

from agent.provider.chat_model import ProviderModel, build_openai_model
from evals.tiers.recorded.model_exchange import Exchange
from evals.tiers.scripted.model_request import ModelRequest
from evals.tiers.scripted.scripted_model import Behaviour, Reply, reply

NAME = "scripted"
_STREAM = {"content-type": "text/event-stream"}
CHUNK = 5  # code points in a piece: so few that every identifier is split


class ScriptedProvider:
    """Answers chat completion requests and keeps their bodies: what a provider would receive."""

    def __init__(self, behaviour: Behaviour = Behaviour.FAITHFUL, *, chunk: int = CHUNK) -> None:
        self._behaviour = behaviour
        self._chunk = chunk
        self._runner: web.AppRunner | None = None
        self.usage: dict[str, int] = {}  # reported for each call; not reported if empty
        self.requests: list[str] = []
        self.failure: int | Literal["never"] | None = (
            None  # the status of an error in place of each answer, or none comes
        )
        self.exchanges: list[Exchange] = []

    async def model(self) -> ProviderModel:
        """Start serving and return the model as the product builds it."""
        return build_openai_model(api_key="of-no-use", base_url=await self.start(), model=NAME)

    async def start(self) -> str:
        """Start serving and return the base URL."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{port}/v1"

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.text())
        self.requests.append(json.dumps(body, ensure_ascii=False))
        if self.failure == "never":
            await asyncio.Event().wait()  # until the client gives up
        if isinstance(self.failure, int):
            return web.json_response({"error": {"message": "a fault of the task"}}, status=self.failure)
        try:
            answer = reply(ModelRequest.of(body), self._behaviour)
        except (ValueError, KeyError) as error:
            # The product then answers without the model and reports that; a task that does not expect it fails.
            return web.json_response({"error": {"message": f"the scripted model: {error}"}}, status=500)
        pieces = self.pieces(answer)
        self.exchanges.append(Exchange.kept(body, status=200, headers=_STREAM, received=b"".join(pieces)))
        return await sent(request, pieces)

    def pieces(self, answer: Reply) -> list[bytes]:
        """Return the stream of an answer, in pieces."""
        frames = list(_frames(answer, self._chunk))
        if self._behaviour in (Behaviour.BREAKS_OFF, Behaviour.CUT_OFF) and answer.text:
            frames = frames[: len(frames) // 2]
        if self._behaviour is Behaviour.CUT_OFF:
            return [*map(framed, frames)]
        if self._behaviour is Behaviour.BREAKS_OFF and answer.text:
            frames.append(_frame({}, finish="length"))
        usage = [{"choices": [], "usage": self.usage}] if self.usage else []
        return [*map(framed, [*frames, *usage]), b"data: [DONE]\n\n"]


def framed(frame: Mapping[str, Any]) -> bytes:
    """Return a frame as it is sent over the wire."""
    return f"data: {json.dumps(frame, ensure_ascii=False)}\n\n".encode()


async def sent(request: web.Request, pieces: Iterable[bytes]) -> web.StreamResponse:
    """Send piece by piece, so that the client reads piece by piece."""
    response = web.StreamResponse(headers=_STREAM)
    await response.prepare(request)
    for piece in pieces:
        await response.write(piece)
        await asyncio.sleep(0)
    await response.write_eof()
    return response


def _frames(answer: Reply, chunk: int) -> Iterator[dict[str, Any]]:
    yield _frame({"role": "assistant", "content": ""})
    for place in range(0, len(answer.text), chunk):
        yield _frame({"content": answer.text[place : place + chunk]})
    for index, (name, arguments) in enumerate(answer.calls):
        written = json.dumps(arguments, ensure_ascii=False)
        head = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        yield _frame({"tool_calls": [head]})
        for place in range(0, len(written), 20):
            part = {"index": index, "function": {"arguments": written[place : place + 20]}}
            yield _frame({"tool_calls": [part]})
    yield _frame({}, finish="tool_calls" if answer.calls else "stop")


def _frame(delta: dict[str, Any], *, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-eval",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": NAME,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
