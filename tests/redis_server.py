"""A real Redis server for tests that listens only on a socket file."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SERVER = shutil.which("redis-server")
# In CI its absence is a failure: .ci/run installs it.
needs_redis = pytest.mark.skipif(
    _SERVER is None and os.environ.get("CI") != "true", reason="REDIS IS NOT TESTED: there is no redis-server on PATH"
)


@contextmanager
def redis_server(folder: Path) -> Iterator[Path]:
    """Run a server until the end of the block and yield its socket. The path of ``folder`` must be short."""
    socket = folder / "s"
    quiet = ["--port", "0", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with subprocess.Popen(
        [str(_SERVER), "--unixsocket", str(socket), *quiet], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert any("ready to accept connections" in line.lower() for line in process.stdout)
            yield socket
        finally:
            process.terminate()


@contextmanager
def short_folder() -> Iterator[Path]:
    """Yield a temporary folder whose path is short enough for a socket file."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        yield Path(folder)
