"""Purge and erasure from the command line."""

import logging
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from cli.main import main
from tests.postgres_server import binaries, postgres_server

pytestmark = pytest.mark.slow

QUESTION = "What is left on order 404-1029384-5566778?"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("REWARDS_AGENT_ENV", "REWARDS_TOKEN_SECRET", "OPENAI_API_KEY", "REWARDS_AGENT_RETENTION_DAYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.chdir(tmp_path)


def count(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "conversations.sqlite3")) as database:
        [number] = database.execute("SELECT count(*) FROM conversations").fetchone()
    return int(number)


def test_a_customers_conversations_are_erased_and_old_ones_purged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path)]
    for day in ("2026-08-01", "2026-11-23"):
        assert main(["ask", QUESTION, *where, "--now", f"{day}T10:00:00+05:30"]) == 0
    assert count(tmp_path) == 2
    today = ["--now", "2026-11-23T12:00:00+05:30"]
    capsys.readouterr()

    assert main(["conversations", "purge", *where, *today]) == 0
    assert capsys.readouterr().out == "1 conversation deleted\n"
    assert main(["conversations", "erase", "--customer", "CUST-2002", *where]) == 0
    assert capsys.readouterr().out == "0 conversations deleted\n"
    assert main(["conversations", "erase", "--customer", "CUST-1001", *where]) == 0
    assert count(tmp_path) == 0


@pytest.mark.postgres
@pytest.mark.skipif(
    binaries() is None and os.environ.get("CI") != "true",
    reason="POSTGRESQL IS NOT TESTED: there is no server on this machine",
)
def test_they_are_deleted_from_postgresql_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path)]
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with postgres_server(Path(folder) / "server") as url:
            monkeypatch.setenv("REWARDS_AGENT_DATABASE_URL", url)
            for day in ("2026-08-01", "2026-11-23"):
                assert main(["ask", QUESTION, *where, "--now", f"{day}T10:00:00+05:30"]) == 0
            capsys.readouterr()

            assert main(["conversations", "purge", *where, "--now", "2026-11-23T12:00:00+05:30"]) == 0
            assert main(["conversations", "erase", "--customer", "CUST-1001", *where]) == 0

            assert capsys.readouterr().out == "1 conversation deleted\n" * 2
            with psycopg.connect(url) as database:
                assert database.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    assert not (tmp_path / "conversations.sqlite3").exists()


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "ninety"])
def test_an_invalid_retention_time_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["conversations", "purge", f"--older-than={days}"])

    assert stopped.value.code == 2
    assert "whole number of days" in capsys.readouterr().err
