"""The result of a probe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The result of one probe. ``error`` is set if it could not be completed."""

    name: str
    findings: tuple[str, ...]
    duration_s: float
    error: str | None = None
