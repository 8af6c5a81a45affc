"""What the lead routes share: the admission of a lookup, windows whose ends may be missing, cursors of positions."""

import base64
import binascii
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request
from pydantic import TypeAdapter

from agent.turn import Agent
from core.http.problem import ApiProblem, Problem
from core.http.request_id import request_id_of
from core.identity.tokens import Principal
from core.windows import Window, open_window, parse_instant
from guardrails.errors import Denied
from guardrails.oversight import LeadLookup, View

_Place = TypeVar("_Place")
RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The window or the cursor is invalid."},
    401: {"model": Problem, "description": "There is no valid token."},
    404: {"model": Problem, "description": "The caller is not a lead: for anybody else there is nothing here."},
    422: {"model": Problem, "description": "A parameter is out of range; `fields` names it."},
    429: {"model": Problem, "description": "Too many requests; see `Retry-After`."},
    503: {"model": Problem, "description": "A service or guard could not answer."},
}
From = Annotated[str | None, Query(alias="from", max_length=64, description="Start, inclusive, with an offset.")]
To = Annotated[str | None, Query(max_length=64, description="End, exclusive, with an offset.")]
Cursor = Annotated[str | None, Query(max_length=4000, description="`nextCursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=100)]
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"  # a database may refuse a control character
Account = Annotated[
    str | None, Query(max_length=500, pattern=PRINTABLE, description="The account of a member of staff.")
]


def agent_of(request: Request) -> Agent:
    agent: Agent = request.app.state.agent
    return agent


def read_window(start: str | None, end: str | None) -> Window:
    """Return the window of a lookup, which may be open at either end.

    Raises:
        InvalidWindow: when an end has no offset or is no time, or the window is empty.
    """
    return open_window(None if start is None else parse_instant(start), None if end is None else parse_instant(end))


@asynccontextmanager
async def admitted(request: Request, caller: Principal, view: View, *, about: str | None) -> AsyncIterator[None]:
    """Run the block, in which a lead's lookup is made, and record it. What it found is used behind the block only.

    Raises:
        ApiProblem: ``notFound`` for anybody but a lead with a reason.
        GuardrailError: when it cannot be decided or recorded.
    """
    agent = agent_of(request)
    lookup = LeadLookup(caller, view, about, agent.conversations.make_vault({}), request_id_of(request))
    with agent.telemetry.figures.counting_guard_faults():
        try:
            async with agent.tool_gateway.oversight.admitted(lookup):
                yield
        except Denied as error:
            raise ApiProblem("notFound") from error


def seal(*place: str | int) -> str:
    """Return a cursor for a position in a list. It grants nothing: whoever has it needs a lead's token as well."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def open_place(cursor: str, place: TypeAdapter[_Place]) -> _Place:
    """Return the position that a cursor holds.

    Raises:
        ApiProblem: ``cursorInvalid``.
    """
    try:
        return place.validate_json(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError, RecursionError):
        raise ApiProblem("cursorInvalid") from None
