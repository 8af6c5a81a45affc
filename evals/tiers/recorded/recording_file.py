"""Recordings on disk: one JSON file for each trial of a task, which states what kind of model answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from evals.checks.canaries import found_in
from evals.harness.errors import HarnessError
from evals.tiers.recorded.model_exchange import Exchange, key_of
from evals.tiers.scripted.scripted_server import NAME as STAND_IN

RECORDINGS = Path(__file__).resolve().parents[2] / "recordings"
FORMAT = 1


class RecordingInvalid(HarnessError):
    """A file is not a recording that can be replayed."""


class Origin(StrEnum):
    """Who answered. A recording of the stand-in proves that replay works, and says nothing about any model."""

    PROVIDER = "provider"
    STAND_IN = "standIn"


@dataclass(frozen=True, slots=True)
class Recording:
    """The exchanges of one trial of a task. ``model`` is the name that was requested."""

    task_id: str
    trial: int
    model: str
    origin: Origin
    recorded_on: date
    exchanges: tuple[Exchange, ...]

    def named(self) -> str:
        """Return a description: origin, model and day."""
        who = "a stand-in" if self.origin is Origin.STAND_IN else "a provider"
        return f"of {who}, model {self.model}, {self.recorded_on.isoformat()}"


def origin_of(exchanges: Sequence[Exchange], *, model: str) -> Origin:
    """Return who answered. A model with the stand-in's name is the stand-in, wherever it was served from."""
    names = {model, *(name for exchange in exchanges for name in exchange.answered_by)}
    return Origin.STAND_IN if STAND_IN in names else Origin.PROVIDER


def write(recording: Recording, folder: Path, *, secrets: Sequence[str]) -> tuple[str, ...]:
    """Write a recording, unless it holds one of the secrets: then return a line for each, without its value.

    Raises:
        RecordingInvalid: if the file cannot be written.
    """
    text = json.dumps(_document(recording), ensure_ascii=False, indent=1) + "\n"
    if leaks := tuple(found_in(text, secrets)):
        return tuple(f"not recorded: {leak} would be in the recording" for leak in leaks)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _path(folder, recording.task_id, recording.trial).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordingInvalid(f"{folder} cannot be written: {error.strerror}") from error
    return ()


def read_folder(folder: Path) -> dict[Path, Recording]:
    """Return every recording of a folder, in the order of their names.

    Raises:
        RecordingInvalid: if one cannot be replayed, or there is none.
    """
    found = {path: read(path) for path in sorted(folder.glob("*.json"))}
    if not found:
        raise RecordingInvalid(f"no recordings in {folder}")
    return found


def read(path: Path) -> Recording:
    """Return one recording.

    Raises:
        RecordingInvalid: if it is not one, or was edited by hand so that a request no longer matches its key.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(f"format {document['format']}")
        recording = Recording(
            task_id=document["task"],
            trial=document["trial"],
            model=document["model"],
            origin=Origin(document["origin"]),
            recorded_on=date.fromisoformat(document["recordedOn"]),
            exchanges=tuple(_exchange(each) for each in document["exchanges"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordingInvalid(f"{path.name} is not a recording: {error}") from error
    return recording


def _path(folder: Path, task_id: str, trial: int) -> Path:
    return folder / f"{task_id}.{trial}.json"


def _document(recording: Recording) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "task": recording.task_id,
        "trial": recording.trial,
        "model": recording.model,
        "origin": recording.origin.value,
        "recordedOn": recording.recorded_on.isoformat(),
        "exchanges": [asdict(exchange) for exchange in recording.exchanges],
    }


def _exchange(document: Mapping[str, Any]) -> Exchange:
    request = document["request"]
    if document["is_request_whole"] and document["key"] != key_of(request):
        raise ValueError("a request does not match its key")
    return Exchange(
        key=document["key"],
        request=request,
        status=document["status"],
        headers=document["headers"],
        frames=tuple(document["frames"]),
        is_whole=document["is_whole"],
        is_request_whole=document["is_request_whole"],
    )
