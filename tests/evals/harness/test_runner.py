"""The runner: correct answers pass, wrong ones fail by the right check, and a broken task counts as neither."""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, tzinfo
from typing import Any
from unittest import mock

import pytest

import tools.wording
from agent.answer_builder import AnswerBuilder
from evals.harness.errors import WorldInvalid
from evals.harness.results import RunVerdict, SuiteResult
from evals.harness.runner import run_suite
from evals.harness.service_under_test import staged
from evals.harness.task import Task
from evals.harness.task_files import select, suite_tasks
from guardrails.authorization.cedar import CedarPolicy
from guardrails.authorization.field_projection import Projection
from guardrails.authorization.policy import Decision
from guardrails.pii.vault import Vault
from guardrails.tool_gateway import ToolGateway
from language.days import Days
from tools.rewards_client import RewardsApi

pytestmark = pytest.mark.slow

TASKS = {task.id: task for task in suite_tasks()}


def changed(task: Task, **changes: Any) -> Task:
    return Task.model_validate(task.model_dump(mode="json") | changes, strict=False)


def checks_of(suite: SuiteResult) -> set[str]:
    return {finding.check for result in suite.results for finding in result.findings}


async def test_concurrent_tasks_pass_and_are_in_the_order_of_their_ids() -> None:
    chosen = select(TASKS.values(), ids=["story-order", "story-order-json", "scratch-card-customer", "rewards-503"])
    done: list[str] = []

    suite = await run_suite(chosen, jobs=4, on_done=lambda result: done.append(result.task.id))

    assert [(r.task.id, r.findings, r.error) for r in suite.results] == [(task.id, (), None) for task in chosen]
    assert sorted(done) == [task.id for task in chosen]
    assert suite.exit_status == 0


async def test_the_transcript_of_a_turn_holds_that_turn_only() -> None:
    suite = await run_suite(select(TASKS.values(), ids=["story-order", "returned-item", "follow-up"]), jobs=3)

    by_id = {result.task.id: result.turns for result in suite.results}
    [story] = by_id["story-order"]
    [returned] = by_id["returned-item"]
    first, second = by_id["follow-up"]
    assert [request.path for request in story.requests] == ["/promotion-executions/404-1029384-5566778"]
    assert [request.path for request in returned.requests] == ["/promotion-executions/402-1000001-0000001"]
    assert story.model_requests == ()  # no model was asked: this is the offline tier
    assert "404-1029384-5566778" in story.stored
    assert (len(first.audit), len(second.audit)) == (1, 1)
    assert second.earlier == (first,)
    assert first.answer is not None
    assert second.answer is not None
    assert first.answer.conversation_id == second.answer.conversation_id


async def test_a_wrong_literal_fails_the_task_by_its_check() -> None:
    task = changed(
        TASKS["lead-any-customer"],
        turns=[
            {
                "ask": "What was granted on order 402-3334445-1112223?",
                "expect": {"outcome": "answered", "gift_cards": ["0000"], "reasons": ["EXPIRED"]},
            }
        ],
    )

    suite = await run_suite([task])

    assert checks_of(suite) == {"giftCards", "reasons"}
    assert (suite.results[0].verdict, suite.exit_status) == (RunVerdict.FAILED, 1)


async def test_a_task_that_crashes_is_broken_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fallible(task: Task, *rest: Any) -> Any:
        if task.id == "greeting":
            raise RuntimeError("the stage fell down")
        return staged(task, *rest)

    monkeypatch.setattr("evals.harness.runner.staged", fallible)

    suite = await run_suite(select(TASKS.values(), ids=["greeting", "off-topic"]))

    broken, passed = suite.results
    assert (broken.verdict, passed.verdict) == (RunVerdict.BROKEN, RunVerdict.PASSED)
    assert broken.error is not None
    assert broken.error.startswith("RuntimeError: the stage fell down at test_runner.py")
    assert suite.exit_status == 2


async def test_a_missing_world_ends_the_run() -> None:
    with pytest.raises(WorldInvalid, match=r"nowhere\.jsonl"):
        await run_suite([changed(TASKS["greeting"], world="nowhere")])


async def test_a_run_without_tasks_is_not_a_passed_one() -> None:
    assert (await run_suite([])).exit_status == 2


async def test_a_crash_of_the_product_is_a_failed_task_not_a_broken_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: ToolGateway, *_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(ToolGateway, "call", crash)

    suite = await run_suite([TASKS["story-order-json"]])

    assert suite.results[0].verdict is RunVerdict.FAILED
    assert "outcome" in checks_of(suite)


# What the suite is for: faults of the product, each caught by the check that is made for it.


def _widened(self: Days, _: tzinfo) -> tuple[datetime, datetime]:
    return _real_instants(self, UTC)


def _writing(text: str) -> AbstractContextManager[Any]:
    """Replace the text of every answer."""

    def answered(self: AnswerBuilder) -> str:
        self.realiser.text = text
        return text

    return mock.patch.object(AnswerBuilder, "add_offline_answer", answered)


async def _unversioned(self: RewardsApi, path: str, query: Mapping[str, str], model: Any) -> Any:
    return await _real_get(self, path, {name: value for name, value in query.items() if name != "version"}, model)


async def _elsewhere(self: RewardsApi, path: str, query: Mapping[str, str], model: Any) -> Any:
    return await _real_get(self, f"refunds/{path}", query, model)


def _day_in_utc(instant: datetime, _: tzinfo) -> str:
    return _real_day(instant, UTC)


def _logged(self: Vault, text: str) -> str:
    logging.getLogger("agent").warning("asked: %s", text)
    return _real_admit(self, text)


_real_instants, _real_get, _real_day, _real_admit = (
    Days.to_instants,
    RewardsApi._get,
    tools.wording.format_day,
    Vault.admit,
)
_ALLOWED = Decision(allowed=True, policy="everybody")

FAULTS: dict[str, tuple[AbstractContextManager[Any], str, str]] = {
    "a silent agent": (_writing(""), "story-order", "amounts"),
    "an agent that always refuses": (_writing("I can only look things up."), "story-order", "statements"),
    "an agent that greets everybody": (_writing("Hello!"), "off-topic", "says"),
    "days of UTC in a search": (mock.patch.object(Days, "to_instants", _widened), "midnight-window", "requests"),
    "days of UTC in a text": (mock.patch.object(tools.wording, "format_day", _day_in_utc), "midnight-window", "dates"),
    "version 1 for version 2": (mock.patch.object(RewardsApi, "_get", _unversioned), "story-order", "access"),
    "an unknown path": (
        mock.patch.object(RewardsApi, "_get", _elsewhere),
        "story-order",
        "unexpectedRequests",
    ),
    "a policy that fails open": (
        mock.patch.object(CedarPolicy, "may_see", return_value=_ALLOWED),
        "leaking-rewards-api",
        "giftCards",
    ),
    "a search for anybody": (
        mock.patch.object(CedarPolicy, "may_request", return_value=_ALLOWED),
        "foreign-window",
        "requests",
    ),
    "names that are not swept": (
        mock.patch.object(Projection, "_name", lambda _, text: text),
        "personal-data-in-names",
        "canaries",
    ),
    "the worth of a hidden card is stated": (
        mock.patch.object(Projection, "_is_withheld", return_value=False),
        "scratch-card-customer",
        "canaries",
    ),
    "the question as it was typed": (
        mock.patch.object(Vault, "admit", lambda _, text: text),
        "typed-personal-data",
        "canaries",
    ),
    "the question in the log": (mock.patch.object(Vault, "admit", _logged), "typed-personal-data", "canaries"),
    "gift cards not swapped": (
        mock.patch.object(Vault, "token_for", lambda _, value, type: value),
        "story-order",
        "canaries",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_of_the_product_is_caught_by_the_check_meant_for_it(fault: str) -> None:
    patch, task_id, check = FAULTS[fault]

    with patch:
        suite = await run_suite([TASKS[task_id]])

    assert suite.count(RunVerdict.BROKEN) == 0, suite.results[0].error
    assert check in checks_of(suite)


def test_every_task_of_the_faults_exists() -> None:
    assert {task_id for _, task_id, _ in FAULTS.values()} <= set(TASKS)
