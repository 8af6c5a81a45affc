"""The page is self-contained, its policy allows exactly its own script and style, and it holds what a reader asks."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.checks.base import CheckFinding
from evals.harness.results import SuiteResult, TaskResult
from evals.harness.task_sources import TaskPlaces
from evals.probes.result import ProbeResult
from evals.reporting.comparison import ReportInvalid, compare
from evals.reporting.json_report import as_json
from evals.reporting.page.history import read_history
from evals.reporting.page.results_page import PageOptions, as_page
from evals.tiers.tier import Tier
from tests.evals.checks.transcripts import asked, seen

OPTIONS = PageOptions(TaskPlaces(()), datetime(2026, 11, 30, 10, tzinfo=UTC))
TASK = asked().task
PASSED = TaskResult(TASK.model_copy(update={"id": "good"}), (seen(),), (), 0.1)
FAILED = TaskResult(TASK, (seen(),), (CheckFinding(1, "says", "no '</script><script>alert(1)'"),), 0.2)
SUITE = SuiteResult((PASSED, FAILED), 1.0, (ProbeResult("isolation", ("one differs",), 2.0),))


def data_of(page: str) -> Any:
    [text] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)


def test_the_policy_allows_the_script_and_the_style_of_the_page_and_no_other() -> None:
    page = as_page(SUITE, OPTIONS)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)

    def named(text: str) -> str:
        return "&#x27;sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "&#x27;"

    assert policy.startswith("default-src &#x27;none&#x27;; ")
    assert f"style-src {named(style)}; script-src {named(script)};" in policy
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert "style=" not in page.replace("<style", "")
    assert not re.findall(r"\son\w+=", page.split('<script type="application/json"', maxsplit=1)[0])


def test_what_failed_comes_first_and_needs_no_script() -> None:
    drift = compare({"gone@offline": "passed"}, {})
    page = as_page(SUITE, replace(OPTIONS, drift=drift)).split("<script type=", maxsplit=1)[0]

    wrong = page[page.index("What is wrong") : page.index("All runs")]
    assert "1 of 2 tasks did not pass." in wrong
    assert "<strong>Probe isolation</strong>: one differs" in wrong
    assert "no &#x27;&lt;/script&gt;&lt;script&gt;alert(1)&#x27;" in wrong
    assert "Of the" in wrong or "was promised on order" in wrong  # what was said
    assert "<dt>World</dt><dd>story</dd>" in wrong
    assert "gone@offline is gone" in wrong
    assert "good" not in wrong


def test_a_run_has_its_facts_its_selection_and_where_it_wrote() -> None:
    many = [replace(PASSED, task=TASK.model_copy(update={"id": f"good-{number}"})) for number in range(10)]
    [*passed, failed] = data_of(as_page(SuiteResult((*many, FAILED), 1.0), OPTIONS))["runs"]

    [turn] = failed["turns"]
    assert turn["facts"][0][:3] == ["f1", "promised", "₹100.00"]
    assert turn["selection"]
    assert set(turn["sinks"]) >= {"Response on the wire", "Requests to the model", "Stored on disk", "Audit", "Logs"}
    assert failed["checks"] == ["says"]
    assert (failed["file"], failed["ms"]) == (None, 200)
    assert passed[0]["turns"][0]["sinks"] is None  # among many runs only of those that failed


def test_history_compares_this_run_with_earlier_reports(tmp_path: Path) -> None:
    before = SuiteResult((PASSED, replace(FAILED, findings=()), replace(PASSED, tier=Tier.SCRIPTED)), 1.0)
    (tmp_path / "2026-11-29.json").write_text(as_json(before), encoding="utf-8")
    page = as_page(SUITE, replace(OPTIONS, history=read_history(tmp_path)))
    history = data_of(page)["history"]

    assert history["names"] == ["2026-11-29", "this run"]
    old, now = history["runs"]
    assert (old["scene@offline"][0], now["scene@offline"][0]) == ("passed", "failed")
    assert set(old) - set(now) == {"good@scripted"}
    assert old["good@offline"] == now["good@offline"]  # texts are numbered: the same text has one number
    assert history["texts"][now["scene@offline"][1]] == "turn 1, says: no '</script><script>alert(1)'"


def test_only_the_last_ten_reports_are_read(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"r{number:02}.json").write_text(as_json(SuiteResult((PASSED,), 1.0)), encoding="utf-8")

    assert [report.name for report in read_history(tmp_path)] == [f"r{number:02}" for number in range(2, 12)]


def test_a_folder_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportInvalid, match="no JSON report"):
        read_history(tmp_path)
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReportInvalid, match="is not a report"):
        read_history(tmp_path)
