"""Installing a lock says how far it is, and fails as pip does."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_SCRIPT = Path(__file__).resolve().parents[2] / "project" / "install_lock.py"
_HASH = "0" * 64


def test_a_lock_that_cannot_be_installed_ends_with_pips_status_and_its_reason(tmp_path: Path) -> None:
    """A separate environment, an empty folder to take packages from, and no network."""
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"left-pad==1.0 \\\n    --hash=sha256:{_HASH}\n", encoding="utf-8")
    venv.create(tmp_path / "venv", with_pip=True)
    command = [str(tmp_path / "venv" / "bin" / "python"), str(_SCRIPT), str(lock)]
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "/dev/null", "PATH": str(Path(sys.executable).parent)}

    ran = subprocess.run(command, env=offline, capture_output=True, text=True, timeout=120, check=False)

    assert ran.returncode == 1
    assert ran.stdout.splitlines()[0] == "requirements.lock: 1 packages"
    assert "No matching distribution found for left-pad==1.0" in ran.stderr
