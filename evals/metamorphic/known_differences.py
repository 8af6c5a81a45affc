"""Related tasks whose answers are known to differ from those of their base, each with its reason."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from evals.harness.errors import TaskInvalid

KNOWN = Path(__file__).with_name("known_differences.yaml")
KnownDifferences = Mapping[str, str]  # reasons by the ids of related tasks


def read_known(path: Path = KNOWN) -> KnownDifferences:
    """Read the reasons.

    Raises:
        TaskInvalid: when an entry has no reason.
    """
    known: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if bare := sorted(name for name, reason in known.items() if not isinstance(reason, str) or len(reason) < 20):
        raise TaskInvalid(f"{path.name}: without a reason: {', '.join(bare)}")
    return {name: str(reason) for name, reason in known.items()}
