"""A lucky catch, a fault that never ran and a missing patch point are reported as such, and do not count as caught."""

import pytest

from evals.checks.registry import CHECKS
from evals.harness.task_files import suite_tasks
from evals.mutation import mutation_run
from evals.mutation.all_faults import FAULTS, HARMLESS
from evals.mutation.mutation_report import drop_one, exit_status
from evals.mutation.mutation_run import Caught, MutationOutcome, Planting, PlantingKind
from evals.mutation.patching import Fault, planted
from evals.mutation.useless_agents import AGENTS
from evals.probes.registry import PROBES

pytestmark = pytest.mark.slow

TAGS = {tag for task in suite_tasks() for tag in task.tags}


def outcome(
    caught: Caught, *, kind: PlantingKind = PlantingKind.FAULT, ran: int = 4, **by: tuple[str, ...]
) -> MutationOutcome:
    return MutationOutcome(Planting(kind, "some", is_whole=True), caught, times=1, ran=ran, by=by)


def test_there_are_enough_of_each() -> None:
    assert len(FAULTS) >= 43
    assert len(HARMLESS) >= 10
    assert len(AGENTS) == 7
    assert len({fault.fault_id for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize("fault", [*FAULTS, *HARMLESS, *AGENTS], ids=lambda fault: fault.fault_id)
def test_each_patches_code_that_exists_and_affects_a_task_or_probe(fault: Fault) -> None:
    with planted(fault):
        pass

    probes = set(fault.caught_by) & set(PROBES)
    assert set(fault.caught_by) <= set(CHECKS) | set(PROBES)
    assert fault.tags <= TAGS
    assert fault.tags or probes


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], 2),
        ([outcome(Caught.NAMED)], 0),
        ([outcome(Caught.LUCKY)] * 3, 0),
        ([outcome(Caught.LUCKY)] * 4, 1),
        ([outcome(Caught.MISSED)], 1),
        ([outcome(Caught.UNREACHED)], 2),
        ([outcome(Caught.GONE)], 2),
        ([outcome(Caught.CRASHED)], 2),
        ([outcome(Caught.MISSED, kind=PlantingKind.HARMLESS)], 0),
        ([outcome(Caught.LUCKY, kind=PlantingKind.HARMLESS, task=("says",))], 1),
        ([outcome(Caught.LUCKY, kind=PlantingKind.DEGENERATE, ran=4, task=("says",))], 0),
        ([outcome(Caught.LUCKY, kind=PlantingKind.DEGENERATE, ran=5, task=("says",))], 1),
    ],
)
def test_the_exit_status_distinguishes_a_weak_suite_from_a_broken_one(
    outcomes: list[MutationOutcome], status: int
) -> None:
    assert exit_status(outcomes) == status


def test_checks_that_notice_nothing_are_listed() -> None:
    found = drop_one([outcome(Caught.NAMED, first=("amounts",)), outcome(Caught.NAMED, second=("amounts", "says"))])

    assert "amounts" not in found["checksThatNoticeNothing"]
    assert "dates" in found["checksThatNoticeNothing"]


def test_a_fault_is_run_until_the_first_check_that_it_names() -> None:
    result = mutation_run.run_planting(Planting(PlantingKind.FAULT, "version-1-for-2"))

    assert (result.caught, result.ran) == (Caught.NAMED, 1)
    assert "access" in next(iter(result.by.values()))
