"""Spans, metrics and logs of turns: what they report, and that none of them contains what was said."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from langsmith.utils import tracing_is_enabled
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agent.provider.chat_model import build_openai_model
from agent.provider.prompt import load_prompt
from agent.provider.timeouts import ModelTimeouts
from agent.telemetry.traces import Telemetry
from agent.turn import TurnRequest
from agent.turn_events import FactsFound
from cli.log_format import ContentFreeFormatter
from tests.agent.provider.misbehaving_server import DONE, FINISH, Choosing, event, said, status, unruly_server
from tests.harness import AGENT, Harness, answer_json, harness
from tests.scripted_model import Step, scripted
from tests.story_order import CUSTOMER, FIRST_CARD, ORDER, execution

QUESTION = f"What is left on order {ORDER}? Her number is 98450 12345"
PRIVATE = ("98450", ORDER, FIRST_CARD, CUSTOMER, "100.00", "What is left", "promised,", "ravi", "CASE-9001")
USAGE = event({"choices": [], "usage": {"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730}})
GOOD = Choosing(said("As promised, @(remaining)@"), FINISH, USAGE, DONE)


@dataclass
class Watched:
    telemetry: Telemetry
    spans: InMemorySpanExporter
    reader: InMemoryMetricReader

    @property
    def by_name(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.spans.get_finished_spans()}

    @property
    def everything(self) -> str:
        spans = "".join(span.to_json() for span in self.spans.get_finished_spans())
        return spans + str(self.reader.get_metrics_data()) + self.telemetry.figures.exposition().decode()


@pytest.fixture
def watched() -> Iterator[Watched]:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers, meters = TracerProvider(), MeterProvider(metric_readers=[reader])
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    yield Watched(Telemetry(tracers=tracers, meters=meters), spans, reader)
    tracers.shutdown()
    meters.shutdown()


def play(world: Harness) -> None:
    world.router.get(f"promotion-executions/{ORDER}").mock(return_value=answer_json(execution()))


async def test_a_turn_is_one_tree_of_spans_with_its_tokens(tmp_path: Path, watched: Watched) -> None:
    async with unruly_server(GOOD) as server:
        provider = build_openai_model(api_key="k", base_url=server.base_url, model="m1", timeouts=ModelTimeouts())
        async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
            play(world)
            answer = await world.ask(QUESTION)

    spans = watched.by_name
    agent, chat = spans["invoke_agent rewards-support-agent"], spans["chat m1"]
    tool = spans["execute_tool get_promotion_execution_details"]
    assert agent.context is not None
    assert {chat.parent and chat.parent.span_id, tool.parent and tool.parent.span_id} == {agent.context.span_id}
    assert agent.attributes is not None
    assert chat.attributes is not None
    assert tool.attributes is not None
    assert agent.attributes["gen_ai.conversation.id"] == answer.conversation_id
    assert agent.attributes["rewards_agent.outcome"] == "answered"
    assert (chat.attributes["gen_ai.usage.input_tokens"], chat.attributes["gen_ai.usage.output_tokens"]) == (700, 30)
    assert tool.attributes["rewards_agent.tool.status"] == "ok"
    assert agent.attributes["rewards_agent.prompt"] == load_prompt(customer=False).digest == answer.prompt
    for name in ("time_to_first_fact", "time_to_first_text", "guard_time"):
        taken = agent.attributes[f"rewards_agent.{name}"]
        assert isinstance(taken, float)
        assert taken > 0


async def test_nothing_of_a_turn_s_content_is_reported(
    tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with unruly_server(GOOD, status(500)) as server:
        provider = build_openai_model(api_key="k", base_url=server.base_url, model="m1", timeouts=ModelTimeouts())
        async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
            play(world)
            await world.ask(QUESTION)
            await world.ask(QUESTION)

    lines = [json.loads(ContentFreeFormatter().format(r)) for r in caplog.records if r.name.startswith("agent")]
    reported = watched.everything + json.dumps(lines)
    for private in PRIVATE:
        assert private not in reported
    ended = [line for line in lines if line["message"] == "turn ended"]
    assert [(line["outcome"], line["degraded"]) for line in ended] == [("answered", False), ("answered", True)]
    assert all(line["request_id"] == "req-test" and line["conversation_id"] for line in ended)
    assert all(line["guard_ms"] > 0 and line["prompt"] for line in ended)
    for name in ("guard_time", "time_to_first_fact", "time_to_first_text"):
        assert f"rewards_agent.{name}" in watched.everything


async def test_times_and_counts_are_there_for_prometheus(tmp_path: Path, watched: Watched) -> None:
    async with unruly_server(GOOD) as server:
        provider = build_openai_model(api_key="k", base_url=server.base_url, model="m1", timeouts=ModelTimeouts())
        async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
            play(world)
            await world.ask(QUESTION)

    exposed = watched.telemetry.figures.exposition().decode()
    for line in (
        'rewards_agent_turns_total{degraded="false",outcome="answered"} 1.0',
        "rewards_agent_running_turns 0.0",
        "rewards_agent_first_fact_seconds_count 1.0",
        "rewards_agent_first_text_seconds_count 1.0",
        "rewards_agent_guard_seconds_count 1.0",
        "rewards_agent_unkept_turns_total 0.0",
        f"rewards_agent_dropped_characters_total {len('As promised, [[]]')}.0",
        'rewards_agent_tool_seconds_count{status="ok",tool="get_promotion_execution_details"} 1.0',
        'rewards_agent_model_seconds_count{model="m1",result="ok"} 1.0',
        'rewards_agent_model_first_token_seconds_count{model="m1"} 1.0',
        'rewards_agent_tokens_total{model="m1",type="input"} 700.0',
        'rewards_agent_model_breaker{model="m1",state="closed"} 1.0',
    ):
        assert line in exposed


async def test_a_failing_model_shows_in_result_and_breaker(tmp_path: Path, watched: Watched) -> None:
    async with unruly_server(status(429, retry_after="60")) as server:
        provider = build_openai_model(api_key="k", base_url=server.base_url, model="m1", timeouts=ModelTimeouts())
        async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
            play(world)
            await world.ask(QUESTION)

    exposed = watched.telemetry.figures.exposition().decode()
    assert 'rewards_agent_model_seconds_count{model="m1",result="throttled"} 1.0' in exposed
    assert 'rewards_agent_model_breaker{model="m1",state="open"} 1.0' in exposed
    assert 'rewards_agent_turns_total{degraded="true",outcome="answered"} 1.0' in exposed
    chat = watched.by_name["chat m1"].attributes
    assert chat is not None
    assert chat["error.type"] == "ProviderThrottled"


async def test_a_turn_that_is_stopped_is_counted_as_stopped(tmp_path: Path, watched: Watched) -> None:
    provider, _ = scripted(Step(hangs=True))
    async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
        play(world)
        question = TurnRequest(QUESTION, AGENT, None, "r")
        run = world.agent.run(question, await world.agent.open(question))
        async for each in run:
            if isinstance(each, FactsFound):
                break
        await run.aclose()

    exposed = watched.telemetry.figures.exposition().decode()
    assert 'rewards_agent_turns_total{degraded="false",outcome="stopped"} 1.0' in exposed
    assert "rewards_agent_running_turns 0.0" in exposed


async def test_a_turn_that_could_not_be_stored_is_counted(
    tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with harness(tmp_path, telemetry=watched.telemetry) as world:
        play(world)
        with world.conversations._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        assert not (await world.ask(QUESTION)).kept

    agent = watched.by_name["invoke_agent rewards-support-agent"].attributes
    [line] = [json.loads(ContentFreeFormatter().format(r)) for r in caplog.records if r.getMessage() == "turn ended"]
    assert agent is not None
    assert agent["rewards_agent.kept"] is False
    assert (line["outcome"], line["kept"]) == ("answered", False)
    assert "rewards_agent_unkept_turns_total 1.0" in watched.telemetry.figures.exposition().decode()
    for private in PRIVATE:
        assert private not in watched.everything + json.dumps(line)


async def test_what_waits_is_no_time_of_the_guards(
    tmp_path: Path, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rewards API that takes an hour adds nothing to what the guards took."""
    now = 0.0
    monkeypatch.setattr("guardrails.guard_timer.time", SimpleNamespace(perf_counter=lambda: now))

    def slow(_: object) -> httpx.Response:
        nonlocal now
        now += 3600.0
        return answer_json(execution())

    async with harness(tmp_path, telemetry=watched.telemetry) as world:
        world.router.get(f"promotion-executions/{ORDER}").mock(side_effect=slow)
        await world.ask(QUESTION)

    agent = watched.by_name["invoke_agent rewards-support-agent"].attributes
    assert now == 3600.0
    assert agent is not None
    assert agent["rewards_agent.guard_time"] == 0.0


async def test_a_turn_goes_on_in_the_trace_of_its_caller(tmp_path: Path, watched: Watched) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with harness(tmp_path, telemetry=watched.telemetry) as world:
        question = TurnRequest("hi", AGENT, None, "r", parent)
        _ = [e async for e in world.agent.run(question, await world.agent.open(question))]

    context = watched.by_name["invoke_agent rewards-support-agent"].context
    assert context is not None
    assert f"{context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"


async def test_a_trace_parent_that_makes_no_sense_is_left_alone(tmp_path: Path, watched: Watched) -> None:
    async with harness(tmp_path, telemetry=watched.telemetry) as world:
        question = TurnRequest("hi", AGENT, None, "r", "98450 12345")
        _ = [e async for e in world.agent.run(question, await world.agent.open(question))]

    assert "98450" not in watched.everything


async def test_langsmith_stays_off_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    async with harness(tmp_path):
        assert tracing_is_enabled() is False


async def test_operations_have_the_attributes_and_bounds_of_the_conventions(tmp_path: Path, watched: Watched) -> None:
    async with unruly_server(GOOD, status(500)) as server:
        provider = build_openai_model(api_key="k", base_url=server.base_url, model="m1", timeouts=ModelTimeouts())
        async with harness(tmp_path, provider=provider, telemetry=watched.telemetry) as world:
            play(world)
            await world.ask(QUESTION)
            await world.ask(QUESTION)

    for span in watched.spans.get_finished_spans():
        assert span.attributes is not None
        assert span.attributes["gen_ai.operation.name"] == span.name.split()[0]
        assert span.attributes["gen_ai.provider.name"] == "openai"
    found = watched.reader.get_metrics_data()
    assert found is not None
    [resource] = found.resource_metrics
    [scope] = resource.scope_metrics
    bounds = {}
    for metric in scope.metrics:
        points: list[Any] = list(metric.data.data_points)
        bounds[metric.name] = {tuple(point.explicit_bounds) for point in points}
        for point in points if metric.name.startswith("gen_ai.") else ():
            assert {"gen_ai.operation.name", "gen_ai.provider.name"} <= point.attributes.keys()
        if metric.name == "gen_ai.client.operation.duration":
            seen = {(p.attributes["gen_ai.operation.name"], p.attributes.get("error.type")) for p in points}
            assert {("chat", None), ("chat", "serverError")} < seen
    assert bounds.pop("gen_ai.client.token.usage") == {tuple(4.0**exponent for exponent in range(14))}
    assert set(bounds) == {
        "gen_ai.client.operation.duration",
        "gen_ai.client.operation.time_to_first_chunk",
        "rewards_agent.time_to_first_fact",
        "rewards_agent.time_to_first_text",
        "rewards_agent.guard_time",
    }
    assert {bound for each in bounds.values() for bound in each} == {tuple(0.01 * 2**n for n in range(14))}
