"""The backfill as an operator runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.world import day, event_raw, load, ped_raw

pytestmark = pytest.mark.slow

COMMAND = str(Path(sys.executable).with_name("rewards-agent"))


def backfill(data: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "REWARDS_"))}
    return subprocess.run(
        [COMMAND, "backfill", "--data", str(data), *argv],
        cwd=data,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    load(store, ("p", ped_raw(createdAt=None, lastUpdatedTime=day(9))), ("e", event_raw("R-1", "RESERVED")))
    load(store, ("p", ped_raw(benefitId="BEN-2", createdAt=None, lastUpdatedTime=day(9))))
    store.close()
    return tmp_path


def test_a_dry_run_then_a_run_then_nothing_left_to_add(data: Path) -> None:
    tried = backfill(data, "--dry-run")
    done = backfill(data, "--segments", "3", "--rate", "1000", "--report", "report.json")
    again = backfill(data)

    for one in (tried, done, again):
        assert one.returncode == 0, one.stderr
    assert "2 rows read, 1 would be completed (createdAt 1, reservedAt 1, gcIds 0)" in tried.stdout
    assert "2 rows read, 1 completed (createdAt 1, reservedAt 1, gcIds 0)" in done.stdout
    assert "1 have no creation time, and no reservation proves one" in done.stdout
    assert "2 rows read, 0 completed" in again.stdout
    report = json.loads((data / "report.json").read_text())
    assert (report["rowsRead"], report["segments"], report["isFinished"]) == (2, 3, True)
    assert [key["benefitId"] for key in report["examples"]["noReservation"]] == ["BEN-2"]


def test_resuming_a_finished_run_reads_nothing(data: Path) -> None:
    first, again = backfill(data), backfill(data, "--resume")

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout == again.stdout


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--segments", "0"], "the number of segments must be 1 to 64"),
        (["--rate", "none"], "the rate must be a number of rows per second"),
        (["--rate", "nan"], "the rate must be a number of rows per second"),
        (["--dry-run", "--resume"], "cannot be combined"),
        (["--report", "no/such/folder/r.json"], "cannot be written"),
    ],
)
def test_invalid_input_is_one_line_and_status_2(data: Path, argv: list[str], words: str) -> None:
    done = backfill(data, *argv)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
