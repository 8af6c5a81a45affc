"""Dead letters in a file: what they hold, who can read them, and what happens when they cannot be written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from rewards.consume.dead_letters import DeadLetter, DeadLetterFile, DeadLettersUnavailable
from rewards.consume.event_decoder import Fault, FaultReason
from rewards.consume.record import Database, Record, RowChange
from tests.rewards.consume.doubles import message
from tests.rewards.world import NOW


def letter(record: Record) -> DeadLetter:
    return DeadLetter(NOW, "sqs", record, [Fault(FaultReason.MALFORMED, ("amountMinor", "currency"), "E-1")])


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


async def test_a_letter_has_the_position_the_key_the_fields_and_the_record(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    await DeadLetterFile(path).put([letter(message(b'{"memo": "\xe2\x82\xb9 36"}'))])
    assert read(path) == [
        {
            "at": NOW.isoformat(),
            "source": "sqs",
            "position": "test/0/1",
            "key": "key-1",
            "faults": [{"reason": "malformed", "fields": ["amountMinor", "currency"], "eventId": "E-1"}],
            "body": '{"memo": "₹ 36"}',
        }
    ]


async def test_a_body_that_is_no_text_is_kept_as_base64(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    await DeadLetterFile(path).put([letter(message(b"\xff\x00"))])
    assert read(path)[0]["bodyBase64"] == "/wA="


async def test_a_row_is_kept_with_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    change = RowChange(Database.PED, {"businessReferenceId": "x"}, {"amountMinor": 1})
    await DeadLetterFile(path).put([letter(Record("s", "1", change))])
    assert {name: read(path)[0][name] for name in ("database", "keys", "row")} == {
        "database": "ped",
        "keys": {"businessReferenceId": "x"},
        "row": {"amountMinor": 1},
    }


async def test_the_file_is_for_its_owner_only_also_when_it_was_moved_away(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    path.touch(mode=0o644)
    file = DeadLetterFile(path)
    file.create()
    assert path.stat().st_mode & 0o777 == 0o600
    path.rename(tmp_path / "looked-at.jsonl")
    before = os.umask(0)
    try:
        await file.put([letter(message(b"{}")), letter(message(b"{}"))])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read(path)) == 2


async def test_a_file_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DeadLettersUnavailable, match="missing"):
        await DeadLetterFile(tmp_path / "missing" / "letters.jsonl").put([letter(message(b"{}"))])
