"""The scan over all of PED: in concurrent segments, rate limited, and resumable after a kill."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

from rewards.backfill.backfill_report import BackfillReport, SegmentCounts, report
from rewards.backfill.rate_limit import RateLimit
from rewards.backfill.row_completer import CompletableStore, OnCompleted, RowCompleter
from rewards.sources.base import Sources
from rewards.stores.base import SegmentProgress

MAX_SEGMENTS = 64
_PAGE_ROWS = 100  # the maximum that is repeated after a kill, per segment


class TableWalk:
    """One run over a store. It is idempotent, also when two run concurrently."""

    def __init__(
        self,
        store: CompletableStore,
        sources: Sources,
        *,
        pace: RateLimit | None = None,
        is_dry_run: bool = False,
        page_rows: int = _PAGE_ROWS,
        on_completed: OnCompleted | None = None,
    ) -> None:
        self._store = store
        self._completer = RowCompleter(store, sources, is_dry_run=is_dry_run, on_completed=on_completed)
        self._pace = pace or RateLimit(None)
        self._is_dry_run = is_dry_run
        self._page_rows = page_rows
        self._tally = SegmentCounts()
        self._progress: dict[int, SegmentProgress] = {}

    async def run(
        self,
        *,
        segments: int = 1,
        resume: bool = False,
        on_page: Callable[[BackfillReport], None] = lambda _: None,
    ) -> BackfillReport:
        """Process all rows, or those left by an earlier run; ``on_page`` receives a report after every page.

        A resumed run keeps the number of segments it was started with. A dry run neither reads nor saves progress.

        Raises:
            SourceUnavailable, StoreUnavailable: if a database did not answer; progress is kept, and a run with
                ``resume`` continues from there.
        """
        for progress in await self._initial_progress(segments, resume=resume):
            self._progress[progress.segment] = progress
        tasks = [asyncio.create_task(self._walk(one, on_page)) for one in self._progress.values() if not one.is_done]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not self._is_dry_run:
            await self._store.complete_backfill()
        return self.report()

    def report(self) -> BackfillReport:
        """Return the report so far."""
        kept = self._progress.values()
        return report(
            (progress.counts for progress in kept),
            examples=self._tally.examples,
            segments_done=sum(progress.is_done for progress in kept),
            segments=len(kept),
            mode="dryRun" if self._is_dry_run else "write",
        )

    async def _initial_progress(self, segments: int, *, resume: bool) -> Sequence[SegmentProgress]:
        if self._is_dry_run:
            return _new_progress(segments)
        kept = {one.segment: one for one in await self._store.backfill_progress()} if resume else {}
        if kept:
            started_with = next(iter(kept.values())).segments
            return [
                kept.get(one.segment, one) for one in _new_progress(started_with)
            ]  # it may have been killed while starting
        await self._store.clear_backfill_progress()
        for progress in _new_progress(segments):
            await self._store.save_backfill_progress(progress)
        return _new_progress(segments)

    async def _walk(self, progress: SegmentProgress, on_page: Callable[[BackfillReport], None]) -> None:
        while not progress.is_done:
            progress = await self._page(progress)
            self._progress[progress.segment] = progress
            if not self._is_dry_run:
                await self._store.save_backfill_progress(progress)
            on_page(self.report())

    async def _page(self, progress: SegmentProgress) -> SegmentProgress:
        page = await self._store.ped_segment(
            progress.segment, segments=progress.segments, after=progress.after, limit=self._page_rows
        )
        counts = Counter(progress.counts)
        for raw in page.rows:
            await self._pace.wait()
            result = await self._completer.complete(raw)
            self._tally.count(counts, raw, result)
            if not self._is_dry_run and raw.get("createdAt") is None and "createdAt" not in result.added:
                await self._store.note_undated(raw)
        return SegmentProgress(
            segment=progress.segment,
            segments=progress.segments,
            after=page.after,
            is_done=page.after is None,
            counts=counts,
        )


def _new_progress(segments: int) -> list[SegmentProgress]:
    return [SegmentProgress(number, segments, None, is_done=False, counts={}) for number in range(segments)]
