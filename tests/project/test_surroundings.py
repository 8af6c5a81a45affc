"""That nothing around the checkout changes a test: not its `.env`, and not the developer's own settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rewards.settings import RewardsSettings

_CHECKOUT = Path(__file__).resolve().parents[2]
_OF_A_PROCESS = "from rewards.settings import RewardsSettings; print(RewardsSettings().max_streams)"


def test_settings_read_the_env_file_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("REWARDS_MAX_STREAMS=1\n")
    monkeypatch.chdir(tmp_path)

    assert RewardsSettings().max_streams == 1


def test_the_working_folder_of_tests_is_no_checkout_and_holds_nothing() -> None:
    folder = Path.cwd()

    assert _CHECKOUT not in (folder, *folder.parents)
    assert not (folder / ".env").exists()


def test_no_setting_of_the_developer_is_in_the_environment() -> None:
    """A run with one exported says so: ``REWARDS_MAX_STREAMS=1 make test PATH=tests/project``."""
    assert [name for name in os.environ if name.startswith(("REWARDS_", "OPENAI_", "OTEL_"))] == []


def test_a_process_of_a_test_reads_no_env_file_of_the_checkout() -> None:
    ran = subprocess.run([sys.executable, "-c", _OF_A_PROCESS], capture_output=True, text=True, check=True)

    assert int(ran.stdout) == RewardsSettings(_env_file=None).max_streams
