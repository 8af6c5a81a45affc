"""The run of a small real model, without one: its figures, and what is said where something is missing."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from evals.checks.base import CheckFinding
from evals.checks.registry import CHECKS
from evals.harness.results import TaskResult
from evals.harness.task_files import suite_tasks
from evals.small_model import __main__ as command
from evals.small_model.figures import WRONG_CHECKS, ModelFigures
from evals.small_model.model_process import SCRIPTS, NoServer, served
from evals.tiers.live.model_calls import ModelCall
from evals.tiers.tier import Tier
from guardrails.degradation import DegradedReason
from tests.evals.checks.transcripts import answer, seen

TASK = next(task for task in suite_tasks() if task.id == "story-order")
ASKED = seen(model_requests=("{}",))
CUT = seen(answer(degraded=True, degraded_reason=DegradedReason.MODEL_CUT_SHORT), model_requests=("{}",))
NODE = shutil.which("node")


def result(*findings: CheckFinding) -> TaskResult:
    calls = (ModelCall(status=200, total_ms=2_000.0),)
    return TaskResult(TASK, (ASKED,), findings, 2.0, Tier.LIVE, calls=calls)


def test_figures_count_what_passed_what_was_cut_short_and_how_long_it_took() -> None:
    cut = replace(result(CheckFinding(1, "outcome", "degraded is True, not False")), turns=(CUT,))
    figures = ModelFigures("small", (result(), cut))

    assert (figures.passed, figures.wrong, figures.asked_turns) == (1, (), 2)
    assert figures.fallbacks == {"modelCutShort": 1}
    assert figures.call_s == (2.0, 2.0)
    assert "small: 2 tasks, 1 passed, wrong figures 0" in list(figures.lines())


def test_a_wrong_figure_is_named_and_a_missing_one_is_not_wrong() -> None:
    figures = ModelFigures(
        "small",
        (
            result(
                CheckFinding(1, "grounding", "holds '9' without a fact"), CheckFinding(1, "says", "does not say '64'")
            ),
        ),
    )

    assert figures.wrong == ("story-order, turn 1, grounding: holds '9' without a fact",)
    assert "  WRONG story-order, turn 1, grounding: holds '9' without a fact" in list(figures.lines())


def test_every_check_that_finds_something_wrong_exists() -> None:
    assert set(CHECKS) >= WRONG_CHECKS


def test_without_a_model_nothing_is_run_and_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "none.gguf"
    monkeypatch.setattr("sys.argv", ["small_model", "--model", str(model), "--packages", str(tmp_path)])

    assert command.main() == 0
    assert capsys.readouterr().out in {
        f"small model: not run: {model} is missing\n",
        "small model: not run: node is missing\n",
    }


def test_a_server_that_ends_at_once_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NoServer), served(node="/bin/false", model=tmp_path / "m.gguf", packages=tmp_path):
        pass


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the server of the small model runs on it")
def test_the_prompt_shows_results_before_their_question_and_the_schema_allows_the_menu() -> None:
    messages = [
        {"role": "system", "content": "Choose."},
        {"role": "user", "content": "What is left?"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "Menu:\ns1 (message): Anything?\ns4 (remaining, position): ₹64.00 s9 (x): no"},
    ]
    script = (
        f"import {{ shown }} from '{(SCRIPTS / 'chat_prompt.mjs').as_uri()}';"
        f"import {{ selectionSchema }} from '{(SCRIPTS / 'selection_schema.mjs').as_uri()}';"
        f"const messages = {json.dumps(messages)};"
        "const ids = selectionSchema(messages).properties.statements.items.enum;"
        "console.log(JSON.stringify([shown(messages).map((each) => each.role + ': ' + each.text.slice(0, 7)), ids]));"
    )
    done = subprocess.run([str(NODE), "--input-type=module", "-e", script], capture_output=True, check=True, text=True)

    assert json.loads(done.stdout) == [["system: Choose.", "user: Menu:\ns", "user: What is"], ["s1", "s4"]]
