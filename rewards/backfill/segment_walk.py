"""The position and the counts of one segment in memory, from which its progress is saved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rewards.stores.base import SegmentProgress


@dataclass(slots=True)
class SegmentWalk:
    """One segment of a scan. ``is_changed``: it has moved since the last snapshot.

    ``filled`` is the order that was last brought up to date in the worklist.
    """

    segment: int
    segments: int
    started_at: datetime
    after: str | None = None
    is_done: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    is_changed: bool = False
    filled: str | None = None

    def move(self, after: str) -> None:
        """Record that the row at this position is done."""
        self.after = after
        self.is_changed = True

    def end_page(self, after: str | None) -> None:
        """Continue after a page, or end the segment; a page may be empty."""
        if after is None:
            self.is_done = True
        else:
            self.after = after
        self.is_changed = True

    def snapshot(self) -> SegmentProgress:
        """Return the progress to save."""
        self.is_changed = False
        return SegmentProgress(
            segment=self.segment,
            segments=self.segments,
            after=self.after,
            is_done=self.is_done,
            counts=dict(self.counts),
            started_at=self.started_at,
        )


def new_walks(segments: int, started_at: datetime) -> list[SegmentWalk]:
    return [SegmentWalk(number, segments, started_at) for number in range(segments)]


def walks_to_resume(kept: Sequence[SegmentProgress]) -> list[SegmentWalk]:
    """Return the walks of the latest scan in the saved progress.

    Two scans at once save their progress under the same segment numbers. What belongs to another scan is ignored, as
    is a segment that a kill left out: such a segment is walked again from its start.
    """
    latest = max(kept, key=lambda progress: progress.started_at)
    same = {one.segment: one for one in kept if (one.started_at, one.segments) == (latest.started_at, latest.segments)}
    return [
        SegmentWalk(walk.segment, walk.segments, walk.started_at, one.after, one.is_done, Counter(one.counts))
        if (one := same.get(walk.segment))
        else walk
        for walk in new_walks(latest.segments, latest.started_at)
    ]
