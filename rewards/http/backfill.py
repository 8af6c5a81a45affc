"""The routes by which an operator starts, monitors and stops the backfill."""

from typing import Annotated

from fastapi import APIRouter, Query

from core.http.problem import ApiProblem
from core.identity.tokens import SCOPE_ADMIN, Principal, Role
from rewards.backfill.job import BackfillStatus, JobRunning
from rewards.backfill.table_walk import MAX_SEGMENTS
from rewards.http.dependencies import Caller, Parts

router = APIRouter(prefix="/admin/backfill", tags=["operations"])


@router.get("")
async def get_backfill(service: Parts, caller: Caller) -> BackfillStatus:
    """Return the progress of the backfill that this process started."""
    _require_admin(caller)
    return service.backfill.status()


@router.post("", status_code=202)
async def begin_backfill(
    service: Parts,
    caller: Caller,
    segments: Annotated[
        int | None,
        Query(ge=1, le=MAX_SEGMENTS, description="Segments of PED that are scanned in parallel; 1 by default."),
    ] = None,
    rate: Annotated[
        float, Query(gt=0, le=100_000, description="Maximum rows per second, all segments together.")
    ] = 200,
    *,
    dry_run: Annotated[
        bool, Query(alias="dryRun", description="Report what would be done, and write nothing.")
    ] = False,
    resume: Annotated[
        bool,
        Query(description="Continue where the last run ended, in its segments; with no other parameter but rate."),
    ] = False,
    worklist: Annotated[
        bool, Query(description="Bring every order with a PED row up to date in the worklist, too; not with dryRun.")
    ] = False,
) -> BackfillStatus:
    """Start a backfill in the background; 409 while one is running."""
    _require_admin(caller)
    if (resume and (segments is not None or dry_run or worklist)) or (dry_run and worklist):
        raise ApiProblem("invalidParameter")
    try:
        service.backfill.begin(
            segments=segments or 1, rows_per_s=rate, is_dry_run=dry_run, resume=resume, fill_worklist=worklist
        )
    except JobRunning as error:
        raise ApiProblem("backfillRunning") from error
    return service.backfill.status()


@router.delete("")
async def stop_backfill(service: Parts, caller: Caller) -> BackfillStatus:
    """Stop the backfill of this process, if one is running, and return its report once the progress is saved."""
    _require_admin(caller)
    await service.backfill.stop()
    return service.backfill.status()


def _require_admin(caller: Principal) -> None:
    if caller.role is not Role.SERVICE or SCOPE_ADMIN not in caller.scopes:
        raise ApiProblem("scopeMissing")
