"""The client of the rewards API: httpx, typed responses, typed errors."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from core.contract import ExecutionV2, HistoryEntry, IssuanceStatus, OrderCashback, Page
from core.windows import TimeField, Window
from core.worklist_contract import WorklistKind, WorklistPage
from tools import order_changes
from tools.errors import (
    ContractViolation,
    RewardsError,
    RewardsInvalid,
    RewardsNotFound,
    RewardsThrottled,
    RewardsTimeout,
    RewardsUnauthorised,
    RewardsUnavailable,
)

LONG_BODY = 200_000  # bytes; some 300 events, which take longer to parse than the way to a thread and back
TIMEOUT = httpx.Timeout(5.0, connect=1.0)
MOST_STREAMS = 400  # of a process
# The connections that streams cannot take are left to the lookups.
LIMITS = httpx.Limits(max_connections=MOST_STREAMS + 100, max_keepalive_connections=20)

_STATUS_ERRORS: Mapping[int, type[RewardsError]] = {
    400: RewardsInvalid,
    401: RewardsUnauthorised,
    403: RewardsNotFound,
    404: RewardsNotFound,
    422: RewardsInvalid,
    429: RewardsThrottled,
}

_Model = TypeVar("_Model", bound=BaseModel)


class OpenStreams:
    """Counts the open live streams, each of which takes a connection from the pool."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place until the end of the block.

        Raises:
            RewardsThrottled: there are ``MOST_STREAMS`` already.
        """
        if self.count >= MOST_STREAMS:
            raise RewardsThrottled
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """Which of a customer's orders, by a transition in a half-open window; newest first unless ``order`` says else."""

    window: Window
    limit: int
    time_field: TimeField = TimeField.CREATED
    status: IssuanceStatus | None = None
    order: Literal["asc", "desc"] = "desc"
    cursor: str | None = None

    def query(self) -> dict[str, str]:
        """Return it as the parameters of a request."""
        optional = {"status": self.status, "cursor": self.cursor}
        return {
            "version": "2",
            "from": self.window.start.isoformat(),
            "to": self.window.end.isoformat(),
            "timeField": self.time_field.value,
            "order": self.order,
            "limit": str(self.limit),
            **{name: str(value) for name, value in optional.items() if value is not None},
        }


class RewardsClient:
    """The connection pool. It has no identity: a lookup needs ``with_token``."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._streams = OpenStreams()

    def with_token(self, token: str) -> "RewardsApi":
        """Return the API for the bearer of a token."""
        return RewardsApi(self._http, token, self._streams)

    async def aclose(self) -> None:
        await self._http.aclose()


class RewardsApi:
    """The read side of the rewards API for one token.

    Every method raises a ``RewardsError`` on failure; a failure is never turned into an empty result.
    """

    def __init__(self, http: httpx.AsyncClient, token: str, streams: OpenStreams) -> None:
        self._http = http
        self._streams = streams
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    async def execution(self, business_reference_id: str) -> ExecutionV2:
        """Return everything known about one order."""
        path = f"promotion-executions/{_segment(business_reference_id)}"
        return await self._get(path, {"version": "2"}, ExecutionV2)

    async def executions(self, customer_id: str, search: OrderSearch) -> Page[ExecutionV2]:
        """Return a page of a customer's orders."""
        path = f"customers/{_segment(customer_id)}/promotion-executions"
        return await self._get(path, search.query(), Page[ExecutionV2])

    async def issuances(
        self, business_reference_id: str, *, promotion_id: str | None, cursor: str | None, limit: int
    ) -> Page[HistoryEntry]:
        """Return one page of an order's concession events, oldest first."""
        query = {"limit": str(limit)}
        if promotion_id is not None:
            query["promotionId"] = promotion_id
        if cursor is not None:
            query["cursor"] = cursor
        return await self._get(
            f"promotion-executions/{_segment(business_reference_id)}/issuances", query, Page[HistoryEntry]
        )

    async def gift_card_issuances(self, gift_card_id: str, *, cursor: str | None, limit: int) -> Page[HistoryEntry]:
        """Return one page of the events that name a gift card, oldest first."""
        query = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
        return await self._get(f"gift-cards/{_segment(gift_card_id)}/issuances", query, Page[HistoryEntry])

    async def worklist(
        self, kind: WorklistKind | None, window: Window, *, order: str, limit: int, cursor: str | None
    ) -> WorklistPage:
        """Return one page of what needs attention across all customers."""
        query = {"from": window.start.isoformat(), "to": window.end.isoformat(), "order": order, "limit": str(limit)}
        query |= {name: value for name, value in (("kind", kind), ("cursor", cursor)) if value is not None}
        return await self._get("worklist", query, WorklistPage)

    async def cashback(self, business_reference_id: str, *, promotion_id: str | None) -> OrderCashback:
        """Return promised, granted and remaining of one order."""
        query = {} if promotion_id is None else {"promotionId": promotion_id}
        return await self._get(f"promotion-executions/{_segment(business_reference_id)}/cashback", query, OrderCashback)

    @asynccontextmanager
    async def changes(self, business_reference_id: str, *, after: str | None) -> AsyncGenerator[AsyncGenerator[str]]:
        """Open the live stream of an order and yield its notifications; see ``change_ids``.

        ``after`` is the last id that is known already. Each open stream holds a connection.
        """
        path = f"promotion-executions/{_segment(business_reference_id)}/events-stream"
        headers = self._headers | {"Accept": "text/event-stream"} | ({"Last-Event-ID": after} if after else {})
        with self._streams.place():
            async with AsyncExitStack() as stack:
                stream = self._http.stream("GET", path, headers=headers, timeout=order_changes.TIMEOUT)
                try:
                    response = await stack.enter_async_context(stream)
                except httpx.TimeoutException as error:
                    raise RewardsTimeout from error
                except httpx.HTTPError as error:
                    raise RewardsUnavailable from error
                if response.status_code != httpx.codes.OK:
                    raise _error_for(response)
                yield await stack.enter_async_context(aclosing(order_changes.change_ids(response)))

    async def _get(self, path: str, query: Mapping[str, str], model: type[_Model]) -> _Model:
        try:
            response = await self._http.get(path, params=query, headers=self._headers)
        except httpx.TimeoutException as error:
            raise RewardsTimeout from error
        except httpx.HTTPError as error:
            raise RewardsUnavailable from error
        if response.status_code != httpx.codes.OK:
            raise _error_for(response)
        try:
            if len(response.content) <= LONG_BODY:
                return model.model_validate_json(response.content)
            return await asyncio.to_thread(model.model_validate_json, response.content)
        except ValidationError:
            # Not chained: the validation error quotes the body, which may hold values that must not be logged.
            raise ContractViolation(status_code=response.status_code) from None


def _segment(identifier: str) -> str:
    """Return an identifier as one segment of a path. The identifiers of a site may contain any visible character."""
    return quote(identifier, safe=":@+")


def _error_for(response: httpx.Response) -> RewardsError:
    status = response.status_code
    error = _STATUS_ERRORS.get(status, RewardsUnavailable if status >= 500 else ContractViolation)
    request_id: Any = response.headers.get("x-request-id")
    return error(status_code=status, request_id=request_id)
