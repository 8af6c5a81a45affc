"""The report as JUnit XML, for tools that show test results."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.harness.results import RunVerdict, SuiteResult, TaskResult
from evals.reporting.redaction import shown


def as_junit(suite: SuiteResult) -> str:
    """Return one test case for each run and each probe."""
    root = Element("testsuites")
    cases = SubElement(
        root,
        "testsuite",
        name="evals",
        tests=str(len(suite.gating) + len(suite.probes)),
        failures=str(suite.count(RunVerdict.FAILED) + sum(bool(probe.findings) for probe in suite.probes)),
        errors=str(suite.count(RunVerdict.BROKEN) + sum(probe.error is not None for probe in suite.probes)),
        time=f"{suite.duration_s:.3f}",
    )
    for result in suite.gating:  # a live model does not gate
        _case(cases, result)
    for probe in suite.probes:
        case = SubElement(cases, "testcase", classname="probe", name=probe.name, time=f"{probe.duration_s:.3f}")
        if probe.error is not None:
            SubElement(case, "error", message=probe.error)
        elif probe.findings:
            SubElement(case, "failure", message=probe.findings[0]).text = "\n".join(probe.findings)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(cases: Element, result: TaskResult) -> None:
    case = SubElement(
        cases,
        "testcase",
        classname=f"{result.tier.value}.{result.task.world}",
        name=result.task.id,
        time=f"{result.duration_s:.3f}",
    )
    if result.error is not None:
        SubElement(case, "error", message=shown(result.error))
    elif result.findings:
        lines = [f"turn {finding.turn}, {finding.check}: {shown(finding.message)}" for finding in result.findings]
        SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
