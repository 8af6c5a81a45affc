"""Requests to SQS, Kinesis and DynamoDB Streams, with one error class."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from random import SystemRandom
from typing import Any
from urllib.parse import urlsplit

import aiobotocore.session  # type: ignore[import-untyped]  # ships no types
from aiobotocore.config import AioConfig  # type: ignore[import-untyped]  # ships no types
from botocore import exceptions as botocore  # type: ignore[import-untyped]  # ships no types

from rewards.errors import RecordSourceErrorCode, RecordSourceUnavailable

_RANDOM = SystemRandom()
_ATTEMPTS = 4
_FIRST_PAUSE_S = 0.1
_THROTTLED = (
    "Throttl",
    "ProvisionedThroughputExceeded",
    "LimitExceeded",
    "RequestLimitExceeded",
    "TooManyRequests",
    "KMSThrottling",
    "OverLimit",
    "SlowDown",
)
_FAULTS = ("Internal", "ServiceUnavailable", "500", "502", "503", "504")
_MISSING = ("ResourceNotFound", "NonExistentQueue", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")


class AwsRefusal(Exception):
    """A service refused one request for a reason that its caller may know how to handle. ``code`` is the service's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class AwsEndpoint:
    """Where a service is: by default at AWS, in the region of the AWS configuration."""

    address: str | None = None
    region: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is a stand-in on this machine, to which no real credentials are sent."""
        host = urlsplit(self.address or "").hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False


class AwsCalls:
    """A connection to one AWS service, usable inside ``connected``. ``place`` names the stream or queue."""

    def __init__(
        self,
        service: str,
        endpoint: AwsEndpoint,
        *,
        place: str,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._service = service
        self._endpoint = endpoint
        self._place = place
        self._pause = pause
        self._client: Any = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Hold the client's connections while the block runs.

        Raises:
            RecordSourceUnavailable: if no client can be created from the configuration.
        """
        try:
            opening = self._opening()
            client = await opening.__aenter__()
        except (botocore.BotoCoreError, ValueError) as error:
            raise self.unavailable("sourceRefused") from error
        self._client = client
        try:
            yield
        finally:
            self._client = None
            await opening.__aexit__(None, None, None)

    async def __call__(self, operation: str, **request: Any) -> dict[str, Any]:
        """Send one request. What is throttled or fails in transit is sent again a few times, after pauses with jitter.

        Raises:
            AwsRefusal: if the service refuses the request itself, such as an expired iterator.
            RecordSourceUnavailable: for any other failure.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return await self._send(operation, request)
            except RecordSourceUnavailable as error:
                if error.code not in ("sourceThrottled", "sourceUnreachable") or attempt == _ATTEMPTS - 1:
                    raise
            await self._pause(_FIRST_PAUSE_S * 2**attempt * _RANDOM.uniform(0.5, 1))
        raise AssertionError("the last attempt returns or raises")

    def unavailable(self, code: RecordSourceErrorCode) -> RecordSourceUnavailable:
        return RecordSourceUnavailable(code, self._place)

    async def _send(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if self._client is None:
            raise self.unavailable("sourceRefused")
        try:
            answer: dict[str, Any] = await getattr(self._client, operation)(**request)
        except botocore.ClientError as error:
            raise self._refusal(error) from error
        except (botocore.ConnectionError, botocore.HTTPClientError) as error:
            raise self.unavailable("sourceUnreachable") from error
        except botocore.BotoCoreError as error:  # no credentials, or a request that the service model does not allow
            raise self.unavailable("sourceRefused") from error
        return answer

    def _refusal(self, error: Any) -> RecordSourceUnavailable | AwsRefusal:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code.startswith(_THROTTLED):
            return self.unavailable("sourceThrottled")
        if code.startswith(_FAULTS) or status >= 500:
            return self.unavailable("sourceUnreachable")
        if code.startswith(_MISSING) or code.endswith("NonExistentQueue"):
            return self.unavailable("sourceMissing")
        if status in (401, 403) or code.startswith(("AccessDenied", "UnrecognizedClient", "InvalidClientToken")):
            return self.unavailable("sourceRefused")
        return AwsRefusal(code)

    def _opening(self) -> Any:
        config = AioConfig(
            retries={"total_max_attempts": 1},
            connect_timeout=2,
            read_timeout=30,  # above the wait of a long poll
            max_pool_connections=64,
        )
        is_local = self._endpoint.is_local
        local = {"aws_access_key_id": "local", "aws_secret_access_key": "local"} if is_local else {}
        region = self._endpoint.region or ("us-east-1" if is_local else None)
        session = aiobotocore.session.get_session()
        return session.create_client(
            self._service, region_name=region, endpoint_url=self._endpoint.address, config=config, **local
        )
