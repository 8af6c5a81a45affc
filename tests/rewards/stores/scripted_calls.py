"""Watches the requests that a DynamoDB store sends, and can answer some of them in the service's place."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # ships no types

from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore

Answer = Callable[[dict[str, Any]], dict[str, Any] | Exception | None]
_EXPRESSIONS = (
    "ConditionExpression",
    "UpdateExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "FilterExpression",
)


class Tap:
    """Stands before a real client. ``script`` holds answers by operation; None passes the request on."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.answered: list[tuple[str, dict[str, Any]]] = []
        self.script: dict[str, list[Answer]] = {}

    def __getattr__(self, operation: str) -> Any:
        async def call(**request: Any) -> Any:
            self.requests.append((operation, request))
            waiting = self.script.get(operation)
            answer = waiting.pop(0)(request) if waiting else None
            if isinstance(answer, Exception):
                raise answer
            if answer is None:
                answer = await getattr(self._client, operation)(**request)
            self.answered.append((operation, answer))
            return answer

        return call

    def answers(self, operation: str) -> list[dict[str, Any]]:
        return [answer for name, answer in self.answered if name == operation]

    def sent(self, operation: str) -> list[dict[str, Any]]:
        return [request for name, request in self.requests if name == operation]


@contextmanager
def tapped(store: DynamoDbStore) -> Iterator[Tap]:
    calls = store._calls
    tap = Tap(calls._client)
    calls._client = tap
    try:
        yield tap
    finally:
        calls._client = tap._client


@asynccontextmanager
async def one_request_at_a_time(*stores: DynamoDbStore) -> AsyncIterator[None]:
    """Let requests of several stores alternate, none beside another: the stand-in's transactions are not isolated."""
    turn = asyncio.Lock()

    class InTurn:
        def __init__(self, client: Any) -> None:
            self.client = client

        def __getattr__(self, operation: str) -> Any:
            async def call(**request: Any) -> Any:
                async with turn:
                    return await getattr(self.client, operation)(**request)

            return call

    for store in stores:
        store._calls._client = InTurn(store._calls._client)
    try:
        yield
    finally:
        for store in stores:
            store._calls._client = store._calls._client.client


def refusal(code: str, reasons: tuple[str, ...] = ()) -> ClientError:
    """Return what the client raises when the service refuses a request."""
    response: dict[str, Any] = {"Error": {"Code": code, "Message": "no"}}
    if reasons:
        response["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(response, "AnyOperation")


def require_all_placeholders_used(request: dict[str, Any]) -> None:
    """Fail on a placeholder that is defined and not used, or used and not defined, as DynamoDB itself does."""
    for item in request.get("TransactItems", ()):
        for write in item.values():
            require_all_placeholders_used(write)
    text = " ".join(str(request.get(name, "")) for name in _EXPRESSIONS)
    defined = {*request.get("ExpressionAttributeNames", {}), *request.get("ExpressionAttributeValues", {})}
    assert set(re.findall(r"[#:]\w+", text)) == defined
