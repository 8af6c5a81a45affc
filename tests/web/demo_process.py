"""The demo as a user starts it: one process, one port, a separate data folder."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

NOW = "2026-11-23T10:00:00+05:30"
_START_TIMEOUT_S = 60.0
_POLL_S = 0.1


class DemoNotStarted(RuntimeError):
    """The demo ended, or did not answer in time, before it was ready."""


@contextmanager
def running_demo(data: Path, *, fail: str | None = None, host: str = "") -> Iterator[str]:
    """Run the demo over the data folder and yield its address.

    ``fail`` names a source that does not answer, ``host`` an origin whose pages may embed the sidebar.

    Raises:
        DemoNotStarted: with what the process had written.
    """
    port = _free_port()
    command = [str(Path(sys.executable).with_name("rewards-agent")), "demo", "--port", str(port)]
    command += ["--data", str(data), "--now", NOW, *(["--fail", fail] if fail else [])]
    log = data / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=_environment(host))
        try:
            base_url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, base_url, log)
            yield base_url
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_ready(process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
    for _ in range(int(_START_TIMEOUT_S / _POLL_S)):
        with suppress(httpx.TransportError):
            httpx.get(f"{base_url}/health/live", timeout=5).raise_for_status()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_POLL_S)
            break
    raise DemoNotStarted(log.read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(host: str) -> dict[str, str]:
    """Return the environment without the developer's settings of a model or of the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "REWARDS_"))}
    return {**kept, "REWARDS_AGENT_CORS_ORIGINS": host, "REWARDS_AGENT_FRAME_ANCESTORS": host}
