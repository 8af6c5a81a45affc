"""The audit log read by account, customer and time, and its chain followed while it grows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.windows import open_window
from guardrails.audit import chain_state, reading
from guardrails.audit.chain_state import ChainStatus, ChainWatch
from guardrails.audit.file import HEAD, LOG, AuditFile
from guardrails.audit.queries import AuditQuery
from guardrails.audit.reading import AuditReader
from tests.guardrails.audit.test_audit import KEY, record

START = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
EVERYTHING = open_window(None, None)
HASH, OTHER = "a" * 24, "b" * 24


def write(folder: Path, count: int, change: Callable[[int], dict[str, Any]] = lambda _: {}) -> None:
    """Append records, a minute apart."""
    log = AuditFile(folder, key=KEY)
    for number in range(count):
        log.record(record(number, **({"at": (START + timedelta(minutes=number)).isoformat()} | change(number))))
    log.close()


def query(start: datetime | None = None, end: datetime | None = None, **more: Any) -> AuditQuery:
    window = open_window(start, end)
    return AuditQuery(window.start, window.end, **more)


def paged(reader: AuditReader, asked: AuditQuery, *, limit: int) -> list[int]:
    """Return the numbers of the records of all pages."""
    numbers: list[int] = []
    before: int | None = None
    while True:
        page = reader.page(asked, before=before, limit=limit)
        numbers += [entry.seq - 1 for entry in page.entries]
        if page.following is None:
            return numbers
        before = page.following


def exported(reader: AuditReader, asked: AuditQuery) -> list[int]:
    numbers: list[int] = []
    start: int | None = None
    while True:
        chunk = reader.chunk(asked, start=start)
        numbers += [entry.seq - 1 for entry in chunk.entries]
        if chunk.following is None:
            return numbers
        start = chunk.following


@pytest.mark.parametrize("block", [64, 1 << 16])
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_pages_are_the_latest_first_and_exports_the_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, limit: int
) -> None:
    monkeypatch.setattr(reading, "_BLOCK", block)
    monkeypatch.setattr(reading, "EXPORT_CHUNK", 5)
    write(tmp_path, 40)
    reader = AuditReader(tmp_path, key=KEY)
    assert paged(reader, query(), limit=limit) == list(reversed(range(40)))
    assert exported(reader, query()) == list(range(40))
    window = query(START + timedelta(minutes=10), START + timedelta(minutes=21))
    assert paged(reader, window, limit=limit) == list(reversed(range(10, 21)))
    assert exported(reader, window) == list(range(10, 21))


def test_account_and_customer_are_matched_as_a_whole(tmp_path: Path) -> None:
    changes: list[dict[str, Any]] = [
        {"subject": "ravi", "resource": HASH},
        {"subject": "ravi2", "customer": HASH},
        {"subject": HASH, "role": "customer", "resource": OTHER},
        {"subject": "ravi", "customer": OTHER},
        {"subject": "meera", "reason": f'about {HASH}, "subject":"ravi"'},
    ]
    write(tmp_path, len(changes), changes.__getitem__)
    reader = AuditReader(tmp_path, key=KEY)
    assert exported(reader, query(account="ravi")) == [0, 3]
    assert exported(reader, query(customer=HASH)) == [0, 1, 2]
    assert exported(reader, query(account="ravi", customer=HASH)) == [0]
    assert exported(reader, query(account=HASH)) == []


def test_page_of_few_matches_is_bounded_and_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_SCANNED", 10)
    write(tmp_path, 35, lambda number: {"subject": "rare"} if number == 2 else {})
    reader = AuditReader(tmp_path, key=KEY)
    first = reader.page(query(account="rare"), before=None, limit=5)
    assert (list(first.entries), first.following is not None) == ([], True)
    assert paged(reader, query(account="rare"), limit=5) == [2]


def test_pages_are_stable_while_records_are_appended_and_skip_what_was_not_sealed(tmp_path: Path) -> None:
    write(tmp_path, 6)
    reader = AuditReader(tmp_path, key=KEY)
    first = reader.page(query(), before=None, limit=2)
    write(tmp_path, 3)
    rest = reader.page(query(), before=first.following, limit=10)
    assert [entry.seq for entry in (*first.entries, *rest.entries)] == [6, 5, 4, 3, 2, 1]
    log = tmp_path / LOG
    log.write_bytes(log.read_bytes().replace(b'"request_id":"req-4"', b'"request_id":"req-9"', 1))
    assert [entry.seq for entry in reader.page(query(), before=None, limit=20).entries] == [9, 8, 7, 6, 4, 3, 2, 1]
    assert reader.page(query(), before=10**12, limit=3).entries
    assert [entry.seq for entry in reader.page(query(), before=17, limit=3).entries] == []


@pytest.mark.parametrize("steps", [3, 100])
def test_chain_is_followed_as_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    monkeypatch.setattr(chain_state, "MOST_CHECKED", steps)
    write(tmp_path, 7)
    watch = ChainWatch(tmp_path, key=KEY, now=lambda: START)
    states = [watch.advance() for _ in range(3)]
    assert [state.status for state in states][-1] is ChainStatus.INTACT
    assert (states[0].status is ChainStatus.CHECKING) is (steps == 3)
    assert states[-1].records == 7
    write(tmp_path, 2)
    assert (watch.advance().status, watch.advance().records) == (ChainStatus.INTACT, 9)


def test_what_a_crash_leaves_is_no_damage(tmp_path: Path) -> None:
    write(tmp_path, 3)
    with (tmp_path / LOG).open("ab") as log:
        log.write(b'{"seq":4,"at"')
    watch = ChainWatch(tmp_path, key=KEY, now=lambda: START)
    assert watch.advance().status is ChainStatus.INTACT
    write(tmp_path, 2)
    assert (watch.advance().status, watch.advance().records) == (ChainStatus.INTACT, 5)


def _edited(content: bytes) -> bytes:
    return content.replace(b'"ravi"', b'"kavi"', 1)


def _without_a_line(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([*lines[:2], *lines[3:]])


def _swapped(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([lines[1], lines[0], *lines[2:]])


def _cut(content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize("change", [_edited, _without_a_line, _swapped, _cut])
def test_every_change_of_the_file_is_damage(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    write(tmp_path, 5)
    log = tmp_path / LOG
    log.write_bytes(change(log.read_bytes()))
    watch = ChainWatch(tmp_path, key=KEY, now=lambda: START)
    assert [watch.advance().status for _ in range(2)] == [ChainStatus.DAMAGED] * 2


def test_missing_head_and_a_foreign_key_are_damage_and_a_later_check_finds_later_changes(tmp_path: Path) -> None:
    write(tmp_path, 5)
    now = [START]
    watch = ChainWatch(tmp_path, key=KEY, now=lambda: now[0])
    assert watch.advance().status is ChainStatus.INTACT
    assert ChainWatch(tmp_path, key=b"x" * 32, now=lambda: START).advance().status is ChainStatus.DAMAGED
    log = tmp_path / LOG
    log.write_bytes(_edited(log.read_bytes()))
    now[0] += timedelta(hours=1)
    assert (watch.advance().status, watch.advance().began_at) == (ChainStatus.DAMAGED, now[0])
    (tmp_path / HEAD).unlink()
    assert ChainWatch(tmp_path, key=KEY, now=lambda: START).advance().status is ChainStatus.DAMAGED
