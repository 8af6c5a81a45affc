"""The one backfill that a running service may have under way, begun and watched by an operator."""

import asyncio
import logging
from enum import StrEnum

from core.contract import WireModel
from rewards.backfill.backfill_report import BackfillReport
from rewards.backfill.rate_limit import RateLimit
from rewards.backfill.row_completer import CompletableStore, OnCompleted
from rewards.backfill.table_walk import TableWalk
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.sources.base import Sources

_LOG = logging.getLogger(__name__)


class JobState(StrEnum):
    IDLE = "idle"  # none was begun in this process
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # a database did not answer; ``resume`` goes on from there


class BackfillStatus(WireModel):
    state: JobState
    report: BackfillReport | None


class JobRunning(Exception):
    """A backfill is under way in this process."""


class BackfillJob:
    """Runs a backfill beside the requests, one at a time; ``on_completed`` is told of the orders that it completes."""

    def __init__(self, store: CompletableStore, sources: Sources, *, on_completed: OnCompleted | None = None) -> None:
        self._store = store
        self._sources = sources
        self._on_completed = on_completed
        self._state = JobState.IDLE
        self._backfill: TableWalk | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self, *, segments: int, rows_per_s: float | None, is_dry_run: bool, resume: bool) -> None:
        """Begin a run and return at once.

        Raises:
            JobRunning: when one is under way.
        """
        if self._state is JobState.RUNNING:
            raise JobRunning
        self._backfill = TableWalk(
            self._store,
            self._sources,
            pace=RateLimit(rows_per_s),
            is_dry_run=is_dry_run,
            on_completed=self._on_completed,
        )
        self._state = JobState.RUNNING
        self._task = asyncio.create_task(self._run(self._backfill, segments=segments, resume=resume))

    def status(self) -> BackfillStatus:
        return BackfillStatus(state=self._state, report=self._backfill.report() if self._backfill else None)

    async def ended(self) -> None:
        """Return when no run is under way any more."""
        if self._task is not None:
            await self._task

    async def aclose(self) -> None:
        """Stop what is under way; a later run with ``resume`` goes on from there."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._state is JobState.RUNNING:
            self._state = JobState.STOPPED  # it was cancelled before its first step

    async def _run(self, backfill: TableWalk, *, segments: int, resume: bool) -> None:
        ended = JobState.STOPPED  # whatever ends it, the next one may begin
        try:
            await backfill.run(segments=segments, resume=resume)
            ended = JobState.FINISHED
        except (SourceUnavailable, StoreUnavailable):
            _LOG.warning("the backfill stopped: a database did not answer")
        finally:
            self._state = ended
