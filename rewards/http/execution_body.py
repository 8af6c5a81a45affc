"""Bodies of the v2 answer: serialised once for each snapshot and choice of sections, and completed by a request id."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from core.contract import SourceReport
from core.http.problem import ApiProblem
from rewards.cache.snapshot import REQUEST_ID_MARK, Body, Snapshot
from rewards.order_reader import CacheResult, ServedSnapshot

_MARKED = f'"requestId":"{REQUEST_ID_MARK}"'.encode()
_KEY = b'"requestId":"'


class Section(StrEnum):
    """The parts of the v2 answer that a caller may leave out."""

    ISSUANCES = "issuances"
    LINE_ITEMS = "lineItems"
    CONFLICTS = "conflicts"


_EVERYTHING = frozenset(Section)
_BENEFIT_FIELDS = {Section.ISSUANCES: "issuances", Section.LINE_ITEMS: "line_items"}


def read_sections(include: str | None) -> frozenset[Section]:
    """Return the sections that a comma-separated list names; without a list, all of them.

    Raises:
        ApiProblem: ``invalidParameter`` for a name that is none of them.
    """
    if include is None:
        return _EVERYTHING
    try:
        return frozenset(Section(name.strip()) for name in include.split(",") if name.strip())
    except ValueError as error:
        raise ApiProblem("invalidParameter") from error


def execution_body(snapshot: Snapshot, sections: frozenset[Section], *, request_id: str) -> bytes:
    """Return the v2 answer. A request id is plain ASCII without quotes, so it needs no escaping."""
    head, tail = _body(snapshot, sections)
    return head + _KEY + request_id.encode() + b'"' + tail


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


def _body(snapshot: Snapshot, sections: frozenset[Section]) -> Body:
    left_out = _EVERYTHING - sections
    key = frozenset(section.value for section in left_out)
    if key not in snapshot.bodies:
        snapshot.bodies[key] = _rendered(snapshot, left_out)
    return snapshot.bodies[key]


def _rendered(snapshot: Snapshot, left_out: frozenset[Section]) -> Body:
    in_benefit = {_BENEFIT_FIELDS[section] for section in left_out if section in _BENEFIT_FIELDS}
    exclude: dict[str, object] = (
        {"promotions": {"__all__": {"benefits": {"__all__": in_benefit}}}} if in_benefit else {}
    )
    if Section.CONFLICTS in left_out:
        exclude["conflicts"] = True
    text = snapshot.execution.model_dump_json(exclude=exclude or None)  # type: ignore[arg-type]  # pydantic's own type is not exported
    head, _, tail = text.encode().rpartition(_MARKED)  # the last: texts from the databases come before it
    return head, tail
