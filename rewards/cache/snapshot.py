"""The evidence about one order at one instant, and everything derived from it: the unit of caching.

It is the same for every caller; authorization is checked at every request. Most reads of an order find what the one
before found. They take over what was derived from that, and differ only in the end of the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from core.contract import Benefit, ExecutionV2, HistoryEntry, OrderCashback, SourceReport, SourceStatus
from core.unlocked_property import cached_property
from rewards.cache.snapshot_version import snapshot_version
from rewards.ledger.evidence import Evidence
from rewards.ledger.fold import FoldedOrder, fold
from rewards.ledger.issuances import build_history
from rewards.ledger.timestamps import count_decided_by
from rewards.order_text import write_content, write_end
from rewards.order_views import Stamp, outline_v2, position_of, whole_v2
from rewards.sections import EVERY_SECTION, Section
from rewards.sources.gathering import Gathered, is_gap

REVALIDATING = "revalidating"
REQUEST_ID_MARK = "request-id-goes-here"
LONG_ORDER = 1000  # rows of all sources
_PER_READ_FIELDS = {"request_id", "as_of", "sources"}  # differ between reads of the same position
_FROM_ROWS = ("folded", "history", "contents")  # do not depend on how the sources answered
_FROM_STATE = (*_FROM_ROWS, "version", "tags", "position_id")


@dataclass(frozen=True)
class Snapshot:
    """One order as it was read. ``as_of`` is the instant before the first read."""

    gathered: Gathered
    as_of: datetime

    @property
    def evidence(self) -> Evidence:
        return self.gathered.evidence

    @property
    def is_whole(self) -> bool:
        return not self.evidence.is_partial

    @property
    def row_count(self) -> int:
        evidence = self.evidence
        return len(evidence.ped or ()) + len(evidence.items or ()) + len(evidence.events)

    @cached_property
    def tags(self) -> dict[tuple[str, ...], str]:
        """Entity tags of answers by their form."""
        return {}

    @property
    def is_long(self) -> bool:
        """Whether deriving an answer takes so long that it must not be done on the event loop."""
        return self.row_count > LONG_ORDER

    @cached_property
    def version(self) -> str:
        """A digest of what was read, known before anything is folded: equal versions have equal answers.

        The answers still differ in request id, ``asOf`` and the sources' latencies.
        """
        return snapshot_version(self.evidence, self.gathered.reports, as_of=self.as_of)

    @property
    def is_version_at_hand(self) -> bool:
        """Whether finding out the version takes no time that other requests would miss."""
        return not self.is_long or "version" in vars(self)

    @cached_property
    def folded(self) -> FoldedOrder:
        return fold(self.evidence, as_of=self.as_of)

    @property
    def execution(self) -> ExecutionV2:
        """The v2 answer, with ``REQUEST_ID_MARK`` in place of the request id."""
        return whole_v2(self.gathered, self.folded, self._stamp)

    def content(self, sections: frozenset[Section] = EVERY_SECTION) -> bytes:
        """Return these sections of the v2 answer as JSON, up to where ``end`` begins."""
        if sections not in self.contents:
            outline = outline_v2(self.gathered, self.folded, self._stamp)
            self.contents[sections] = write_content(outline, self.folded, sections).encode()
        return self.contents[sections]

    @cached_property
    def contents(self) -> dict[frozenset[Section], bytes]:
        """What ``content`` has returned so far."""
        return {}

    @cached_property
    def end(self) -> tuple[bytes, bytes]:
        """The end of the v2 answer as JSON in two parts, with the request id to go between them."""
        text = write_end(self.gathered.reports, request_id=REQUEST_ID_MARK, as_of=self.as_of).encode()
        head, _, tail = text.rpartition(REQUEST_ID_MARK.encode())
        return head, tail

    @property
    def _stamp(self) -> Stamp:
        return Stamp(request_id=REQUEST_ID_MARK, as_of=self.as_of)

    @property
    def is_settled(self) -> bool:
        """Whether everything is known and nothing remains to be issued. A long order is not until it was folded."""
        if self.is_long and "folded" not in vars(self):
            return False
        benefits = [folded.outline for folded in self.folded.benefits]
        return self.is_whole and bool(benefits) and all(_is_settled(benefit) for benefit in benefits)

    @cached_property
    def history(self) -> list[HistoryEntry]:
        """Every event, oldest first."""
        return build_history(self.evidence)

    @cached_property
    def position(self) -> OrderCashback:
        """The position of all promotions, with ``REQUEST_ID_MARK`` in place of the request id."""
        return position_of(self.gathered, self.folded, self._stamp)

    @cached_property
    def position_parts(self) -> tuple[str, str]:
        """The position as JSON in two parts, with the request id to go between them."""
        head, _, tail = self.position.model_dump_json().rpartition(REQUEST_ID_MARK)  # texts from rows come before it
        return head, tail

    @cached_property
    def position_id(self) -> str:
        """A digest of the position, equal for all reads that find the same."""
        content = self.position.model_dump_json(exclude=_PER_READ_FIELDS)
        return sha256(content.encode()).hexdigest()[:16]

    @cached_property
    def marked_revalidating(self) -> "Snapshot":
        """The same snapshot, reported as stale and being revalidated."""
        return self._with_stale({report.source: REVALIDATING for report in self.gathered.reports})

    def marked_stale(self, failed: Sequence[SourceReport]) -> "Snapshot":
        """Return the same snapshot with those sources reported as stale that did not answer just now."""
        return self._with_stale({report.source: report.code for report in failed if is_gap(report)})

    def take_over(self, earlier: "Snapshot") -> None:
        """Use what was derived from an earlier snapshot, if its answers are the same.

        Comparing two long orders would take too long on the event loop, so they take over nothing.
        """
        if not self.is_long and self._has_answers_of(earlier):
            self._share(earlier, _FROM_STATE)

    def _has_answers_of(self, earlier: "Snapshot") -> bool:
        return (
            self.evidence == earlier.evidence
            and _outcomes(self) == _outcomes(earlier)
            and count_decided_by(self.as_of, self.evidence) == count_decided_by(earlier.as_of, earlier.evidence)
        )

    def _share(self, other: "Snapshot", names: Iterable[str]) -> None:
        derived = vars(other)
        vars(self).update({name: derived[name] for name in names if name in derived})

    def _with_stale(self, codes: Mapping[str, str | None]) -> "Snapshot":
        reports = [
            report.model_copy(update={"status": SourceStatus.STALE, "code": codes[report.source]})
            if report.source in codes
            else report
            for report in self.gathered.reports
        ]
        marked = Snapshot(replace(self.gathered, reports=reports), self.as_of)
        marked._share(self, _FROM_ROWS)
        return marked


def _outcomes(snapshot: Snapshot) -> list[tuple[str, SourceStatus, str | None]]:
    return [(report.source, report.status, report.code) for report in snapshot.gathered.reports]


def _is_settled(benefit: Benefit) -> bool:
    cashback = benefit.cashback
    remaining = cashback.remaining
    return (
        cashback.amounts_complete
        and not cashback.pending_reversals
        and remaining is not None
        and remaining.amount_minor == 0
    )
