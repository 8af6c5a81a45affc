"""``rewards-agent consume`` as a process over the store of a data folder."""

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.cli.test_demo import COMMAND, environment


def stored(data: Path) -> int:
    """Return how many events are stored; none before the file exists."""
    path = data / "rewards.sqlite3"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
        try:
            (found,) = database.execute("SELECT count(*) FROM concessions").fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(found)


@contextmanager
def consuming(data: Path, *argv: str, **extra: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the command until the block ends."""
    process = subprocess.Popen(
        [COMMAND, "consume", "--data", str(data), *argv],
        cwd=data,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_stored(process: "subprocess.Popen[str]", data: Path, count: int) -> None:
    until = time.monotonic() + 120
    while stored(data) < count:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        assert time.monotonic() < until, "the events were not stored"
        time.sleep(0.005)
