"""The scan over all of PED: in concurrent segments, rate limited, stoppable, and resumable after a kill."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from core.clock import Clock, SystemClock
from core.structured_concurrency import run_all
from rewards.backfill.adaptive_rate import AdaptiveRate
from rewards.backfill.backfill_report import (
    BackfillReport,
    RunState,
    SegmentCounts,
    added_of,
    begin_filling,
    count_filled,
    filled_of,
    findings_of,
    is_filling,
    malformed_fields_of,
    outcomes_of,
    still_undated_in,
    sum_counts,
    unconfirmed_of,
)
from rewards.backfill.outage_retry import OutageRetry
from rewards.backfill.row_completer import CompletableStore, OnCompleted, RowCompleter
from rewards.backfill.segment_walk import SegmentWalk, new_walks, walks_to_resume
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.sources.base import Sources
from rewards.stores.base import RawRow
from rewards.worklist.refresh import WorklistRefresh

_LOG = logging.getLogger(__name__)
MAX_SEGMENTS = 64
_PAGE_ROWS = 100
_SAVE_EVERY_S = 2.0  # what a kill makes the next run examine again
_LAST_SAVE_WITHIN_S = 10.0

OnProgress = Callable[[BackfillReport], None]


class TableWalk:
    """One run over a store. It is idempotent, also when two run concurrently."""

    def __init__(
        self,
        store: CompletableStore,
        sources: Sources,
        *,
        rate: AdaptiveRate | None = None,
        retry: OutageRetry | None = None,
        is_dry_run: bool = False,
        page_rows: int = _PAGE_ROWS,
        save_every_s: float = _SAVE_EVERY_S,
        on_completed: OnCompleted | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._store = store
        self._worklist = WorklistRefresh(store, sources, self._clock)
        self._completer = RowCompleter(store, sources, is_dry_run=is_dry_run, on_completed=on_completed)
        self._rate = rate or AdaptiveRate(None)
        self._retry = retry or OutageRetry(self._rate)
        self._is_dry_run = is_dry_run
        self._page_rows = page_rows
        self._save_every_s = save_every_s
        self._tally = SegmentCounts()
        self._walks: Sequence[SegmentWalk] = ()
        self._state = RunState.RUNNING
        self._reason: str | None = None
        self._estimated: int | None = None
        self._throttled = store.throttled_requests
        self._work: asyncio.Task[Any] | None = None

    async def run(
        self,
        *,
        segments: int = 1,
        resume: bool = False,
        fill_worklist: bool = False,
        stop_after_s: float | None = None,
        on_progress: OnProgress = lambda _: None,
        report_every_s: float = 1.0,
    ) -> BackfillReport:
        """Process all rows, or those left by an earlier run, and return the report, also if the run was stopped.

        With ``fill_worklist`` every order is brought up to date in the worklist, too. A resumed run keeps that, and the
        number of segments, as it was started. A dry run neither reads nor saves progress.
        ``on_progress`` receives a report every ``report_every_s``, while a database is waited for, too.

        Raises:
            SourceUnavailable, StoreUnavailable: if a database did not answer for too long, or refuses. Progress is
                kept, ``report`` says how far it is, and a run with ``resume`` continues from there.
        """
        self._work = asyncio.create_task(self._walk_all(segments, resume=resume, fill=fill_worklist))
        if self._reason is not None:
            self._work.cancel()  # stopped before it began
        beside = [asyncio.create_task(_every(report_every_s, lambda: on_progress(self.report())))]
        deadline = self._stop_in(stop_after_s)
        try:
            await self._work
            self._state = RunState.FINISHED
        except asyncio.CancelledError:
            self._state = RunState.STOPPED
            if self._reason is None:
                raise  # the caller itself is cancelled
        except (SourceUnavailable, StoreUnavailable) as error:
            self._state, self._reason = RunState.FAILED, error.code
            raise
        finally:
            if deadline is not None:
                deadline.cancel()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            on_progress(self.report())
        return self.report()

    def stop(self, reason: str) -> None:
        """End the run soon: its progress is saved, and ``run`` returns the report, which names the reason."""
        if self._reason is not None:
            return  # a second cancellation would interrupt the last save
        self._reason = reason
        if self._work is not None:
            self._work.cancel()

    def report(self) -> BackfillReport:
        """Return the report so far."""
        counts = sum_counts(walk.counts for walk in self._walks)
        done = sum(walk.is_done for walk in self._walks)
        outcomes = outcomes_of(counts)
        return BackfillReport(
            dry_run=self._is_dry_run,
            state=self._state,
            reason=self._reason,
            is_finished=0 < len(self._walks) == done,
            started_at=self._walks[0].started_at if self._walks else None,
            segments=len(self._walks),
            segments_done=done,
            rows_read=sum(outcomes.values()),
            rows_estimated=self._estimated,
            outcomes=outcomes,
            added=added_of(counts),
            unconfirmed=unconfirmed_of(counts),
            findings=findings_of(counts),
            malformed_fields=malformed_fields_of(counts),
            still_undated=still_undated_in(counts),
            worklist=filled_of(counts),
            waits=dict(self._retry.waits),
            examples={name: list(keys) for name, keys in self._tally.examples.items()},
        )

    def _stop_in(self, seconds: float | None) -> asyncio.TimerHandle | None:
        if seconds is None:
            return None
        return asyncio.get_running_loop().call_later(seconds, self.stop, "deadline")

    async def _walk_all(self, segments: int, *, resume: bool, fill: bool) -> None:
        self._estimated = await self._store.ped_estimate()
        self._walks = await self._begun(segments, resume=resume, fill=fill)
        saving = asyncio.create_task(_every_awaited(self._save_every_s, self._save_changed))
        try:
            await run_all(self._walk(walk) for walk in self._walks if not walk.is_done)
        finally:
            saving.cancel()
            await asyncio.gather(saving, return_exceptions=True)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._save_changed(), _LAST_SAVE_WITHIN_S)
        await self._retry.run(self._save_completion)

    async def _begun(self, segments: int, *, resume: bool, fill: bool) -> Sequence[SegmentWalk]:
        if self._is_dry_run:
            return new_walks(segments, self._clock.now())
        kept = await self._retry.run(self._store.backfill_progress) if resume else ()
        if kept:
            return walks_to_resume(kept)
        await self._retry.run(self._store.clear_backfill_progress)
        walks = new_walks(segments, self._clock.now())
        for walk in walks:
            if fill:
                begin_filling(walk.counts)
            await self._retry.run(partial(self._store.save_backfill_progress, walk.snapshot()))
        return walks

    async def _walk(self, walk: SegmentWalk) -> None:
        while not walk.is_done:
            page = await self._retry.run(
                lambda: self._store.ped_segment(
                    walk.segment, segments=walk.segments, after=walk.after, limit=self._page_rows
                )
            )
            for scanned in page.rows:
                await self._rate.wait()
                complete = partial(self._completer.complete, scanned.row, is_unindexed=scanned.is_unindexed)
                result = await self._retry.run(complete)
                if result.is_undated and not self._is_dry_run:
                    await self._retry.run(partial(self._store.note_undated, scanned.row))
                self._tally.count(walk.counts, scanned.row, result)
                await self._fill(walk, scanned.row)
                walk.move(scanned.after)
                self._yield_to_traffic()
            walk.end_page(page.after)

    async def _fill(self, walk: SegmentWalk, row: RawRow) -> None:
        """Bring a row's order up to date in the worklist; the rows of an order follow each other."""
        order = row.get("businessReferenceId")
        if not is_filling(walk.counts) or not isinstance(order, str) or order == walk.filled:
            return
        count_filled(walk.counts, await self._retry.run(partial(self._worklist.require, order)))
        walk.filled = order

    def _yield_to_traffic(self) -> None:
        """Lower the rate when the database throttles, also if a retry within the store has already succeeded."""
        throttled = self._store.throttled_requests
        if throttled != self._throttled:
            self._throttled = throttled
            self._rate.decrease()

    async def _save_changed(self) -> None:
        """Save the segments that have moved. A failure is repaired by the next save, and must not end the run."""
        if self._is_dry_run:
            return
        for walk in self._walks:
            if walk.is_changed:
                try:
                    await self._store.save_backfill_progress(walk.snapshot())
                except StoreUnavailable as error:
                    walk.is_changed = True
                    _LOG.warning("the progress of the backfill was not saved", extra={"code": error.code})
                    return

    async def _save_completion(self) -> None:
        """Save that every row that is older than this scan is dated or noted."""
        if not self._is_dry_run:
            await self._store.complete_backfill(started_at=self._walks[0].started_at)


async def _every(seconds: float, action: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        action()


async def _every_awaited(seconds: float, action: Callable[[], Any]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await action()
