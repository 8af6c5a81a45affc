"""The outcomes of mutants, appended as they arrive: a run that was stopped goes on where it was.

The file also says which run noticed which mutant of an earlier state of the tree: it is the first to be tried again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.harness.product_functions import PACKAGES, ROOT
from evals.strength.mutant import Mutant
from evals.strength.outcome import MutantOutcome, Noticed, Stage
from evals.strength.recording_store import FOLDER
from evals.strength.task_order import Killers

_MOST_BYTES = 50_000_000  # of the file: after that only the present state is kept
_SEALED = "sealed"


class OutcomeLog:
    """A file of JSON lines. ``sealed`` has the fingerprints of which only the result is written, and no place."""

    def __init__(
        self, *, is_new: bool = False, sealed: Iterable[str] = (), path: Path = FOLDER / "outcomes.jsonl"
    ) -> None:
        self._path = path
        self._sealed = frozenset(sealed)
        self._states = {stage: _state(stage) for stage in Stage}
        lines = _lines(path)
        self._known = (
            {}
            if is_new
            else {
                (line["id"], Stage(line["stage"])): line
                for line in lines
                if line["state"] == self._states[Stage(line["stage"])]
            }
        )
        self.killers = Killers()
        for line in lines:
            if line.get("path") and line["noticed"] == Noticed.BY_EVALS and line["stage"] == Stage.TASKS:
                self.killers.add(line["path"], line["function"], line["by"])
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.write_text("".join(map(_text, self._known.values())), encoding="utf-8")

    def known(self, mutant: Mutant, stage: Stage) -> MutantOutcome | None:
        """Return what this stage noticed of a mutant, if it was run over this state of the tree."""
        line = self._known.get((mutant.fingerprint, stage))
        if line is None:
            return None
        return MutantOutcome(
            mutant,
            Noticed(line["noticed"]),
            by=line.get("by", ""),
            checks=tuple(line.get("checks", ())),
            timed_out=line["timedOut"],
            tasks=tuple(line.get("tasks", ())),
            tests=tuple(line.get("tests", ())),
            cpu_s=line["cpuSeconds"],
            detail=line.get("detail", ""),
        )

    def append(self, outcome: MutantOutcome, stage: Stage) -> None:
        line = self._as_line(outcome, stage)
        self._known[outcome.mutant.fingerprint, stage] = line
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_text(line))

    def _as_line(self, outcome: MutantOutcome, stage: Stage) -> dict[str, Any]:
        mutant = outcome.mutant
        line = {
            "state": self._states[stage],
            "id": mutant.fingerprint,
            "stage": stage.value,
            "noticed": outcome.noticed.value,
            "timedOut": outcome.timed_out,
            "cpuSeconds": round(outcome.cpu_s, 3),
        }
        if mutant.fingerprint in self._sealed:
            return line
        return line | {
            "path": mutant.path,
            "function": mutant.function,
            "by": outcome.by,
            "checks": outcome.checks,
            "tasks": outcome.tasks,
            "tests": outcome.tests,
            "detail": outcome.detail,
        }


def _lines(path: Path) -> Sequence[dict[str, Any]]:
    """Return the lines; the last one is left out if the run was stopped while it was written."""
    found = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    return found


def _text(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"


def _state(stage: Stage) -> str:
    """Return a digest of everything that the result of a stage may depend on, but for this engine."""
    folders = [*PACKAGES, "knowledge", "evals", *(["tests"] if stage in (Stage.TESTS, Stage.HARMLESS_TESTS) else [])]
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            is_left_out = "__pycache__" in path.parts or ROOT / "evals" / "strength" in path.parents
            if path.is_file() and not is_left_out:
                digest.update(f"{path.relative_to(ROOT)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
