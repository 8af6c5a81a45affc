"""The dependencies of the routes: the service's parts, the caller, the deadline and the stamp of the answer."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials

from core.clock import Clock
from core.http.access_log import note_caller_kind
from core.http.bearer import bearer_token
from core.http.openapi import bearer_scheme
from core.http.request_id import request_id_of
from core.identity.tokens import AUDIENCE_REWARDS, Principal, TokenVerifier
from core.rate_limits import RateLimits
from core.readiness import Readiness
from rewards.backfill.job import BackfillJob
from rewards.backfill.lazy import LazyBackfill
from rewards.change_notifier import ChangeNotifier
from rewards.http.cursors import Cursors
from rewards.http.rate_limits import count_request
from rewards.http.remembered_answers import RememberedAnswers
from rewards.long_orders import LongOrders
from rewards.metrics import RewardsMetrics
from rewards.order_changes import RunningChanges
from rewards.order_reader import OrderReader
from rewards.order_views import Stamp
from rewards.settings import MAX_DEADLINE_MS, MIN_DEADLINE_MS, TO_ANSWER_MS, RewardsSettings
from rewards.sources.base import Sources
from rewards.sources.gathering import Deadline
from rewards.stores.base import Store


@dataclass(frozen=True, slots=True)
class RewardsService:
    """The parts that a running service is made of."""

    store: Store
    sources: Sources
    orders: OrderReader
    metrics: RewardsMetrics
    tokens: TokenVerifier
    clock: Clock
    settings: RewardsSettings
    cursors: Cursors
    changes: RunningChanges
    notifier: ChangeNotifier
    backfill: BackfillJob
    lazy_backfill: LazyBackfill
    long_orders: LongOrders
    readiness: Readiness
    remembered: RememberedAnswers
    limits: RateLimits | None


_BEARER = bearer_scheme(AUDIENCE_REWARDS)


async def _service(request: Request) -> RewardsService:
    service: RewardsService = request.app.state.service
    return service


Parts = Annotated[RewardsService, Depends(_service)]


_Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


async def _token(request: Request, _: _Credentials) -> str:
    return bearer_token(request)


BearerToken = Annotated[str, Depends(_token)]


# The framework walks the whole tree under a dependency once for each place that names it, for every request. So a
# dependency that needs the result of another one calls it with the request.
async def _caller(request: Request, _: _Credentials) -> Principal:
    service = await _service(request)
    caller = await service.tokens.principal_of(bearer_token(request), audience=AUDIENCE_REWARDS)
    note_caller_kind(request.scope, caller.role.value)
    # Before the parameters are validated, so that a flood of invalid requests is counted too.
    await count_request(service.limits, caller, request.scope)
    return caller


Caller = Annotated[Principal, Depends(_caller)]


async def _deadline(
    request: Request,
    _: Caller,  # authentication comes before validation
    deadline_ms: Annotated[
        int | None,
        Query(
            alias="deadlineMs",
            ge=MIN_DEADLINE_MS,
            le=MAX_DEADLINE_MS,
            description="The latest time to answer, in milliseconds.",
        ),
    ] = None,
) -> Deadline:
    settings = (await _service(request)).settings
    return Deadline.within(
        deadline_ms=(deadline_ms or settings.deadline_ms) - TO_ANSWER_MS, source_timeout_ms=settings.source_timeout_ms
    )


AnswerBy = Annotated[Deadline, Depends(_deadline)]


async def _stamp(request: Request) -> Stamp:
    return Stamp(request_id=request_id_of(request), as_of=(await _service(request)).clock.now())


AnswerStamp = Annotated[Stamp, Depends(_stamp)]
