"""What starting costs: the command's help, the service's imports, and the demo until it answers.

``python -m bench.startup`` measures this tree; ``--against PATH`` measures another one beside it, in the same rounds
and with the same interpreter, and prints the ratios. Times are CPU time, which a busy machine changes little, and
memory is what the process holds (``VmRSS``); both are read from Linux.
"""

import argparse
import os
import resource
import socket
import statistics
import subprocess  # every figure is that of a process that starts
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.bench_report import Row, median_ratio, show

_TREE = Path(__file__).resolve().parents[1]
_COMMAND = "import sys; from cli.main import main; sys.exit(main(sys.argv[1:]))"
_QUESTION = {"message": "What is left on order 404-1029384-5566778?"}
_START_WITHIN_S = 60.0
_HELP, _IMPORT, _UP, _UP_MEMORY, _ASKED_MEMORY = (
    "rewards-agent --help",
    "import of the chat service (api.app)",
    "demo, until it answers",
    "demo when it is up, memory",
    "demo after its first answer, memory",
)
_UNITS = {_HELP: "ms of CPU", _IMPORT: "ms of CPU", _UP: "ms of CPU", _UP_MEMORY: "MB", _ASKED_MEMORY: "MB"}
Samples = dict[str, list[float]]


def main() -> int:
    """Measure and print a table of medians."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--against", type=Path, metavar="PATH", help="another tree of this project")
    arguments = parser.parse_args()
    trees = [_TREE, *([arguments.against.resolve()] if arguments.against else [])]
    measured: dict[Path, Samples] = {tree: {what: [] for what in _UNITS} for tree in trees}
    for tree in trees:
        _round(tree)  # bytecode is written and files are read before anything counts
    for _ in range(arguments.rounds):
        for tree in trees:
            for what, figure in _round(tree).items():
                measured[tree][what].append(figure)
    show(_rows(measured), title=f"Starting, medians of {arguments.rounds} rounds")
    return 0


def _rows(measured: dict[Path, Samples]) -> list[Row]:
    ours, *others = measured.values()
    rows = [Row("this tree", what, statistics.median(ours[what]), unit) for what, unit in _UNITS.items()]
    for other in others:
        rows += [Row("the other tree", what, statistics.median(other[what]), unit) for what, unit in _UNITS.items()]
        rows += [Row("this / the other", what, median_ratio(ours[what], other[what]), "x") for what in _UNITS]
    return rows


def _round(tree: Path) -> dict[str, float]:
    up_ms, up_mb, asked_mb = _demo(tree)
    return {
        _HELP: _whole_ms(tree, _COMMAND, "--help"),
        _IMPORT: _whole_ms(tree, "import api.app"),
        _UP: up_ms,
        _UP_MEMORY: up_mb,
        _ASKED_MEMORY: asked_mb,
    }


def _demo(tree: Path) -> tuple[float, float, float]:
    """Return the CPU time until the demo is ready, and its megabytes then and after an answer."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as data:
        command = _python(_COMMAND, "demo", "--port", str(port), "--data", str(Path(data) / "demo"))
        with subprocess.Popen(command, cwd=tree, env=_environment(tree), stdout=subprocess.DEVNULL) as demo:  # noqa: S603  (our own command)
            try:
                with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                    _until_up(client, demo)
                    up_ms, up_mb = _spent_ms(demo.pid), _resident_mb(demo.pid)
                    token = client.post("/demo/token", json={"role": "support_agent", "caseId": "CASE-9001"})
                    bearer = {"Authorization": f"Bearer {token.raise_for_status().json()['token']}"}
                    client.post("/v1/chat", json=_QUESTION, headers=bearer).raise_for_status()
                    return up_ms, up_mb, _resident_mb(demo.pid)
            finally:
                demo.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_up(client: httpx.Client, demo: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_WITHIN_S
    while demo.poll() is None and time.monotonic() < until:
        try:
            if client.get("/health/live").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.01)
    raise SystemExit("the demo did not start")


def _resident_mb(pid: int) -> float:
    """Return what a process holds in memory, in megabytes of 1024 kB as the kernel counts them."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the system does not say what a process holds in memory")


def _spent_ms(pid: int) -> float:
    """Return the CPU time of a running process, in steps of the kernel's clock (10 ms as a rule)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _whole_ms(tree: Path, code: str, *arguments: str) -> float:
    """Return the CPU time of a process that runs to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = _python(code, *arguments)
    subprocess.run(command, cwd=tree, env=_environment(tree), check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def _python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def _environment(tree: Path) -> dict[str, str]:
    """Return the variables of a process that finds its modules in a tree and no setting outside it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REWARDS_", "OPENAI_", "OTEL_"))}
    return {**kept, "PYTHONPATH": str(tree)}


if __name__ == "__main__":
    raise SystemExit(main())
