"""Requests to DynamoDB: short, bounded retries, complete answers from many pages, and one error class."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from random import SystemRandom
from typing import Any

import aiobotocore.session  # type: ignore[import-untyped]  # ships no types
from aiobotocore.config import AioConfig  # type: ignore[import-untyped]  # ships no types
from botocore import exceptions as botocore  # type: ignore[import-untyped]  # ships no types

from core.structured_concurrency import run_all
from rewards.errors import StoreErrorCode, StoreUnavailable
from rewards.stores.dynamodb.codec import Item
from rewards.stores.dynamodb.item_keys import Key
from rewards.stores.dynamodb.settings import DynamoDbSettings

Pause = Callable[[float], Awaitable[None]]
_ATTEMPTS = 4
_FIRST_PAUSE_S = 0.02  # doubled each time: a request deadline is a second or so
_KEYS_PER_BATCH_GET = 100
_BATCHES_AT_ONCE = 8
_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "ProvisionedThroughputExceeded",
    "ThrottlingException",
    "ThrottlingError",
    "RequestLimitExceeded",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}
_FAULTS = {"InternalServerError", "InternalFailure", "ServiceUnavailable", "500", "502", "503", "504"}
_CONDITION_FAILED = {"ConditionalCheckFailedException", "ConditionalCheckFailed"}
_WRITES = {"put_item", "update_item", "batch_write_item", "transact_write_items"}
_PERMANENT = {"storeRefused", "storeRefusedRow"}
_RANDOM = SystemRandom()


class ConditionFailed(Exception):
    """A conditional write was not applied. ``reasons`` has one code for each item of a transaction."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons

    def is_of(self, position: int) -> bool:
        """Whether the condition of the transaction item at this position failed."""
        return self.reasons[position] in _CONDITION_FAILED


class Calls:
    """A connection to DynamoDB, usable inside ``connected``."""

    def __init__(self, settings: DynamoDbSettings, *, pause: Pause = asyncio.sleep) -> None:
        self._settings = settings
        self._pause = pause
        self._client: Any = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Hold the client's connections while the block runs.

        Raises:
            StoreUnavailable: if no client can be created from the configuration.
        """
        try:
            opening = _client(self._settings)
            client = await opening.__aenter__()
        except (botocore.BotoCoreError, ValueError) as error:
            raise self.unavailable("storeRefused") from error
        self._client = client
        try:
            yield
        finally:
            self._client = None
            await opening.__aexit__(None, None, None)

    async def __call__(self, operation: str, **request: Any) -> dict[str, Any]:
        """Send one request, and retry transient failures for a fraction of a second.

        Every request of this store is safe to retry: reads, replacements and conditional writes.

        Raises:
            ConditionFailed: if a condition does not hold.
            StoreUnavailable: for any other failure.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return await self._send(operation, request)
            except StoreUnavailable as error:
                if error.code in _PERMANENT or attempt == _ATTEMPTS - 1:
                    raise
            await self.wait(attempt)
        raise AssertionError("the last attempt returns or raises")

    async def wait(self, attempt: int) -> None:
        """Pause before the next attempt, with jitter, so that competing writers do not collide again."""
        await self._pause(_FIRST_PAUSE_S * 2**attempt * _RANDOM.uniform(0.5, 1))

    async def pages(self, operation: str, **request: Any) -> AsyncIterator[Sequence[Item]]:
        """Yield all pages; an empty page is not necessarily the last."""
        while True:
            page = await self(operation, **request)
            yield page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    async def get_many(self, table: str, keys: Sequence[Key]) -> list[Item]:
        """Return the existing items with these keys, in no particular order; several batches are read concurrently."""
        found: list[Item] = []
        slots = asyncio.Semaphore(_BATCHES_AT_ONCE)

        async def read(wanted: list[Key]) -> None:
            stalled_rounds = 0
            while wanted:
                async with slots:
                    answer = await self(
                        "batch_get_item", RequestItems={table: {"Keys": wanted, "ConsistentRead": True}}
                    )
                items = answer["Responses"].get(table, [])
                found.extend(items)
                wanted = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
                stalled_rounds = await self._after_leftover(stalled_rounds, has_progressed=bool(items)) if wanted else 0

        starts = range(0, len(keys), _KEYS_PER_BATCH_GET)
        await run_all(read(list(keys[start : start + _KEYS_PER_BATCH_GET])) for start in starts)
        return found

    async def put_many(self, requests: dict[str, list[dict[str, Any]]]) -> None:
        """Send up to 25 put or delete requests, grouped by table, until none is unprocessed."""
        stalled_rounds = 0
        while requests:
            answer = await self("batch_write_item", RequestItems=requests)
            left = answer.get("UnprocessedItems", {})
            has_progressed = _count(left) < _count(requests)
            requests = left
            stalled_rounds = (
                await self._after_leftover(stalled_rounds, has_progressed=has_progressed) if requests else 0
            )

    def unavailable(self, code: StoreErrorCode) -> StoreUnavailable:
        return StoreUnavailable(code, self._settings.place)

    async def _after_leftover(self, stalled_rounds: int, *, has_progressed: bool) -> int:
        """Wait after a partly processed batch, and return the number of consecutive rounds without progress."""
        stalled_rounds = 0 if has_progressed else stalled_rounds + 1
        if stalled_rounds == _ATTEMPTS:
            raise self.unavailable("storeThrottled")
        await self.wait(stalled_rounds)
        return stalled_rounds

    async def _send(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if self._client is None:
            raise self.unavailable("storeRefused")
        try:
            answer: dict[str, Any] = await getattr(self._client, operation)(**request)
        except botocore.ClientError as error:
            raise self._refusal(error, operation) from error
        except (botocore.ConnectionError, botocore.HTTPClientError) as error:
            raise self.unavailable("storeUnreachable") from error
        except botocore.BotoCoreError as error:  # no credentials, or a request that the service model does not allow
            raise self.unavailable("storeRefused") from error
        return answer

    def _refusal(self, error: Any, operation: str) -> StoreUnavailable | ConditionFailed:
        code = str(error.response.get("Error", {}).get("Code", ""))
        reasons = tuple(str(reason.get("Code", "")) for reason in error.response.get("CancellationReasons", ()))
        if _CONDITION_FAILED & {code, *reasons}:
            return ConditionFailed(reasons or (code,))
        if operation in _WRITES and (code == "ValidationException" or "ValidationError" in reasons):
            return self.unavailable("storeRefusedRow")
        if code in _FAULTS:
            return self.unavailable("storeUnreachable")
        return self.unavailable("storeThrottled" if _THROTTLED & {code, *reasons} else "storeRefused")


def _client(settings: DynamoDbSettings) -> Any:
    config = AioConfig(
        retries={"total_max_attempts": 1},  # the SDK's own wait up to seconds; see ``Calls``
        connect_timeout=1,
        read_timeout=3,
        max_pool_connections=64,
    )
    local = {"aws_access_key_id": "local", "aws_secret_access_key": "local"} if settings.is_local else {}
    region = settings.region or ("us-east-1" if settings.is_local else None)
    session = aiobotocore.session.get_session()
    return session.create_client("dynamodb", region_name=region, endpoint_url=settings.endpoint, config=config, **local)


def _count(requests: dict[str, list[dict[str, Any]]]) -> int:
    return sum(len(of_table) for of_table in requests.values())
