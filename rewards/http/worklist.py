"""The route of the worklist: what needs attention across all customers."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from core.http.problem import ApiProblem
from core.identity.tokens import SCOPE_READ, Principal, Role
from core.worklist_contract import WorklistKind, WorklistPage
from rewards.http.dependencies import Caller, Parts
from rewards.http.parameters import Cursor, From, To, caller_key, read_open_window, window_key
from rewards.worklist.pages import WorklistPlace, WorklistSearch, search_worklist

router = APIRouter(prefix="/worklist", tags=["worklist"])


@router.get("")
async def find_worklist(
    service: Parts,
    caller: Caller,
    kind: Annotated[WorklistKind | None, Query(description="One kind of entries; all if absent.")] = None,
    from_: From = None,
    to: To = None,
    order: Annotated[Literal["asc", "desc"], Query(description="Oldest or newest first.")] = "desc",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Cursor = None,
) -> WorklistPage:
    """Return orders that need attention, of all customers, for leads and services only.

    An entry is in the window when its `since` is. The list follows a change within seconds.
    """
    _require_every_customer(caller)
    window = read_open_window(from_, to)
    bound_to = ("worklist", kind or "", *window_key(window), order, *caller_key(caller))
    after = None
    if cursor is not None:
        place, place_kind = service.cursors.open(cursor, bound_to=bound_to)
        after = WorklistPlace(place, WorklistKind(place_kind))
    now = service.clock.now()
    search = WorklistSearch(kind, window, is_descending=order == "desc", limit=limit, after=after)
    found = await search_worklist(service.store, search, now=now)
    following = found.following
    sealed = following and service.cursors.seal((following.place, following.kind), bound_to=bound_to)
    return WorklistPage(data=list(found.entries), has_more=sealed is not None, next_cursor=sealed, as_of=now)


def _require_every_customer(caller: Principal) -> None:
    """Return if the caller may see the data of every customer.

    Raises:
        ApiProblem: ``scopeMissing``.
    """
    is_reader = caller.role is Role.SERVICE and SCOPE_READ in caller.scopes
    if caller.role is not Role.SUPPORT_LEAD and not is_reader:
        raise ApiProblem("scopeMissing")
