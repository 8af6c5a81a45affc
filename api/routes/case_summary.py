"""``GET /v1/case-summary``: the orders of the case at a glance, before anybody has asked anything."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints

from agent.turn import Agent
from api.problem_responses import problem_responses
from api.rate_limits import Reader
from api.records.case_summary import summarise_case
from api.records.case_view import CaseSummary
from api.records.examples import CASE_SUMMARY
from api.routes.records import reader_for

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"example": CASE_SUMMARY.model_dump(mode="json")}}},
    **problem_responses(
        "notFound",
        "invalidRequest",
        "customerMissing",
        "guardFault",
        "policyUnavailable",
        "auditUnavailable",
        "rewardsUnavailable",
        "rewardsTimeout",
        "rewardsThrottled",
    ),
}

router = APIRouter(prefix="/v1", tags=["records"])


@router.get("/case-summary", responses=_RESPONSES, operation_id="getCaseSummary")
async def read_case_summary(
    request: Request,
    caller: Reader,
    locale: Annotated[
        str | None,
        StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$"),
        Query(description="Of the lines; by default the token's."),
    ] = None,
) -> CaseSummary:
    """Return the orders of the last 180 days of the token's customer: totals, what is open, what needs action.

    The customer is that of the case for staff, leads included, and oneself for customers. Each page of the search is
    one audited lookup. An amount that is not known is null, and so is every sum that it would be part of.
    """
    agent: Agent = request.app.state.agent
    principal = caller.model_copy(update={"locale": locale}) if locale else caller
    return await summarise_case(reader_for(request, principal), principal, agent.clock.now())
