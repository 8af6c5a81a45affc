"""Records which blocks each run of the suite executes: those whose recording does not hold any more.

The runs are recorded in a separate process with probes in the product, each in a fork of it once it is warm: as they
later run over a mutant, so that what a cache hides at the recording is hidden then too.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from evals.harness.product_functions import ROOT
from evals.strength.forked import ChildError, Send, fork_each
from evals.strength.host_process import hosted, serve
from evals.strength.probing import Probes
from evals.strength.product_sources import product_sources
from evals.strength.progress import Progress
from evals.strength.recording import RecordedRun, Recording
from evals.strength.recording_store import RecordedUnit, RecordingStore, digest_of_files

STORE = "tasks"
_EVALS = ROOT / "evals"  # the constants of the harness would import the product, before there are probes in it
_ONCE = "start of a process"
_HARNESS = ("answers", "harness", "metamorphic", "probes", "steps", "tiers")  # what a run does, not what it judges


def task_recording(runs: Mapping[str, Any], *, processes: int) -> Recording:
    """Return the recording of these runs, by name, after recording what is not known or not valid any more."""
    store = RecordingStore(STORE, product_sources())
    harness = digest_of_files(path for name in _HARNESS for path in (_EVALS / name).rglob("*.py"))
    owns = {name: f"{harness}{_digest_of_run(run)}" for name, run in runs.items()} | {_ONCE: harness}
    valid = {unit.name for unit in store.valid(owns)}
    missing = [name for name in owns if name not in valid]
    if missing:
        progress = Progress("tasks recorded", len(missing))
        for unit in hosted("evals.strength.task_recording", missing, processes=processes):
            store.append(replace(unit, own=owns[unit.name]))
            progress.step()
    return _recording(store, owns)


def forget_runs(names: Iterable[str]) -> None:
    """Have these runs recorded again the next time: they fail by now."""
    RecordingStore(STORE, product_sources()).forget(names)


def _recording(store: RecordingStore, owns: Mapping[str, str]) -> Recording:
    recording = Recording()
    for unit in store.valid(owns):
        for run, executed in unit.runs:
            if unit.name == _ONCE:
                recording.once = executed
            else:
                recording.add(run, executed)
        recording.said[unit.name] = unit.said
    return recording


def _digest_of_run(run: Any) -> str:
    """Return a digest of a task as it is read, and of the file of its world.

    Of a part of a probe, of everything that probes read: they are quick.
    """
    task = getattr(run, "task", None)
    text = _canonical(task.model_dump()) if task is not None else ""
    world = task.world if task is not None else getattr(run, "world", "")
    files = [_EVALS / "worlds" / f"{world}.jsonl"] if world else (_EVALS / "readings").rglob("*.*")
    return digest_of_files(path for path in files if path.suffix != ".pyc") + _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _canonical(value: object) -> str:
    """Return a value as text that is the same in every process: the order of a set is not."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_canonical(key)}:{_canonical(each)}" for key, each in value.items()) + "}"
    if isinstance(value, set | frozenset):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return repr(value)


def host(names: list[str], processes: int, send: Send) -> None:
    """Record runs, in a process that has not imported anything of the product."""
    probes = Probes()
    probes.install()
    from evals.strength.warm_suite import WarmSuite

    suite = WarmSuite()
    once = probes.seen()
    if _ONCE in names:
        send(RecordedUnit(_ONCE, "", ((RecordedRun(_ONCE, 0.0, is_green=True), once),)))

    def record(name: str, send_up: Send) -> None:
        probes.begin()
        started = time.process_time()
        checks, said = suite.findings.checks_and_text(suite.runs[name])
        run = RecordedRun(name, time.process_time() - started, not checks)
        send_up(RecordedUnit(name, "", ((run, probes.seen()),), said))

    for report in fork_each(record, [name for name in names if name != _ONCE], processes=processes):
        if report.messages and not isinstance(report.messages[0], ChildError):
            send(report.messages[0])


if __name__ == "__main__":
    serve(host)
