"""The rewards API of one task: a router in front of the service over the task's world.

Every request is recorded; a fault may replace an answer; a request that matches no route is recorded as unexpected.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from fnmatch import fnmatchcase

import httpx
import jwt
import respx
from starlette.types import ASGIApp

from core.errors import TokenError
from core.http.in_process_transport import InProcessTransport
from core.identity.tokens import AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from evals.harness.injected_faults import RouteFault, RouteFaultKind
from evals.harness.response_faults import redirected, replacement, with_fault
from evals.harness.transcript import RewardsRequest
from evals.harness.turn_observer import note_request
from evals.harness.whole_response import whole_response

BASE_URL = "http://rewards.eval/"
_PATHS = (
    r"^/promotion-executions/[^/]+$",
    r"^/promotion-executions/[^/]+/(?:issuances|cashback)$",
    r"^/customers/[^/]+/promotion-executions$",
    r"^/gift-cards/[^/]+/issuances$",
)
# What people look up without a question.
LOOKUP_PATHS = (r"^/worklist$", r"^/health/ready$")
_STREAM_PATH = r"^/promotion-executions/[^/]+/events-stream$"
_ANYBODY = Principal(role=Role.SERVICE, subject="anybody", scopes=frozenset({SCOPE_READ}))


class RewardsDouble:
    """Stands in for the rewards API in one task. Nothing global is patched, so tasks can run concurrently."""

    def __init__(
        self, app: ASGIApp, *, tokens: Tokens, faults: Sequence[RouteFault] = (), has_lookups: bool = False
    ) -> None:
        """With ``has_lookups``, what people look up without a question is no unexpected request."""
        self.serve(app)
        self._tokens = tokens
        self.switch(faults)
        self.requests: list[RewardsRequest] = []
        self.unexpected_requests: list[str] = []
        self._endless = 0  # pages that were given a next page
        self._router = respx.MockRouter(base_url=BASE_URL, assert_all_called=False)
        if has_lookups:
            self._router.get(path__regex=_STREAM_PATH).mock(side_effect=self._follow)
        for path in (*_PATHS, *(LOOKUP_PATHS if has_lookups else ())):
            self._router.get(path__regex=path).mock(side_effect=self._answer)
        fallback = respx.MockRouter(assert_all_called=False)
        fallback.route().mock(side_effect=self._refuse)
        # Added last: it catches whatever no other route matches, requests to other hosts included.
        self._router.routes.add(fallback.routes[0])

    def serve(self, app: ASGIApp) -> None:
        """Ask this application from now on."""
        self._app = app
        self._service = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def switch(self, faults: Sequence[RouteFault]) -> None:
        """Apply these faults from now on, and no others."""
        self._faults = [(fault, fault.times) for fault in faults]

    def client(self) -> httpx.AsyncClient:
        """Return a client whose requests all end here."""
        return httpx.AsyncClient(base_url=BASE_URL, transport=httpx.MockTransport(self._router.async_handler))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        note_request(request.url.path.strip("/").partition("/")[2].partition("/")[0])
        try:
            fault = self._fault_for(request)
            response = (replacement(fault, request) if fault else None) or await self._delegated(request, fault)
        except (httpx.TransportError, asyncio.CancelledError):  # cancelled when another lookup of the turn failed
            self.requests.append(self._noted(request))
            raise
        self.requests.append(self._noted(request, response))
        return response

    async def _follow(self, request: httpx.Request) -> httpx.Response:
        """Pass a live stream on as it is sent. A fault of its route replaces the answer."""
        note_request(request.url.path.split("/")[2])
        fault = self._fault_for(request)
        answer = replacement(fault, request) if fault else None
        response = answer or await InProcessTransport(self._app).handle_async_request(request)
        self.requests.append(self._noted(request, response, body=""))
        return response

    async def _delegated(self, request: httpx.Request, fault: RouteFault | None) -> httpx.Response:
        if fault is not None and fault.kind is RouteFaultKind.ENDLESS:
            # The service knows none of the cursors that this fault invents, so its first page is requested.
            self._endless += 1
            request = httpx.Request(request.method, request.url.copy_remove_param("cursor"), headers=request.headers)
        if fault is not None and fault.kind is RouteFaultKind.OTHER_ORDER:
            request = httpx.Request(request.method, redirected(fault, request.url), headers=request.headers)
        if fault is not None and fault.kind is RouteFaultKind.UNSCOPED:
            token = self._tokens.mint(_ANYBODY, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(minutes=1))
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
            request = httpx.Request(request.method, request.url, headers=headers)
        whole = await whole_response(await self._service.handle_async_request(request))
        return whole if fault is None else await with_fault(fault, whole, number=self._endless)

    def _fault_for(self, request: httpx.Request) -> RouteFault | None:
        for place, (fault, left) in enumerate(self._faults):
            if left == 0 or not fnmatchcase(request.url.path, fault.route):
                continue
            self._faults[place] = (fault, None if left is None else left - 1)
            return fault
        return None

    async def _refuse(self, request: httpx.Request) -> httpx.Response:
        self.unexpected_requests.append(f"{request.method} {request.url.host}{request.url.path}")
        return httpx.Response(501)

    def _noted(
        self, request: httpx.Request, response: httpx.Response | None = None, *, body: str | None = None
    ) -> RewardsRequest:
        """Return the record of a request; a stream's ``body`` is not kept."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        bearer = self._bearer(token)
        return RewardsRequest(
            method=request.method,
            path=request.url.path,
            query=dict(request.url.params),
            bearer=bearer,
            token_ttl=_ttl(token) if bearer else None,
            status=response.status_code if response else None,
            body=body if body is not None else response.text if response else "",
        )

    def _bearer(self, token: str) -> Principal | None:
        try:
            return self._tokens.verify(token, audience=AUDIENCE_REWARDS)
        except TokenError:
            return None


def _ttl(token: str) -> timedelta:
    claims = jwt.decode(token, options={"verify_signature": False})  # verified before
    return timedelta(seconds=claims["exp"] - claims["iat"])
