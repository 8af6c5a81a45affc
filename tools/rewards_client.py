"""The client of the rewards API: httpx, typed responses, typed errors."""

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from core.contract import ExecutionV2, HistoryEntry, OrderCashback, Page
from core.windows import Window
from core.worklist_contract import WorklistKind, WorklistPage
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

_STATUS_ERRORS: Mapping[int, type[RewardsError]] = {
    400: RewardsInvalid,
    401: RewardsUnauthorised,
    403: RewardsNotFound,
    404: RewardsNotFound,
    422: RewardsInvalid,
    429: RewardsThrottled,
}

_Model = TypeVar("_Model", bound=BaseModel)


class RewardsClient:
    """The connection pool. It has no identity: a lookup needs ``with_token``."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    def with_token(self, token: str) -> "RewardsApi":
        """Return the API for the bearer of a token."""
        return RewardsApi(self._http, token)

    async def aclose(self) -> None:
        await self._http.aclose()


class RewardsApi:
    """The read side of the rewards API for one token.

    Every method raises a ``RewardsError`` on failure; a failure is never turned into an empty result.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    async def execution(self, business_reference_id: str) -> ExecutionV2:
        """Return everything known about one order."""
        path = f"promotion-executions/{_segment(business_reference_id)}"
        return await self._get(path, {"version": "2"}, ExecutionV2)

    async def executions_created_in(self, customer_id: str, window: Window, *, limit: int) -> Page[ExecutionV2]:
        """Return a customer's orders with a benefit created in the half-open window, newest first."""
        query = {
            "version": "2",
            "from": window.start.isoformat(),
            "to": window.end.isoformat(),
            "timeField": "created",
            "order": "desc",
            "limit": str(limit),
        }
        return await self._get(f"customers/{_segment(customer_id)}/promotion-executions", query, Page[ExecutionV2])

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
