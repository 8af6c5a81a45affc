"""Chooses the server that answers a run, and reports problems of a recording after the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.harness.task import Task
from evals.harness.world import WORLDS, World, load_world
from evals.tiers.live.relay import Relay
from evals.tiers.recorded.recording_file import Recording, RecordingInvalid, origin_of, read, write
from evals.tiers.recorded.replay_server import ReplayServer
from evals.tiers.scripted.scripted_server import NAME, ScriptedProvider
from evals.tiers.tier import Tier

RECORDING = "recording"  # the name that findings about recordings have, as a check's
Server = ScriptedProvider | ReplayServer | Relay


@dataclass(frozen=True, slots=True)
class TierRun:
    """One task against one tier."""

    task: Task
    tier: Tier
    trial: int = 1
    replay: Path | None = None  # the recording that answers, on the recorded tier
    record: Path | None = None  # the folder in which a model's answers are recorded
    worlds: tuple[Path, ...] = (WORLDS,)  # the folders in which the world is looked up

    def world(self) -> World:
        """Return the world of the task.

        Raises:
            WorldInvalid: when it cannot be loaded.
        """
        return load_world(self.task.world, *self.worlds)


def server_for(run: TierRun) -> Server | None:
    """Return the server that answers a run; None on the offline tier. A live run brings a relay instead."""
    if run.tier is Tier.SCRIPTED:
        scripted = ScriptedProvider(run.task.behaviour)
        scripted.usage = {"prompt_tokens": 900, "completion_tokens": 100}  # as much as a typical call uses
        return scripted
    if run.tier is Tier.RECORDED and run.replay is not None:
        return ReplayServer(read(run.replay))
    return None


def played(recordings: Mapping[Path, Recording], tasks: Sequence[Task], *, is_selection: bool) -> list[TierRun]:
    """Return the runs that replay recordings, for those of the tasks that have one.

    Raises:
        RecordingInvalid: if a recording's task does not exist; with ``is_selection`` such recordings are left out.
    """
    known = {task.id: task for task in tasks}
    unknown = sorted(recording.task_id for recording in recordings.values() if recording.task_id not in known)
    if unknown and not is_selection:
        raise RecordingInvalid(f"recordings of tasks that do not exist: {', '.join(unknown)}")
    return [
        TierRun(known[recording.task_id], Tier.RECORDED, recording.trial, replay=path)
        for path, recording in recordings.items()
        if recording.task_id in known
    ]


def problems(run: TierRun, server: Server | None, world: World) -> tuple[str, ...]:
    """Write a recording if one is wanted, and return the problems of it or of the one that was replayed."""
    if isinstance(server, ReplayServer):
        return server.problems()
    if server is None or run.record is None:
        return ()
    model = server.asked_for if isinstance(server, Relay) else NAME
    recording = Recording(
        task_id=run.task.id,
        trial=run.trial,
        model=model,
        origin=origin_of(server.exchanges, model=model),
        recorded_on=datetime.now(UTC).date(),
        exchanges=tuple(server.exchanges),
    )
    canaries = [canary for turn in run.task.turns for canary in turn.expect.canaries]
    return write(recording, run.record, secrets=[*world.secrets, *canaries])
