"""The table in docs/guardrails.md matches the faults."""

from pathlib import Path

import pytest

from evals.mutation.guard_faults import CHECKS, GUARD_FAULTS
from evals.mutation.patching import Fault, planted

_PAGE = Path(__file__).parents[3] / "docs" / "guardrails.md"


def test_the_page_lists_every_fault_with_the_checks_that_notice_it() -> None:
    table = _PAGE.read_text(encoding="utf-8").partition("| fault |")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]

    assert rows == [f"| {fault.fault_id} | {fault.why} | {', '.join(fault.caught_by)} |" for fault in GUARD_FAULTS]


def test_every_fault_has_a_check_that_notices_it() -> None:
    assert len({fault.fault_id for fault in GUARD_FAULTS}) == len(GUARD_FAULTS) >= 12
    assert all(fault.caught_by and set(fault.caught_by) <= set(CHECKS) for fault in GUARD_FAULTS)


@pytest.mark.parametrize("fault", GUARD_FAULTS, ids=lambda fault: fault.fault_id)
def test_the_code_that_a_fault_patches_exists(fault: Fault) -> None:
    with planted(fault) as reached:
        assert reached.is_counted
