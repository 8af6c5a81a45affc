"""A proxy in front of a stand-in for DynamoDB that throttles, fails and loses a share of the requests."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import aiohttp
from aiohttp import web

_CODES = ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded")
_JSON = "application/x-amz-json-1.0"
_TYPE = "com.amazonaws.dynamodb.v20120810#"
_LARGEST_REQUEST = 16 * 1024 * 1024
_HOP_HEADERS = {"transfer-encoding", "content-length", "content-encoding", "connection", "x-amz-crc32"}


class ThrottlingProxy:
    """Forwards requests to ``endpoint``; ``share`` of them, between 0 and 1, meet one of the faults instead.

    ``faults`` counts them by name.
    """

    def __init__(self, endpoint: str, *, share: float, seed: int = 1) -> None:
        self.share = share
        self.faults: Counter[str] = Counter()
        self._endpoint = endpoint
        self._random = Random(seed)
        self._http: aiohttp.ClientSession | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if self._random.random() >= self.share:
            return await self._forward(request, body)
        return await self._fail(operation, request, body)

    async def _fail(self, operation: str, request: web.Request, body: bytes) -> web.StreamResponse:
        fault = self._random.choice(("throttled", "failed", "unavailable", "cut off", "partial"))
        if fault == "partial" and operation not in ("BatchGetItem", "BatchWriteItem", "TransactWriteItems"):
            fault = "throttled"
        self.faults[fault] += 1
        match fault:
            case "throttled":
                return _error(400, self._random.choice(_CODES))
            case "failed":
                return _error(500, "InternalServerError")
            case "unavailable":
                return web.Response(status=503, text="<html>Service Unavailable</html>", content_type="text/html")
            case "cut off":
                await self._forward(request, body)  # done, and its answer lost
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
        if operation == "TransactWriteItems":
            return self._cancelled(len(json.loads(body)["TransactItems"]))
        return await self._partly(request, body)

    def _cancelled(self, items: int) -> web.Response:
        code = self._random.choice(("ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict"))
        reasons = [{"Code": "None"} for _ in range(items)]
        reasons[self._random.randrange(items)] = {"Code": code, "Message": code}
        return _error(400, "TransactionCanceledException", CancellationReasons=reasons)

    async def _partly(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """Forward part of a batch, and return the rest as unprocessed."""
        content: dict[str, Any] = json.loads(body)
        left: dict[str, Any] = {}
        is_get = False
        for table, wanted in list(content["RequestItems"].items()):
            is_get = "Keys" in wanted
            entries: list[Any] = wanted["Keys"] if is_get else wanted
            rest = [entries.pop() for _ in range(self._random.randint(1, len(entries)))]
            left[table] = {**wanted, "Keys": rest} if is_get else rest
            if not entries:
                del content["RequestItems"][table]
        answer: dict[str, Any] = {"Responses": {}} if is_get else {}
        if content["RequestItems"]:
            answer = json.loads((await self._send(request, json.dumps(content).encode()))[2])
        answer["UnprocessedKeys" if is_get else "UnprocessedItems"] = left
        return web.Response(body=json.dumps(answer), content_type=_JSON)

    async def _forward(self, request: web.Request, body: bytes) -> web.StreamResponse:
        status, headers, answer = await self._send(request, body)
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOP_HEADERS}
        return web.Response(status=status, body=answer, headers=kept)

    async def _send(self, request: web.Request, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_HEADERS}
        async with self._http.post(self._endpoint, data=body, headers=headers) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.close()


def _error(status: int, code: str, **further: Any) -> web.Response:
    content = {"__type": _TYPE + code, "message": "by the proxy", **further}
    return web.Response(status=status, body=json.dumps(content), content_type=_JSON)


@contextmanager
def running_proxy(endpoint: str, *, share: float) -> Iterator[tuple[str, ThrottlingProxy]]:
    """Run a proxy in a thread: commands that load block the event loop of their caller. Yield its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="throttling-proxy", daemon=True)
    thread.start()
    proxy = ThrottlingProxy(endpoint, share=share)
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    app.router.add_route("*", "/", proxy.handle)
    runner = web.AppRunner(app)
    try:
        port = asyncio.run_coroutine_threadsafe(_serve(runner), loop).result(30)
        yield f"http://127.0.0.1:{port}", proxy
    finally:
        asyncio.run_coroutine_threadsafe(_stop(runner, proxy), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _serve(runner: web.AppRunner) -> int:
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return int(runner.addresses[0][1])


async def _stop(runner: web.AppRunner, proxy: ThrottlingProxy) -> None:
    await runner.cleanup()
    await proxy.aclose()
