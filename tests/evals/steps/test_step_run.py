"""A step that does not go as expected is a finding with its number."""

import json
from typing import Any

import pytest
import yaml

from evals.harness.results import RunVerdict, TaskResult
from evals.harness.runner import run_suite
from evals.harness.task import Task
from evals.steps import step_requests

pytestmark = pytest.mark.slow

TASK: dict[str, Any] = {
    "id": "of-steps",
    "why": "A reason that is long enough to be one.",
    "tags": ["staff"],
    "world": "story",
    "now": "2026-11-23T10:00:20+05:30",
    "tiers": ["offline"],
    "principal": {"role": "service", "subject": "page", "scopes": ["rewards:read"]},
}
ORDER = "'GET /promotion-executions/404-1029384-5566778?version=2'"
CARDS = ["GC…11 (17 characters) is in the response", "GC…22 (17 characters) is in the response"]
RIGHT = """
- request: GET /promotion-executions/404-1029384-5566778/cashback
  service: rewards
  save: {TAG: "header:ETag"}
  expect: {status: 200, body: {/totals/0/remaining/amountMinor: 6400}}
- request: GET /promotion-executions/404-1029384-5566778/cashback
  service: rewards
  headers: {If-None-Match: "${TAG}"}
  expect: {status: 304}
"""


async def run(steps: str, **changes: Any) -> TaskResult:
    task = Task.model_validate_json(json.dumps({**TASK, **changes, "steps": yaml.safe_load(steps)}))
    [result] = (await run_suite([task])).results
    return result


def findings(result: TaskResult) -> list[tuple[int | None, str]]:
    assert result.error is None
    return [(finding.step, finding.message) for finding in result.findings]


async def test_steps_that_go_as_expected_pass() -> None:
    result = await run(RIGHT)

    assert findings(result) == []
    assert result.verdict is RunVerdict.PASSED
    assert [step.status for step in result.steps] == [200, 304]


async def test_a_wrong_figure_is_a_finding_of_its_step() -> None:
    result = await run(RIGHT.replace("6400", "6300"))

    assert findings(result) == [(1, "body /totals/0/remaining/amountMinor: expected 6300, found 6400")]


async def test_a_wrong_status_shows_the_body() -> None:
    [(step, message)] = findings(await run(RIGHT.replace("304", "200, code: none")))

    assert step == 2
    assert message.startswith("status: expected 200, found 304")


async def test_a_secret_that_is_not_expected_is_found_and_one_that_is_must_be_there() -> None:
    steps = (
        f"- request: {ORDER}\n  service: rewards\n  expect: {{status: 200, body: {{/apiVersion: 2}}, reveals: [GC-X]}}"
    )

    messages = [message for _, message in findings(await run(steps))]

    assert messages[0] == "the body does not reveal GC…GC-X"
    assert sorted(messages[1:]) == CARDS


async def test_a_step_whose_saved_value_is_missing_is_not_done() -> None:
    steps = RIGHT.replace("header:ETag", "header:X-None")

    assert findings(await run(steps)) == [
        (1, "nothing to save as TAG at header:X-None"),
        (2, "not done: no value was saved as 'TAG'"),
    ]


async def test_an_event_that_does_not_come_is_a_finding() -> None:
    stream = """
- stream: GET /promotion-executions/404-1029384-5566778/events-stream
  service: rewards
  events: [{event: %s}]
"""

    assert findings(await run(stream % "position")) == []
    [(step, message)] = findings(await run(stream % "order"))
    assert (step, message.startswith("event 1 (order): found position")) == (1, True)


async def test_the_clock_and_the_settings_are_the_tasks() -> None:
    steps = f"""
- &read
  request: GET /promotion-executions/404-1029384-5566778/cashback
  service: rewards
  expect: {{status: 200, headers: {{RateLimit: '"read";r=0;t=40'}}}}
- {{request: {ORDER}, service: rewards, expect: {{status: 429, code: rateLimited, headers: {{Retry-After: "40"}}}}}}
- advance: 2min
- *read
"""

    assert findings(await run(steps, settings={"REWARDS_READ_RATE": "1/minute"})) == []


async def test_a_row_of_another_service_is_seen_when_the_cache_is_old_enough() -> None:
    cashback = "request: GET /promotion-executions/404-1029384-5566778/cashback\n  service: rewards"
    row = """{store: concessions, row: {eventId: EV-9001, type: ISSUED, businessReferenceId: 404-1029384-5566778,
    promotionId: PROMO-FEST, benefitId: BEN-1, customerId: CUST-1001, amountMinor: 1000, currency: INR,
    eventTime: "2026-11-22T09:00:00+05:30", gcId: GC-9H4L-2W6N-3333}}"""
    steps = f"""
- {cashback}
  expect: {{status: 200, body: {{/totals/0/remaining/amountMinor: 6400}}}}
- rows: [{row}]
- {cashback}
  expect: {{status: 200, body: {{/totals/0/remaining/amountMinor: 6400}}}}
- advance: 1min
- {cashback}
  expect: {{status: 200, body: {{/totals/0/remaining/amountMinor: 5400}}}}
"""

    assert findings(await run(steps)) == []


async def test_requests_at_once_have_the_statuses_in_any_order() -> None:
    steps = f"""
- concurrent: [{{request: {ORDER}, service: rewards}}, {{request: {ORDER}, service: rewards}}]
  statuses: [429, 200]
  codes: [rateLimited]
"""

    messages = [message for _, message in findings(await run(steps, settings={"REWARDS_READ_RATE": "1/minute"}))]

    assert sorted(messages) == CARDS


async def test_a_stream_where_a_refusal_is_expected_is_a_finding_and_no_endless_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(step_requests, "_ENDS_WITHIN_S", 0.2)
    steps = """
- request: GET /promotion-executions/404-1029384-5566778/events-stream
  service: rewards
  expect: {status: 404, code: notFound}
"""

    [(step, message)] = findings(await run(steps))

    assert step == 1
    assert message.startswith("status: expected 404, found 200: 'event: position")


@pytest.fixture(autouse=True)
def _settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of the machine must not decide a task."""
    monkeypatch.setenv("REWARDS_CACHE_OPEN_MS", "not a number")
