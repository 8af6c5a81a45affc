"""The results page of the eval suite in a browser: from a file, under its own policy, on a narrow screen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.checks.base import CheckFinding
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.task_sources import TaskPlaces
from evals.reporting.json_report import as_json
from evals.reporting.page.history import read_history
from evals.reporting.page.results_page import PageOptions, as_page
from evals.tiers.tier import Tier
from tests.evals.checks.transcripts import asked, seen
from tests.web.axe import violations

pytestmark = pytest.mark.browser

WRONG = CheckFinding(1, "amounts", "no fact: remaining 63.00 INR")


def result(name: str, *findings: CheckFinding, tags: tuple[str, ...] = ("staff",)) -> TaskResult:
    task = asked().task.model_copy(update={"id": name, "tags": tags})
    return TaskResult(task, (seen(),), findings, 0.1)


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the page of a run with one failure, and an earlier report in which the same task passed."""
    runs = (result("good"), result("wrong", WRONG, tags=("window",)), result("fine", tags=("window",)))
    before = SuiteResult((*runs[::2], replace(runs[1], findings=())), 1.0)
    (tmp_path / "2026-11-29.json").write_text(as_json(before), encoding="utf-8")
    options = PageOptions(TaskPlaces(()), datetime(2026, 11, 30, tzinfo=UTC), history=read_history(tmp_path))
    scripted = replace(runs[1], tier=Tier.SCRIPTED)
    file = tmp_path / "page.html"
    file.write_text(as_page(SuiteResult((*runs, scripted), 1.0), options), encoding="utf-8")
    context = browser.new_context(viewport={"width": 400, "height": 900}, color_scheme=request.param, offline=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert complaints == []


def test_a_reader_finds_what_failed_and_its_transcript(page: Page) -> None:
    wrong = page.get_by_role("region", name="What is wrong")
    expect(wrong.get_by_role("article")).to_have_count(1)
    expect(wrong.get_by_role("article", name="wrong")).to_contain_text("remaining 63.00 INR")

    wrong.get_by_role("link", name="Whole transcript of wrong").click()
    run = page.locator("details.run[open]").first
    expect(run.get_by_role("region", name="Facts")).to_contain_text("₹64.00")
    expect(run.locator("summary").first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_runs_are_filtered_by_tag_verdict_check_and_text(page: Page) -> None:
    status = page.locator("#runs").get_by_role("status")
    expect(status).to_have_text("4 of 4 runs")
    page.get_by_label("Tag", exact=True).select_option("window")
    expect(status).to_have_text("3 of 4 runs")
    page.get_by_label("Verdict", exact=True).select_option("passed")
    expect(status).to_have_text("1 of 4 runs")
    page.get_by_label("Verdict", exact=True).select_option("")
    page.get_by_label("Failed check", exact=True).select_option("amounts")
    page.get_by_label("Search").fill("SCRIPTED 63.00")
    expect(status).to_have_text("1 of 4 runs")


def test_two_runs_are_compared(page: Page) -> None:
    compared = page.locator("#compare")
    expect(compared.get_by_role("status")).to_have_text("2 runs differ")
    first = compared.locator("details").first
    first.locator("summary").click()
    expect(first).to_contain_text("verdict: passed before, failed after")
    expect(first).to_contain_text("+ turn 1, amounts: no fact: remaining 63.00 INR")
    page.get_by_label("After", exact=True).select_option("2026-11-29")
    expect(compared.get_by_role("status")).to_have_text("0 runs differ")


def test_it_breaks_no_rule_of_accessibility(page: Page) -> None:
    page.locator("details.run summary").first.click()

    assert violations(page) == []
