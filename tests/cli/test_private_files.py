"""The data folder of a service: what other users of the machine can read of it."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.conversations.database import Database
from cli.main import main
from rewards.stores.sqlite_store import SqliteStore

pytestmark = pytest.mark.slow
QUESTION = "What is left on order 404-1029384-5566778?"
FILES = ("audit.head", "audit.jsonl", "conversations.sqlite3", "development.key", "rewards.sqlite3")


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct, autouse=True)
def _umask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def _development(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("REWARDS_AGENT_ENV", "REWARDS_TOKEN_SECRET", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_a_new_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    assert main(["ask", QUESTION, "--data", str(data)]) == 0

    assert modes_in(tmp_path)["new"] == modes_in(tmp_path / "new")["data"] == 0o700
    assert modes_in(data) == dict.fromkeys(FILES, 0o600)


def test_an_open_data_folder_is_tightened_with_all_that_the_service_wrote(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert main(["ask", QUESTION, "--data", str(data)]) == 0
    for name in FILES:
        (data / name).chmod(0o666)
    data.chmod(0o777)
    assert main(["ask", QUESTION, "--data", str(data)]) == 0

    assert modes_in(tmp_path)["data"] == 0o700
    assert modes_in(data) == dict.fromkeys(FILES, 0o600)


def test_a_shared_data_folder_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o1777)

    assert main(["ask", QUESTION, "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"rewards-agent: the data folder {tmp_path} is shared with other users; name a folder inside it\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["rewards.sqlite3", "conversations.sqlite3"])
def test_the_side_files_of_a_database_are_for_its_owner_only(tmp_path: Path, name: str) -> None:
    path = tmp_path / "parent" / name
    path.parent.mkdir(mode=0o700)
    path.parent.chmod(0o700)
    for side in (path, path.with_name(f"{name}-wal"), path.with_name(f"{name}-shm")):
        side.touch()
        side.chmod(0o666)
    opened = SqliteStore.open(path) if name == "rewards.sqlite3" else Database(path)
    with closing(opened), closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM sqlite_master").fetchall()
        found = modes_in(path.parent)

    assert found == dict.fromkeys((name, f"{name}-wal", f"{name}-shm"), 0o600)
