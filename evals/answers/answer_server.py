"""Sends an answer of the corpus to the product's own client: a server on the loopback, one for each task."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from agent.provider.chat_model import ProviderModel, build_openai_model
from evals.answers.model_answer import ModelAnswer, Reply
from evals.tiers.recorded.model_exchange import PATH
from evals.tiers.scripted.model_request import MenuEntry, ModelRequest
from evals.tiers.scripted.scripted_server import framed, sent

NAME = "corpus"
PLACE = re.compile(r"@(-?\d+|[a-z][A-Za-z]*)@")  # of the menu, in the strings of a reply
_LARGEST = 8_000_000  # bytes of a request


class AnswerServer:
    """The model of one run. It answers each request with the next reply of the answer, whatever is asked."""

    def __init__(self, answer: ModelAnswer) -> None:
        self._begun = answer
        self._sent = 0  # replies of it
        self._runner: web.AppRunner | None = None
        self.requests: list[str] = []

    def begin(self, answer: ModelAnswer) -> None:
        """Send this answer from the next request on."""
        self._begun, self._sent = answer, 0

    async def model(self) -> ProviderModel:
        """Start serving and return the model as the product builds it."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(f"/v1{PATH}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        return build_openai_model(api_key="of-no-use", base_url=f"http://127.0.0.1:{port}/v1", model=NAME)

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        self.requests.append(json.dumps(body, ensure_ascii=False))
        reply = self._begun.reply(self._sent)
        self._sent += 1
        return await sent(request, stream_of(reply, ModelRequest.of(body).menu))


def stream_of(reply: Reply, menu: tuple[MenuEntry, ...]) -> list[bytes]:
    """Return what is sent, write by write."""
    frames = [framed(_placed(frame, menu)) for frame in _frames(reply, menu)]
    pieces = [*frames, b"data: [DONE]\n\n"] if reply.done else frames
    if reply.write is None:
        return pieces
    whole = b"".join(pieces)
    return [whole[place : place + reply.write] for place in range(0, len(whole), reply.write)]


def _frames(reply: Reply, menu: tuple[MenuEntry, ...]) -> Iterator[Mapping[str, Any]]:
    yield _frame({"role": "assistant", "content": ""})
    yield from map(_frame, reply.deltas)
    text = _placed(reply.text, menu) * reply.times
    for place in range(0, len(text), reply.piece):
        yield _frame({"content": text[place : place + reply.piece]})
    yield from reply.frames
    if reply.finish is not None:
        yield _frame({}, finish=reply.finish)
    if reply.usage is not None:
        tokens = reply.usage.model_dump()
        yield {"choices": [], "usage": {**tokens, "total_tokens": sum(tokens.values())}}


def _frame(delta: Mapping[str, Any], *, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-corpus",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": NAME,
        "choices": [choice],
    }


def _placed(value: Any, menu: tuple[MenuEntry, ...]) -> Any:
    """Return a value with the places of the menu in its strings replaced by ids."""
    if isinstance(value, str):
        return PLACE.sub(lambda match: _id_at(match[1], menu), value)
    if isinstance(value, Mapping):
        return {name: _placed(each, menu) for name, each in value.items()}
    return [_placed(each, menu) for each in value] if isinstance(value, list | tuple) else value


def _id_at(place: str, menu: tuple[MenuEntry, ...]) -> str:
    """Return an id of the menu.

    Raises:
        LookupError: when the menu has no such statement; the task is then broken.
    """
    if place.removeprefix("-").isdecimal():
        number = int(place)
        return menu[number if number < 0 else number - 1].statement_id
    found = next((entry for entry in menu if place in entry.answers), None)
    if found is None:
        raise LookupError(f"no statement of the menu answers {place}")
    return found.statement_id
