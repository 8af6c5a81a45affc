"""The YAML files of this package."""

from pathlib import Path
from typing import Any

import yaml

_SAFE_LOADER: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same rules, ten times as fast, where it is built


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds: plain values only, no objects."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_SAFE_LOADER)  # noqa: S506 - it is a safe loader
