"""How much of a wide test runs: a share of its cases for every change, and all of them in `make nightly`.

A wide test repeats one rule over many cases, drawn from seeds or listed. A case that finds a fault is kept as a test
with a name, so that the share loses nothing that was once found.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

_Case = TypeVar("_Case")
IS_THOROUGH = os.environ.get("TEST_THOROUGHLY") == "1"


def share(cases: Sequence[_Case], *, of: int, place: int = 0) -> Sequence[_Case]:
    """Return all cases when tests are thorough, and otherwise one of every ``of``, beginning with that at ``place``.

    Tests that share out one list by different places cover all of it together.
    """
    return cases if IS_THOROUGH else cases[place % of :: of]


def seeds(every_change: int, *, nightly: int) -> range:
    """Return so many seeds, beginning with 0."""
    return range(nightly if IS_THOROUGH else every_change)
