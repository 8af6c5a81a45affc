"""The installed product runs as the container runs it: another user, an empty folder, nothing else to write to."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import pytest

from rewards.demo import DEMO_WORLD
from tests.cli.test_wheel import ROOT, build, unpack

pytestmark = pytest.mark.slow

_NOBODY = 65534
_WITHIN_S = 90


def interpreter_and_user() -> tuple[str, dict[str, Any]]:
    """Return an interpreter, and the options of a process that drop root's rights.

    Root's interpreter may be in a folder that no other user can enter; one of the system, of the same minor version,
    then runs the same packages. Without any, the process keeps its user.
    """
    if os.geteuid() != 0:
        return sys.executable, {}
    options: dict[str, Any] = {"user": _NOBODY, "group": _NOBODY}
    of_system = shutil.which(f"python{sys.version_info.major}.{sys.version_info.minor}", path="/usr/local/bin:/usr/bin")
    for interpreter in (sys.executable, of_system):
        try:
            if interpreter and not subprocess.call([interpreter, "-c", ""], cwd="/", extra_groups=[], **options):
                return interpreter, options
        except OSError:
            continue
    return sys.executable, {}


class Installed:
    """The unpacked wheel in a folder that its user cannot write to, beside the user's empty data folder."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.interpreter, self.user = interpreter_and_user()
        self.place = unpack(folder / "installed", wheel)
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        if self.user:
            os.chown(self.data, _NOBODY, _NOBODY)
        for path in (folder, self.place, *self.place.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

    def command(self, *arguments: str) -> tuple[list[str], dict[str, Any]]:
        places = [str(self.place), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
        environment = {
            "PYTHONPATH": os.pathsep.join(places),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
        }
        options: dict[str, Any] = {"env": environment, "cwd": self.data, "text": True, "stdout": subprocess.PIPE}
        if self.user:
            options |= {**self.user, "extra_groups": []}
        return [self.interpreter, "-P", "-S", "-m", "cli.main", *arguments], options

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command, options = self.command(*arguments)
        return subprocess.run(command, check=False, stderr=subprocess.PIPE, timeout=_WITHIN_S, **options)

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        command, options = self.command(*arguments)
        options["stdout"] = subprocess.DEVNULL
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    # Not below pytest's own folder, which other users cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="installed-"))
    try:
        yield Installed(folder, build(ROOT, tmp_path))
    finally:
        for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            path.chmod(0o755)
        shutil.rmtree(folder)


def free_port() -> int:
    with closing(create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(installed: Installed, url: str) -> None:
    until = time.monotonic() + _WITHIN_S
    while time.monotonic() < until:
        if installed.run("health", "--url", url).returncode == 0:
            return
        time.sleep(0.2)
    raise AssertionError(f"not ready: {installed.run('health', '--url', url).stderr}")


def test_both_services_answer_and_stop(installed: Installed) -> None:
    data = str(installed.data)
    rewards, chat = (f"http://127.0.0.1:{port}" for port in (free_port(), free_port()))
    world = installed.place / DEMO_WORLD.relative_to(ROOT)
    loaded = installed.run("data", "load", str(world), "--data", data)
    assert loaded.returncode == 0, loaded.stderr
    asked = installed.run(
        "token",
        "--role",
        "support_agent",
        "--subject",
        "ravi",
        "--case",
        "CASE-9001",
        "--customer",
        "CUST-1001",
        "--data",
        data,
    )
    with (
        installed.started("rewards", "--port", rewards.rpartition(":")[2], "--data", data) as api,
        installed.started(
            "serve", "--port", chat.rpartition(":")[2], "--rewards-url", rewards, "--data", data
        ) as service,
    ):
        wait_until_ready(installed, rewards)
        wait_until_ready(installed, chat)
        checked = installed.run("check", "rewards", "--data", data)
        assert checked.returncode == 0, checked.stdout
        answer = httpx.post(
            f"{chat}/v1/chat",
            json={"message": "What is left on order 404-1029384-5566778?"},
            headers={"Authorization": f"Bearer {asked.stdout.strip()}"},
            timeout=_WITHIN_S,
        )
        for process in (service, api):
            process.send_signal(signal.SIGTERM)
        statuses = [process.wait(_WITHIN_S) for process in (service, api)]

    assert answer.status_code == 200
    assert "₹64.00" in answer.json()["text"]
    # The server shuts down, and then ends as the signal says.
    assert statuses == [-signal.SIGTERM, -signal.SIGTERM]
    if installed.user:
        assert {path.stat().st_uid for path in installed.data.rglob("*")} == {_NOBODY}


def test_a_service_that_is_not_there_is_not_healthy(installed: Installed) -> None:
    ran = installed.run("health", "--url", f"http://127.0.0.1:{free_port()}", "--live")

    assert ran.returncode == 1
    assert ran.stderr == "rewards-agent: no answer\n"
