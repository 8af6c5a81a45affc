"""Whether an exception that ended a task came out of the product, and is therefore its failure and not the suite's."""

import traceback
from pathlib import Path

from evals.checks.base import CheckFinding
from evals.harness.errors import WorldRefused
from evals.harness.product_functions import PACKAGES, ROOT

CHECK = "crash"  # the name that such a finding has, as a check's


def crash_of_product(error: BaseException) -> CheckFinding | None:
    """Return the finding for an exception of the product; None for one of the suite.

    It is of the product if the innermost frame in this tree is the product's: also if a library raised it there.
    """
    if isinstance(error, WorldRefused):
        return CheckFinding(0, CHECK, str(error))
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _package(frame.filename) is not None]
    if not ours or _package(ours[-1].filename) not in PACKAGES:
        return None
    place = Path(ours[-1].filename).relative_to(ROOT)
    return CheckFinding(0, CHECK, f"the product crashed: {type(error).__name__}: {error} at {place}:{ours[-1].lineno}")


def _package(file: str) -> str | None:
    """Return the package of this tree that a file belongs to; None for a library's."""
    path = Path(file)
    if not path.is_relative_to(ROOT) or "site-packages" in path.parts:
        return None
    return path.relative_to(ROOT).parts[0]
