"""The audit log on a thread: its order is kept, and whatever cannot be recorded is refused."""

import asyncio
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from guardrails.audit import file
from guardrails.audit.file import HEAD, AuditFile
from guardrails.audit.verification import entries
from guardrails.audit.writer import AuditWriter
from guardrails.errors import AuditUnavailable
from tests.guardrails.audit.test_audit import KEY, checked, record


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[AuditWriter]:
    writer = AuditWriter(AuditFile(tmp_path, key=KEY), most_waiting=4)
    yield writer
    writer.close()


def _hold(folder: Path) -> int:
    """Take the log's lock as another process would; closing what is returned lets it go."""
    held = os.open(folder / HEAD, os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


async def test_records_are_in_the_log_in_the_order_in_which_they_were_given(
    tmp_path: Path, writer: AuditWriter
) -> None:
    for start in range(0, 40, 4):
        await asyncio.gather(*(writer.record(record(number)) for number in range(start, start + 4)))

    assert [entry.record.request_id for entry in entries(tmp_path, key=KEY)] == [f"req-{n}" for n in range(40)]
    assert checked(tmp_path).findings == ()


async def test_a_record_beyond_the_queue_is_refused_and_may_be_tried_again(tmp_path: Path, writer: AuditWriter) -> None:
    held = _hold(tmp_path)
    waiting = [asyncio.create_task(writer.record(record(number))) for number in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(AuditUnavailable) as refused:
        await writer.record(record(5))
    os.close(held)
    await asyncio.gather(*waiting)

    assert refused.value.retryable
    assert [entry.record.request_id for entry in entries(tmp_path, key=KEY)] == [f"req-{n}" for n in range(4)]


async def test_a_lock_that_is_never_let_go_refuses_the_record(
    tmp_path: Path, writer: AuditWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_LOCKED_WITHIN_S", 0.0)
    held = _hold(tmp_path)
    with pytest.raises(AuditUnavailable):
        await writer.record(record(1))
    os.close(held)
    await writer.record(record(2))

    assert [entry.record.request_id for entry in entries(tmp_path, key=KEY)] == ["req-2"]


async def test_a_full_disk_refuses_the_record_and_the_next_one_is_written(tmp_path: Path, writer: AuditWriter) -> None:
    with mock.patch("os.write", side_effect=OSError(errno.ENOSPC, "no space")), pytest.raises(AuditUnavailable):
        await writer.record(record(1))
    await writer.record(record(2))

    assert checked(tmp_path).findings == ()


async def test_closing_writes_what_is_waiting(tmp_path: Path) -> None:
    writer = AuditWriter(AuditFile(tmp_path, key=KEY))
    held = _hold(tmp_path)
    waiting = [asyncio.create_task(writer.record(record(number))) for number in range(10)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(writer.close))
    os.close(held)
    await closing

    assert checked(tmp_path).records == 10
    await asyncio.gather(*waiting)
    with pytest.raises(AuditUnavailable):
        await writer.record(record(11))
