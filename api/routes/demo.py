"""The identities of the demo, and tokens for them. These routes exist in the demo only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, StringConstraints

from core.clock import Clock
from core.contract import WireModel
from core.http.problem import ApiProblem
from core.identity.tokens import AUDIENCE_AGENT, Principal, Role, Tokens

TOKEN_TTL = timedelta(hours=1)


class DemoCase(WireModel):
    case_id: str
    customer_id: str
    title: str
    questions: list[str]  # to try


class Identities(WireModel):
    cases: list[DemoCase]
    roles: list[Role]
    now: AwareDatetime


class TokenRequest(WireModel):
    role: Literal[Role.SUPPORT_AGENT, Role.SUPPORT_LEAD, Role.CUSTOMER]
    case_id: Annotated[str, StringConstraints(max_length=80)]
    reason: Annotated[str | None, StringConstraints(max_length=200, strip_whitespace=True)] = None


class TokenAnswer(WireModel):
    token: str
    expires_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo offers: its cases, and the signer of its tokens."""

    cases: tuple[DemoCase, ...]
    tokens: Tokens
    clock: Clock


def demo_router(demo: Demo) -> APIRouter:
    """Build the demo's routes."""
    router = APIRouter(prefix="/demo", include_in_schema=False)
    customers = {case.case_id: case.customer_id for case in demo.cases}

    @router.get("/identities")
    async def identities() -> Identities:
        """Return the cases and roles that the demo page offers."""
        roles = [Role.SUPPORT_AGENT, Role.SUPPORT_LEAD, Role.CUSTOMER]
        return Identities(cases=list(demo.cases), roles=roles, now=demo.clock.now())

    @router.post("/token")
    async def token(body: TokenRequest, request: Request) -> TokenAnswer:
        """Sign a token of the chat service for one of the demo's identities."""
        if body.case_id not in customers:
            raise ApiProblem("notFound")
        if body.role is Role.SUPPORT_LEAD and not body.reason:
            raise ApiProblem("reasonRequired")
        principal = Principal(
            role=body.role,
            subject="customer" if body.role is Role.CUSTOMER else f"demo-{body.role.value}",
            case_id=body.case_id,
            customer_id=customers[body.case_id],
            reason=body.reason,
        )
        expires_at: datetime = demo.clock.now() + TOKEN_TTL
        signed = demo.tokens.mint(principal, audiences=(AUDIENCE_AGENT,), ttl=TOKEN_TTL)
        return TokenAnswer(token=signed, expires_at=expires_at)

    return router
