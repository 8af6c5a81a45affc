"""Bodies of the v2 answer: serialised once for each snapshot and choice of sections, and completed by a request id."""

from collections.abc import Iterable, Sequence

from core.contract import SourceReport
from core.http.problem import ApiProblem
from rewards.cache.snapshot import Snapshot
from rewards.order_reader import CacheResult, ServedSnapshot
from rewards.sections import EVERY_SECTION, Section


def read_sections(include: str | None) -> frozenset[Section]:
    """Return the sections that a comma-separated list names; without a list, all of them.

    Raises:
        ApiProblem: ``invalidParameter`` for a name that is none of them.
    """
    if include is None:
        return EVERY_SECTION
    try:
        return frozenset(Section(name.strip()) for name in include.split(",") if name.strip())
    except ValueError as error:
        raise ApiProblem("invalidParameter") from error


def execution_body(snapshot: Snapshot, sections: frozenset[Section], *, request_id: str) -> bytes:
    """Return the v2 answer. A request id is plain ASCII without quotes, so it needs no escaping."""
    head, tail = snapshot.end
    return snapshot.content(sections) + head + request_id.encode() + tail


def timing_headers(served: ServedSnapshot) -> dict[str, str]:
    """Return the ``Server-Timing`` of this request. It names the sources only when they were read."""
    outcome = f"cache;desc={served.lookup.value}"
    if served.lookup in (CacheResult.HIT, CacheResult.STALE):
        return {"Server-Timing": outcome}
    return {"Server-Timing": ", ".join([outcome, *_timings(served.reports)])}


def source_timing_headers(reports: Sequence[SourceReport]) -> dict[str, str]:
    """Return the ``Server-Timing`` of the sources."""
    return {"Server-Timing": ", ".join(_timings(reports))}


def _timings(reports: Iterable[SourceReport]) -> list[str]:
    return [f"{report.source};dur={report.latency_ms};desc={report.status.value}" for report in reports]
