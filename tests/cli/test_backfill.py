"""The backfill as an operator runs it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

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
    assert "2 rows read, 1 would be completed (createdAt 1, reservedAt 1, gcIds 0, createdIndex 0)" in tried.stdout
    assert "2 rows read, 1 completed (createdAt 1, reservedAt 1, gcIds 0, createdIndex 0)" in done.stdout
    assert "1 have no creation time, and no reservation proves one" in done.stdout
    assert "2 rows read, 0 completed" in again.stdout
    report = json.loads((data / "report.json").read_text())
    assert (report["rowsRead"], report["segments"], report["isFinished"]) == (2, 3, True)
    assert [key["benefitId"] for key in report["examples"]["noReservation"]] == ["BEN-2"]


def test_resuming_a_finished_run_reads_nothing(data: Path) -> None:
    first, again = backfill(data), backfill(data, "--resume")

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout == again.stdout


def started(data: Path, *argv: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "REWARDS_"))}
    command = [COMMAND, "backfill", "--data", str(data), *argv]
    return subprocess.Popen(
        command, cwd=data, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a data folder with 40 rows to complete."""
    store = SqliteStore.open(tmp_path / "rewards.sqlite3")
    for number in range(40):
        order: dict[str, Any] = {"businessReferenceId": f"404-0000000-{number:07}"}
        load(
            store,
            ("p", ped_raw(**order, createdAt=None, lastUpdatedTime=day(9))),
            ("e", event_raw(f"R-{number}", "RESERVED", **order)),
        )
    store.close()
    return tmp_path


def dated_rows(data: Path) -> int:
    with closing(sqlite3.connect(data / "rewards.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM ped WHERE created_at IS NOT NULL").fetchone()[0])


def wait_for_rows(data: Path, rows: int) -> None:
    until_s = time.monotonic() + 60
    while dated_rows(data) < rows:
        assert time.monotonic() < until_s, "the backfill completes no rows"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_a_report_and_it_is_continued(many: Path, number: int) -> None:
    running = started(many, "--rate", "5", "--report", "report.json", "--segments", "2")
    wait_for_rows(many, 2)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 3, err
    assert "not finished (signal)" in out
    report = json.loads((many / "report.json").read_text())
    assert (report["state"], report["reason"], report["segments"]) == ("stopped", "signal", 2)
    assert 2 <= report["rowsRead"] < 40

    rest = backfill(many, "--resume")
    assert (rest.returncode, dated_rows(many)) == (0, 40)
    assert "40 rows read" in rest.stdout


def test_a_kill_in_the_middle_loses_no_row(many: Path) -> None:
    running = started(many, "--rate", "10", "--segments", "3")
    wait_for_rows(many, 3)
    running.kill()
    running.communicate(timeout=60)
    assert 3 <= dated_rows(many) < 40

    rest = backfill(many, "--resume")
    assert (rest.returncode, dated_rows(many)) == (0, 40)
    assert "40 rows read" in rest.stdout


def test_it_stops_after_a_time(many: Path) -> None:
    done = backfill(many, "--rate", "1", "--stop-after", "0.5")
    assert done.returncode == 3
    assert "not finished (deadline)" in done.stdout


def test_outside_a_terminal_progress_is_plain_lines(data: Path) -> None:
    done = backfill(data)
    lines = done.stderr.strip().splitlines()
    assert lines[-1] == "backfill: 2 of about 2 rows, 1 of 1 segments done"
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--segments", "0"], "the number of segments must be 1 to 64"),
        (["--rate", "none"], "the rate must be a number of rows per second"),
        (["--rate", "nan"], "the rate must be a number of rows per second"),
        (["--dry-run", "--resume"], "cannot be combined"),
        (["--segments", "2", "--resume"], "--segments and --resume cannot be combined"),
        (["--worklist", "--resume"], "--worklist cannot be combined with --dry-run or --resume"),
        (["--stop-after", "soon"], "the time must be a number of seconds"),
        (["--report", "no/such/folder/r.json"], "cannot be written"),
    ],
)
def test_invalid_input_is_one_line_and_status_2(data: Path, argv: list[str], words: str) -> None:
    done = backfill(data, *argv)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
