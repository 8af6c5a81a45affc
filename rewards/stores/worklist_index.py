"""The index of the worklist: what a store keeps of it, and how it is searched and replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from core.windows import Window
from core.worklist_contract import WorklistEntry, WorklistKind
from rewards.stores.key_text import instant_text, joined

_NEVER_DATED = datetime.fromtimestamp(0, tz=UTC)  # where an entry without a time is filed


class IndexedEntry(BaseModel):
    """An entry as the index keeps it. It holds from ``entry.since`` on, and before ``until``, by the clock alone."""

    model_config = ConfigDict(frozen=True)

    entry: WorklistEntry
    until: AwareDatetime | None = None

    @property
    def benefit_key(self) -> tuple[str, str]:
        return self.entry.promotion_id, self.entry.benefit_id

    @property
    def place(self) -> str:
        """The key by which the entries of one kind are sorted and found: the time first, then what it is about."""
        entry = self.entry
        key = joined(entry.business_reference_id, *self.benefit_key)
        return f"{instant_text(entry.since or _NEVER_DATED)}#{key}"

    def holds_at(self, now: datetime) -> bool:
        """Whether an entry that the index returned is due: what ends with time is not removed by any write."""
        return self.until is None or now < self.until


_ENTRIES = TypeAdapter(list[IndexedEntry])


def entries_to_text(entries: Sequence[IndexedEntry]) -> str:
    """Return entries as text, equal for equal entries, and the same after a field with a default was added to them."""
    return _ENTRIES.dump_json(list(entries), exclude_defaults=True).decode()


def entries_from_text(text: str) -> list[IndexedEntry]:
    return _ENTRIES.validate_json(text)


def by_benefit(entries: Sequence[IndexedEntry]) -> dict[tuple[str, str], list[IndexedEntry]]:
    """Return the entries of each benefit, in their order."""
    found: dict[tuple[str, str], list[IndexedEntry]] = {}
    for one in entries:
        found.setdefault(one.benefit_key, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """The next entries of one kind whose time is in the half-open window, at most ``limit`` of them.

    ``after`` is the place to continue behind, in the direction of the query; with ``includes_after``, from.
    """

    kind: WorklistKind
    window: Window
    is_descending: bool
    limit: int
    after: str | None = None
    includes_after: bool = False

    @property
    def bounds(self) -> tuple[str, str]:
        """The lowest and highest text that a place in question may be; both are included."""
        low, high = instant_text(self.window.start), instant_text(self.window.end)
        if self.after is not None:
            low, high = (low, min(high, self.after)) if self.is_descending else (max(low, self.after), high)
        return low, high

    def includes(self, place: str) -> bool:
        """Whether a place within the bounds is asked for."""
        return self.includes_after or place != self.after


class WorklistIndex(Protocol):
    """What the worklist needs of a store.

    Raises:
        StoreUnavailable: from every method, if the database cannot be used.
    """

    async def worklist_of_order(self, business_reference_id: str) -> Sequence[IndexedEntry]:
        """Return what the index holds of an order, every replacement that has returned included."""
        ...

    async def replace_worklist(
        self, business_reference_id: str, *, seen: Sequence[IndexedEntry], entries: Sequence[IndexedEntry]
    ) -> bool:
        """Replace what the index holds of an order, if it is still what was seen; durable when this returns.

        Returns False if it is not: then a part of the benefits may have been replaced.
        """
        ...

    async def worklist(self, query: WorklistQuery) -> Sequence[IndexedEntry]:
        """Return the next entries of one kind, in the direction of the query, at a cost that depends on its limit."""
        ...
