"""The report as JUnit XML, for tools that show test results and annotate the lines of a change."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.harness.results import SuiteResult, TaskResult
from evals.harness.task_sources import TaskPlace, TaskPlaces
from evals.reporting.failures import FailedTask, block_lines, failed_tasks


def as_junit(suite: SuiteResult, places: TaskPlaces) -> str:
    """Return one test case for each task, whatever tiers it ran on, and one for each probe.

    ``file`` and ``line`` of a case that failed are those of the first expectation that was not met.
    """
    runs: dict[str, list[TaskResult]] = {}
    for result in suite.gating:  # a live model does not gate
        runs.setdefault(result.task.id, []).append(result)
    failed = {block.task.id: block for block in failed_tasks(suite, places)}
    errors = sum(bool(block.errors) for block in failed.values())
    root = Element("testsuites")
    cases = SubElement(
        root,
        "testsuite",
        name="evals",
        tests=str(len(runs) + len(suite.probes)),
        failures=str(len(failed) - errors + sum(bool(probe.findings) for probe in suite.probes)),
        errors=str(errors + sum(probe.error is not None for probe in suite.probes)),
        time=f"{suite.duration_s:.3f}",
    )
    for task_id, of_task in runs.items():
        _case(cases, of_task, failed.get(task_id), places)
    for probe in suite.probes:
        case = SubElement(cases, "testcase", classname="probe", name=probe.name, time=f"{probe.duration_s:.3f}")
        if probe.error is not None:
            SubElement(case, "error", message=probe.error)
        elif probe.findings:
            SubElement(case, "failure", message=probe.findings[0]).text = "\n".join(probe.findings)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(cases: Element, runs: Iterable[TaskResult], failed: FailedTask | None, places: TaskPlaces) -> None:
    first, *_ = of_task = list(runs)
    case = SubElement(
        cases,
        "testcase",
        classname=first.task.world,
        name=first.task.id,
        time=f"{sum(run.duration_s for run in of_task):.3f}",
    )
    place = places.place(first.task) if failed is None else _first_place(failed)
    if place is not None:
        case.set("file", place.path)
        case.set("line", str(place.line))
    if failed is not None:
        kind = "error" if failed.errors else "failure"
        SubElement(case, kind, message=failed.headline).text = "\n".join(block_lines(failed))


def _first_place(failed: FailedTask) -> TaskPlace | None:
    return next((failure.place for failure in failed.failures if failure.place), failed.place)
