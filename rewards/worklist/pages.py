"""Pages of the worklist: the entries of one kind or of all, by time, as of one instant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.structured_concurrency import run_all
from core.windows import Window
from core.worklist_contract import WorklistEntry, WorklistKind
from rewards.stores.worklist_index import IndexedEntry, WorklistIndex, WorklistQuery

_TICK = timedelta(microseconds=1)  # what a half-open window ends after


@dataclass(frozen=True, slots=True)
class WorklistPlace:
    """The place of the last entry that was looked at. Entries at the same place are sorted by kind."""

    place: str
    kind: WorklistKind


@dataclass(frozen=True, slots=True)
class WorklistSearch:
    """A search for entries whose time is in the half-open window, of one kind or of all. ``after`` is exclusive."""

    kind: WorklistKind | None
    window: Window
    is_descending: bool
    limit: int
    after: WorklistPlace | None = None


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """Entries in the order of the search; ``following`` continues, and is None at the end.

    There may be fewer than the limit, and none, before the end.
    """

    entries: Sequence[WorklistEntry]
    following: WorklistPlace | None


async def search_worklist(index: WorklistIndex, search: WorklistSearch, *, now: datetime) -> FoundEntries:
    """Return the next entries that are due at ``now``, for one request per kind.

    Raises:
        StoreUnavailable: if the index cannot be read.
    """
    kinds = [search.kind] if search.kind else list(WorklistKind)
    queries = [query for kind in kinds if (query := _query_of(search, kind, now=now))]
    found = [one for page in await run_all(map(index.worklist, queries)) for one in page]
    found.sort(key=_sort_key, reverse=search.is_descending)
    taken = found[: search.limit]
    following = _place_of(taken[-1]) if len(found) > search.limit else None
    return FoundEntries([one.entry for one in taken if one.holds_at(now)], following)


def _query_of(search: WorklistSearch, kind: WorklistKind, *, now: datetime) -> WorklistQuery | None:
    """Return the query of one kind for one entry more than the limit, or None if none can be due."""
    window = search.window
    if kind is WorklistKind.UNREVEALED_EXPIRED:
        window = replace(window, end=min(window.end, now + _TICK))
    if window.end <= window.start:
        return None
    after = search.after
    if after is None:
        return WorklistQuery(kind, window, search.is_descending, search.limit + 1)
    is_behind = kind < after.kind if search.is_descending else kind > after.kind
    return WorklistQuery(kind, window, search.is_descending, search.limit + 1, after.place, includes_after=is_behind)


def _place_of(one: IndexedEntry) -> WorklistPlace:
    return WorklistPlace(one.place, one.entry.kind)


def _sort_key(one: IndexedEntry) -> tuple[str, str]:
    return one.place, one.entry.kind.value
