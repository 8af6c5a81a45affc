"""Steps in task files: a mistake is refused before anything runs."""

from pathlib import Path

import pytest

from evals.harness.errors import TaskInvalid
from evals.harness.task_files import load_task

HEAD = """\
id: good
why: A reason that is long enough to be one.
tags: [staff]
world: story
now: "2026-11-23T10:00:00+05:30"
principal: {role: support_agent, subject: ravi, case: CASE-9001, customer: CUST-1001}
principals:
  lead: {role: support_lead, subject: lena, reason: a complaint}
"""
READ = "request: GET /v1/conversations\n    expect: {status: 200, body: {/data: {length: 0}}}"


def loaded(folder: Path, steps: str, head: str = HEAD) -> None:
    path = folder / "good.yaml"
    path.write_text(f"{head}steps:\n  - {steps}\n", encoding="utf-8")
    load_task(path)


def test_steps_by_their_kinds(tmp_path: Path) -> None:
    loaded(tmp_path, f"{READ}\n    as: lead\n    save: {{TAG: 'header:ETag'}}\n  - advance: 3min\n  - restart: chat")


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (f"{READ}\n    as: nobody-else", "step 1: nobody is named nobody-else"),
        (READ.replace("conversations", "conversations/${ID}"), "step 1: no earlier step saves ID"),
        (f"{READ.replace('}}}', '}}, same_as: first}')}", "step 1: no earlier step is named first"),
        (f"{READ}\n    name: one\n  - {READ}\n    name: one", "step 2: another step is named one"),
        ("read: position\n    ends: true", "step 1: no stream position is open"),
        ("request: GET /v1/conversations\n    expect: {status: 200}", "expect more than a status"),
        ("request: FETCH /v1/conversations\n    expect: {status: 204}", "match pattern"),
        ("advance: 3 fortnights", "match pattern"),
        ("sleep: 3s", "Unable to extract tag"),
        (f"{READ}\n    cookies: none", "Extra inputs are not permitted"),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, steps: str, line: str) -> None:
    with pytest.raises(TaskInvalid, match=line):
        loaded(tmp_path, steps)


def test_a_setting_that_the_product_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskInvalid, match="no such setting: REWARDS_AGENT_CHAT_RATES"):
        loaded(tmp_path, READ, f"{HEAD}settings: {{REWARDS_AGENT_CHAT_RATES: 2/minute}}\n")


def test_a_task_has_turns_or_steps(tmp_path: Path) -> None:
    with pytest.raises(TaskInvalid, match="a task has either turns or steps"):
        loaded(tmp_path, READ, f"{HEAD}turns: [{{ask: 'Why?', expect: {{outcome: answered, amounts: []}}}}]\n")
