"""The rows of a task's world, and what its steps have added to them: what the databases hold by now."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.contract import SourceName
from evals.steps.seen_step import SeenStep
from evals.steps.state_steps import Row
from evals.steps.step import RequestStep

_EVENTS = "/concession-events"
_BACKFILL = "POST /admin/backfill"
_CREATED = "created"
_UNACKNOWLEDGED = 503  # in a task no other write fails
_KEY = ("businessReferenceId", "promotionId", "benefitId", "lineItemId")


class StepRows:
    """Rows in the order in which they were written. ``rows`` is a new object whenever they have changed."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows: tuple[Mapping[str, Any], ...] = tuple(rows)
        self.may_be_repaired = False  # the rewards API has put what it knows from events into rows of PED

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows of another service. One of PED or of the tracker replaces the one with its key."""
        for one in rows:
            kept = self.rows
            if one.store is not SourceName.CONCESSIONS:
                kept = tuple(row for row in kept if "eventId" in row or _key(row) != _key(one.row))
            self.rows = (*kept, one.row)

    def note_posted(self, step: RequestStep, body: Any, seen: SeenStep) -> None:
        """Add the events that the rewards API has stored at this request, and note whether it may have changed PED."""
        path = step.request.partition(" ")[2]
        if step.request.startswith(_BACKFILL):
            self.may_be_repaired = True
        stored: list[Any] = []
        if path == _EVENTS and isinstance(seen.json, dict) and _is_stored(seen, seen.json):
            stored = [body]
        if path == f"{_EVENTS}/batch" and isinstance(seen.json, dict):
            receipts = seen.json.get("receipts", ())
            stored = [body["events"][one["index"]] for one in receipts if one["outcome"] == _CREATED]
            stored += body["events"] if seen.status == _UNACKNOWLEDGED else []
        if stored:
            self.rows, self.may_be_repaired = (*self.rows, *stored), True


def _is_stored(seen: SeenStep, answer: Mapping[str, Any]) -> bool:
    return answer.get("outcome") == _CREATED or seen.status == _UNACKNOWLEDGED


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in _KEY)
