"""The audit log: one chain over restarts and processes, and whatever is done to it is found at its place."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from guardrails.audit.file import HEAD, LOG, AuditFile
from guardrails.audit.record import AuditRecord
from guardrails.audit.verification import LogVerdict, entries, verify
from guardrails.errors import AuditUnavailable

KEY = b"k" * 32
RECORDS = 6


def record(number: int, **changes: Any) -> AuditRecord:
    fields: dict[str, Any] = {
        "at": f"2026-11-23T04:30:{number:02}+00:00",
        "request_id": f"req-{number}",
        "conversation_id": "conv",
        "subject": "ravi",
        "role": "support_agent",
        "case_id": "CASE-1",
        "reason": 'a “quoted” reason, with "," and \\ and रुपये',
        "tool": "get_remaining_cashback",
        "resource": f"{number:024x}",
        "decision": "allow",
        "policy": "agent-order",
        "status": "ok",
        "result_digest": None,
    }
    return AuditRecord(**(fields | changes))


def append(folder: Path, *numbers: int) -> None:
    log = AuditFile(folder, key=KEY)
    for number in numbers:
        log.record(record(number))
    log.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    append(tmp_path, *range(1, RECORDS + 1))
    return tmp_path


def checked(folder: Path) -> LogVerdict:
    return verify(folder, key=KEY)


def found(folder: Path) -> list[tuple[int, str]]:
    return [(finding.line, finding.text) for finding in checked(folder).findings]


def test_what_was_recorded_is_read_and_whole(folder: Path) -> None:
    verdict = checked(folder)

    assert (verdict.records, verdict.findings, verdict.notes) == (RECORDS, (), ())
    assert [entry.record for entry in entries(folder, key=KEY)] == [record(n) for n in range(1, RECORDS + 1)]
    assert (folder / LOG).stat().st_mode & 0o077 == 0


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    append(tmp_path)

    assert checked(tmp_path).findings == ()


def test_a_restart_and_another_process_go_on_with_the_chain(folder: Path) -> None:
    """Two open files of one log stand for two processes: each takes in what the other wrote."""
    first, second = AuditFile(folder, key=KEY), AuditFile(folder, key=KEY)
    for number in range(RECORDS + 1, RECORDS + 9, 2):
        first.record(record(number))
        second.record(record(number + 1))

    assert checked(folder).findings == ()
    assert [entry.seq for entry in entries(folder, key=KEY)] == list(range(1, RECORDS + 9))


def test_records_of_many_threads_and_files_are_one_chain(tmp_path: Path) -> None:
    logs = [AuditFile(tmp_path, key=KEY) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: logs[n % 4].record(record(n % 60)), range(200)))

    assert (checked(tmp_path).records, found(tmp_path)) == (200, [])


# --- what a hand does to it -------------------------------------------------------------------------------------------

Lines = list[bytes]


def edited(lines: Lines) -> Lines:
    return [line.replace(b'"deny"', b'"allow"').replace(b"req-3", b"req-X") for line in lines]


def moved(lines: Lines) -> Lines:
    return [*lines[:1], lines[2], lines[1], *lines[3:]]


def forged(lines: Lines) -> Lines:
    """Chained without the key, which is all that an editor of the file can do."""
    fields = json.loads(lines[3]) | {"subject": "meera", "mac": "0" * 64}
    return [*lines[:3], json.dumps(fields, separators=(",", ":")).encode() + b"\n", *lines[4:]]


HANDS: dict[str, tuple[Callable[[Lines], Lines], list[tuple[int, str]]]] = {
    "an edited line": (edited, [(3, "edited, or"), (4, "record 3 is missing")]),
    "one byte of white space": (
        lambda lines: [*lines[:2], b" " + lines[2], *lines[3:]],
        [(3, "edited, or"), (4, "record 3 is missing")],
    ),
    "a forged line": (forged, [(4, "edited, or"), (5, "record 4 is missing")]),
    "a line cut out": (lambda lines: [*lines[:2], *lines[3:]], [(3, "record 3 is missing")]),
    "several lines cut out": (lambda lines: [*lines[:1], *lines[4:]], [(2, "records 2 to 4 are missing")]),
    "the beginning cut off": (lambda lines: lines[2:], [(1, "records 1 to 2 are missing")]),
    "the end cut off": (lambda lines: lines[:-1], [(6, "cut at the end: 6 records were written, the last here is 5")]),
    "the end cut within a line": (
        lambda lines: [*lines[:-1], lines[-1][:50]],
        [(6, "edited, or"), (6, "cut at the end")],
    ),
    "everything cut off": (lambda _: [], [(1, "cut at the end: 6 records were written, the last here is 0")]),
    "two lines that changed places": (moved, [(2, "record 2 is missing"), (3, "record 2 is out of order")]),
    "a line twice": (lambda lines: [*lines[:3], *lines[2:]], [(4, "record 3 stands here once more")]),
    "an old line at the end": (lambda lines: [*lines, lines[1]], [(7, "record 2 stands here once more")]),
    "an empty line": (lambda lines: [*lines[:2], b"\n", *lines[2:]], [(3, "edited, or")]),
    "junk": (lambda lines: [*lines[:2], b"\xff\x00{[[[\n", *lines[2:]], [(3, "edited, or")]),
    "deep junk": (lambda lines: [*lines, b'{"seq":7,' + b"[" * 100_000 + b"\n"], [(7, "edited, or")]),
}


@pytest.mark.parametrize("hand", HANDS)
def test_what_a_hand_did_is_found_at_its_line(folder: Path, hand: str) -> None:
    change, expected = HANDS[hand]
    log = folder / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(change(lines)))

    findings = found(folder)

    assert [line for line, _ in findings] == [line for line, _ in expected]
    assert all(text.startswith(start) for (_, text), (_, start) in zip(findings, expected, strict=True))


@pytest.mark.parametrize("hand", ["the end cut off", "everything cut off", "the end cut within a line"])
def test_a_log_that_was_cut_is_not_gone_on_with(folder: Path, hand: str) -> None:
    running = AuditFile(folder, key=KEY)
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    (folder / LOG).write_bytes(b"".join(HANDS[hand][0](lines)))

    with pytest.raises(AuditUnavailable):
        running.record(record(7))
    with pytest.raises(AuditUnavailable):
        AuditFile(folder, key=KEY)


def test_another_key_neither_reads_nor_goes_on(folder: Path) -> None:
    other = b"o" * 32

    assert len(verify(folder, key=other).findings) == RECORDS + 1
    with pytest.raises(AuditUnavailable):
        AuditFile(folder, key=other)


def test_a_missing_or_forged_head_is_found(folder: Path) -> None:
    head = folder / HEAD
    content = head.read_text()
    for changed in (content.replace("6 ", "5 ", 1), "5", "\x00"):
        head.write_text(changed)
        assert [line for line, _ in found(folder)] == [0]
        with pytest.raises(AuditUnavailable):
            AuditFile(folder, key=KEY)

    head.unlink()
    assert [line for line, _ in found(folder)] == [0]


@pytest.mark.parametrize("kept", [1, RECORDS])
def test_a_log_without_its_head_is_not_taken_for_a_crash(folder: Path, kept: int) -> None:
    """Otherwise a log that was cut would be made whole by the next start."""
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    (folder / LOG).write_bytes(b"".join(lines[:kept]))
    (folder / HEAD).unlink()

    for _ in range(2):  # the first leaves an empty head
        with pytest.raises(AuditUnavailable):
            AuditFile(folder, key=KEY)
    assert [line for line, _ in found(folder)] == [0]


def test_an_older_head_is_not_taken_for_a_crash(folder: Path) -> None:
    head = (folder / HEAD).read_bytes()
    append(folder, 7, 8)
    (folder / HEAD).write_bytes(head)

    with pytest.raises(AuditUnavailable):
        AuditFile(folder, key=KEY)


def test_a_log_put_back_with_its_head_is_found_by_a_head_kept_elsewhere(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in (LOG, HEAD)}
    append(folder, 7)
    head = checked(folder).head
    for name, content in before.items():
        (folder / name).write_bytes(content)

    assert checked(folder).findings == ()
    assert verify(folder, key=KEY, kept_head=f"{head.seq}:{head.mac}").findings
    earlier = checked(folder).head
    append(folder, 7)
    assert verify(folder, key=KEY, kept_head=f"{earlier.seq}:{earlier.mac}").findings == ()


# --- what a crash does to it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 60, -1])
def test_a_line_torn_by_a_crash_is_recognized_and_the_log_continues(folder: Path, length: int) -> None:
    line, _ = AuditFile(folder, key=KEY)._seal.line(record(7), seq=7, prev=checked(folder).head.mac, after_torn=False)
    with (folder / LOG).open("ab") as log:
        log.write(line[:-1][:length])

    verdict = checked(folder)
    assert (verdict.records, verdict.findings) == (RECORDS, ())
    assert [note.line for note in verdict.notes] == [7]

    append(folder, 8)
    verdict = checked(folder)
    assert (verdict.records, verdict.findings, [note.line for note in verdict.notes]) == (RECORDS + 1, (), [7])


@pytest.mark.parametrize("left", [b"", b'{"seq":7,"at'])
def test_two_crashes_in_a_row_are_no_hand(folder: Path, left: bytes) -> None:
    with (folder / LOG).open("ab") as log:
        log.write(b'{"seq":7,"at":"20\n' + left)
    append(folder, 7)

    verdict = checked(folder)
    assert (verdict.records, verdict.findings) == (7, ())
    assert [note.line for note in verdict.notes] == ([7, 8] if left else [7])


def test_what_a_crash_explains_does_not_hide_an_edited_line(folder: Path) -> None:
    with (folder / LOG).open("ab") as log:
        log.write(b'{"seq":7,"at":"20')
    append(folder, 7)
    content = (folder / LOG).read_bytes().replace(b"req-6", b"req-X")
    (folder / LOG).write_bytes(content)

    assert [line for line, _ in found(folder)] == [8]


def test_a_crash_between_a_line_and_the_head_loses_nothing(folder: Path) -> None:
    head = (folder / HEAD).read_bytes()
    for number in (7, 8):
        append(folder, number)
        (folder / HEAD).write_bytes(head)
        assert (checked(folder).records, found(folder)) == (number, [])
        AuditFile(folder, key=KEY).close()  # takes the line in
        head = (folder / HEAD).read_bytes()


def test_a_full_disk_stops_the_lookup_and_is_recovered_from(folder: Path) -> None:
    log = AuditFile(folder, key=KEY)
    real = os.write
    for broken in (lambda fd, content: real(fd, content[:20]), mock.Mock(side_effect=OSError(28, "full"))):
        with mock.patch("os.write", broken), pytest.raises(AuditUnavailable):
            log.record(record(7))

    log.record(record(7))
    verdict = checked(folder)
    assert (verdict.records, verdict.findings, [note.line for note in verdict.notes]) == (7, (), [7])


@pytest.fixture(autouse=True)
def _synced() -> Iterator[None]:
    """No test but one waits for the disk."""
    with mock.patch("os.fsync") as synced:
        yield
        assert synced.call_count in (0, 2)


def test_with_sync_line_and_head_are_on_the_disk(tmp_path: Path) -> None:
    AuditFile(tmp_path, key=KEY, sync=True).record(record(1))

    assert os.fsync.call_count == 2  # type: ignore[attr-defined]
