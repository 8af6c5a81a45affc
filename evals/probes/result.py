"""What came of a probe."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What came of one probe. ``error`` is set when it could not be run to its end."""

    name: str
    findings: tuple[str, ...]
    duration_s: float
    error: str | None = None
