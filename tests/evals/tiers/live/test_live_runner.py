"""The live tier against servers on the loopback: a good, a flaky, a dead one, and one with a cost limit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from agent.provider.timeouts import ModelTimeouts
from evals.answers.answer_task import with_answers
from evals.harness.results import RunVerdict, SuiteResult
from evals.harness.runner import guarded
from evals.harness.service_under_test import settings_for
from evals.harness.task import Task
from evals.harness.task_files import suite_tasks
from evals.harness.world import load_world
from evals.reporting.live_models import live_json, live_lines, trials_of
from evals.tiers.live.endpoint import Endpoint
from evals.tiers.live.live_runner import LiveOptions, live_runs, run_live
from evals.tiers.live.model_calls import Allowance
from evals.tiers.live.relay import Relay
from evals.tiers.model_servers import played, server_for
from evals.tiers.recorded.recording_file import Origin, read_folder
from evals.tiers.scripted.scripted_model import Reply
from evals.tiers.scripted.scripted_server import ScriptedProvider, framed
from evals.tiers.tier import Tier

pytestmark = pytest.mark.slow

TASKS = {task.id: task for task in suite_tasks()}
STORY, TWIN = TASKS["story-order"], TASKS["attack-clean-twin"]
SERIAL = LiveOptions(trials=3, side_by_side=1)


class FlakyProvider(ScriptedProvider):
    """Fails its first requests, and answers the rest as the scripted model does."""

    def __init__(self, *, fails: int) -> None:
        super().__init__()
        self._fails = fails
        self.authorizations: set[str] = set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.authorizations.add(request.headers["authorization"])
        if self._fails > 0:
            self._fails -= 1
            return web.json_response({"error": {"message": "busy", "org": "org-canary"}}, status=500)
        return await super()._answer(request)


@asynccontextmanager
async def served(server: ScriptedProvider) -> AsyncIterator[Endpoint]:
    try:
        yield Endpoint(await server.start(), "sk-canary", "some-model")
    finally:
        await server.aclose()


async def live(endpoint: Endpoint, *tasks: Task, options: LiveOptions = SERIAL) -> SuiteResult:
    return await run_live(live_runs(tasks, options), endpoint, options)


async def test_every_trial_of_a_good_model_passes_and_is_measured() -> None:
    server = FlakyProvider(fails=0)
    async with served(server) as endpoint:
        suite = await live(endpoint, STORY, TWIN)

    assert suite.live is not None
    assert [(r.task.id, r.trial, r.verdict) for r in suite.results] == [
        (task.id, trial, RunVerdict.PASSED) for task in (TWIN, STORY) for trial in (1, 2, 3)
    ]
    assert server.authorizations == {"Bearer sk-canary"}
    assert suite.live.answered == len(suite.live.calls) == 6
    assert all(call.first_byte_ms is not None and call.transferred > 1000 for call in suite.live.calls)
    assert (suite.live.tokens, suite.live.cost) == (None, None)  # the server reports none
    assert live_json(suite)["passHatK"] == {"1": 1.0, "2": 1.0, "3": 1.0}
    assert "tokens not known; cost not known" in "\n".join(live_lines(suite))


async def test_a_flaky_model_has_a_higher_pass_at_1_than_pass_hat_k() -> None:
    async with served(FlakyProvider(fails=2)) as endpoint:  # the first try of the first trial, and its repetition
        suite = await live(endpoint, STORY)

    [task] = trials_of(suite.results)
    assert (task.trials, task.passed) == (3, 2)
    assert [task.hat(k) for k in (1, 2, 3)] == [pytest.approx(2 / 3), pytest.approx(1 / 3), 0.0]
    assert (suite.exit_status, suite.gating) == (0, ())
    assert {finding.check for result in suite.results for finding in result.findings} == {"outcome"}
    assert "pass@1 0.667" in "\n".join(live_lines(suite))


async def test_a_dead_endpoint_is_not_measured_and_soon_abandoned() -> None:
    server = ScriptedProvider()
    endpoint = Endpoint(await server.start(), "sk-canary", "some-model")
    await server.aclose()

    suite = await live(endpoint, STORY, TWIN, options=replace(SERIAL, trials=5))

    assert suite.live is not None
    assert (suite.live.answered, suite.live.was_measured, suite.exit_status) == (0, False, 2)
    assert len(suite.results) < suite.live.planned == 10
    assert live_lines(suite) == [f"live: not measured: model some-model answered none of {len(suite.live.calls)} calls"]


async def test_runs_beyond_the_limit_are_not_started_and_are_reported() -> None:
    async with served(ScriptedProvider()) as endpoint:
        suite = await live(endpoint, STORY, options=replace(SERIAL, most_tokens=1))

    assert suite.live is not None
    assert [(r.trial, r.verdict) for r in suite.results] == [(1, RunVerdict.PASSED)]
    assert (suite.live.planned, suite.live.stopped) == (3, "the limit of 1 tokens is reached")
    assert "live: not all was run: the limit of 1 tokens is reached" in live_lines(suite)


async def test_a_run_that_the_limit_cuts_short_has_no_result() -> None:
    async with served(ScriptedProvider()) as endpoint:
        suite = await live(endpoint, TASKS["follow-up"], TWIN, options=replace(SERIAL, trials=1, most_tokens=1))

    assert [result.task.id for result in suite.results] == []  # its second turn was refused, and nothing begun after it


async def test_usage_is_reported_if_the_server_counts_it() -> None:
    async with served(_Counting()) as endpoint:
        suite = await live(endpoint, STORY, options=replace(SERIAL, trials=1))

    assert suite.live is not None
    assert suite.live.tokens == (120, 34)


async def test_a_live_recording_is_replayed_and_holds_no_key(tmp_path: Path) -> None:
    options = replace(SERIAL, trials=1, record=tmp_path)
    server = FlakyProvider(fails=2)
    async with served(server) as endpoint:
        await live(endpoint, STORY, options=options)

    recordings = read_folder(tmp_path)
    [(path, recording)] = recordings.items()
    # The first answer was no stream: of it a status is left.
    assert [(each.status, len(each.frames) > 0) for each in recording.exchanges] == [(500, False), (500, False)]
    text = path.read_text(encoding="utf-8")
    assert "sk-canary" not in text
    assert "org-canary" not in text
    assert "busy" not in text

    async with served(server) as endpoint:
        await live(endpoint, STORY, options=options)
    recordings = read_folder(tmp_path)
    # It calls itself by the name of the stand-in, so it is one, though it was met at an endpoint.
    assert [recording.origin for recording in recordings.values()] == [Origin.STAND_IN]
    [run] = played(recordings, [STORY], is_selection=True)
    result = await guarded(run, load_world("story"), tmp_path / "played", server_for(run))
    assert (result.tier, result.verdict, result.findings) == (Tier.RECORDED, RunVerdict.PASSED, ())


def test_tasks_about_a_misbehaving_or_the_offline_model_are_not_run_live() -> None:
    chosen = {run.task.id for run in live_runs(TASKS.values(), SERIAL)}

    assert "model-invents" not in chosen
    assert "story-order" in chosen
    assert all(Tier.SCRIPTED in TASKS[task_id].tiers for task_id in chosen)


def test_a_live_model_has_the_time_that_its_endpoint_names() -> None:
    slow = Endpoint("http://127.0.0.1:1/v1", "key", "slow", times=ModelTimeouts(turn_s=900.0))
    relay = Relay(slow, allowance=Allowance(slow, most_tokens=1))

    assert settings_for(relay).model_times.turn_s == 900.0
    assert settings_for(ScriptedProvider()).model_times.turn_s == ModelTimeouts().turn_s


def test_the_corpus_of_answers_is_not_run_live() -> None:
    added = [task for task in with_answers(TASKS.values()) if task.id not in TASKS]

    assert added
    assert live_runs(added, SERIAL) == ()


class _Counting(ScriptedProvider):
    """Reports its usage in a last frame without choices."""

    def pieces(self, answer: Reply) -> list[bytes]:
        usage = {"choices": [], "usage": {"prompt_tokens": 120, "completion_tokens": 34}}
        *frames, done = super().pieces(answer)
        return [*frames, framed(usage), done]
