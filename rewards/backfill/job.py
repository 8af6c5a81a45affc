"""The single backfill that a service may run, started, monitored and stopped by an operator."""

import asyncio
import logging
from enum import StrEnum

from core.clock import Clock
from core.contract import WireModel
from rewards.backfill.adaptive_rate import AdaptiveRate
from rewards.backfill.backfill_report import BackfillReport
from rewards.backfill.row_completer import CompletableStore, OnCompleted
from rewards.backfill.table_walk import TableWalk
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.sources.base import Sources

_LOG = logging.getLogger(__name__)


class JobState(StrEnum):
    IDLE = "idle"  # none was started in this process
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # by an operator, or a database did not answer; ``resume`` continues from there


class BackfillStatus(WireModel):
    state: JobState
    report: BackfillReport | None


class JobRunning(Exception):
    """A backfill is already running in this process."""


class BackfillJob:
    """Runs one backfill at a time beside the requests; ``on_completed`` receives the orders that it completes."""

    def __init__(
        self, store: CompletableStore, sources: Sources, *, clock: Clock, on_completed: OnCompleted | None = None
    ) -> None:
        self._store = store
        self._sources = sources
        self._clock = clock
        self._on_completed = on_completed
        self._state = JobState.IDLE
        self._backfill: TableWalk | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(
        self, *, segments: int, rows_per_s: float | None, is_dry_run: bool, resume: bool, fill_worklist: bool = False
    ) -> None:
        """Start a run and return immediately.

        Raises:
            JobRunning: if a run is in progress.
        """
        if self._state is JobState.RUNNING:
            raise JobRunning
        self._backfill = TableWalk(
            self._store,
            self._sources,
            rate=AdaptiveRate(rows_per_s),
            is_dry_run=is_dry_run,
            clock=self._clock,
            on_completed=self._on_completed,
        )
        self._state = JobState.RUNNING
        self._task = asyncio.create_task(
            self._run(self._backfill, segments=segments, resume=resume, fill=fill_worklist)
        )

    def status(self) -> BackfillStatus:
        return BackfillStatus(state=self._state, report=self._backfill.report() if self._backfill else None)

    async def stop(self) -> None:
        """Stop the run in progress, if any, and return when its progress is saved; ``resume`` continues from there."""
        if self._backfill is not None and self._state is JobState.RUNNING:
            self._backfill.stop("operator")
        await self.ended()

    async def ended(self) -> None:
        """Wait until no run is in progress."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def aclose(self) -> None:
        """Stop the run in progress, as the service stops."""
        await self.stop()

    async def _run(self, backfill: TableWalk, *, segments: int, resume: bool, fill: bool) -> None:
        ended = JobState.STOPPED  # however it ends, the next run may start
        try:
            report = await backfill.run(segments=segments, resume=resume, fill_worklist=fill)
            ended = JobState.FINISHED if report.is_finished else JobState.STOPPED
        except (SourceUnavailable, StoreUnavailable) as error:
            _LOG.warning("the backfill stopped: a database did not answer", extra={"code": error.code})
        finally:
            self._state = ended
