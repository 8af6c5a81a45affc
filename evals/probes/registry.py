"""All probes by name, and a function that runs one."""

import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from evals.harness.idle_clock import run_steadily
from evals.probes import chunking, disconnect, isolation, menus, message_texts, question_readings, rewards_reads
from evals.probes.base import Probe
from evals.probes.result import ProbeResult

PROBES: Mapping[str, Probe] = MappingProxyType(
    {
        "isolation": isolation.probe,
        "chunking": chunking.probe,
        "disconnect": disconnect.probe,
        "rewardsReads": rewards_reads.probe,
        "questionReadings": question_readings.probe,
        "messageTexts": message_texts.probe,
        "menus": menus.probe,
    }
)


def run_probe(name: str, folder: Path) -> ProbeResult:
    """Run a probe in a new event loop, in ``folder``, which is created."""
    folder.mkdir(parents=True)
    started = time.perf_counter()
    found: list[str] = []

    async def alone() -> None:
        found.extend(await PROBES[name](folder))

    try:
        run_steadily(alone())
    except Exception as error:  # noqa: BLE001 -- whatever it is, the probe has no verdict
        return ProbeResult(name, (), time.perf_counter() - started, f"{type(error).__name__}: {error}")
    return ProbeResult(name, tuple(found), time.perf_counter() - started)
