"""The small model's server (``server.mjs``) as a process for the time of a run."""

import re
import shutil
import subprocess  # node is started with fixed arguments
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.harness.errors import HarnessError

SCRIPTS = Path(__file__).parent
_SERVING = re.compile(r"^(?P<name>\S+) on (?P<url>http://127\.0\.0\.1:\d+/v1)$")


class NoServer(HarnessError):
    """The small model's server did not start."""


@contextmanager
def served(*, node: str, model: Path, packages: Path) -> Iterator[tuple[str, str]]:
    """Serve a GGUF file and yield the model's name and the base URL.

    ``packages`` is the folder of node_modules that holds node-llama-cpp. The scripts are copied beside it, as it were:
    node looks for packages only in the folders above a script.

    Raises:
        NoServer: when the server ends at once; what it printed is on stderr.
    """
    with tempfile.TemporaryDirectory(prefix="small-model-") as folder:
        for script in SCRIPTS.glob("*.mjs"):
            shutil.copy(script, folder)
        Path(folder, "node_modules").symlink_to(packages.resolve(), target_is_directory=True)
        server = str(Path(folder, "server.mjs"))
        command = [node, server, "--model", str(model.resolve()), "--port", "0", "--with-parent"]
        with subprocess.Popen(  # noqa: S603 -- see above
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield _address(process)
            finally:
                process.terminate()


def _address(process: subprocess.Popen[str]) -> tuple[str, str]:
    for line in process.stdout or ():
        if serving := _SERVING.match(line.strip()):
            return serving["name"], serving["url"]
    raise NoServer("the server of the small model did not start")
