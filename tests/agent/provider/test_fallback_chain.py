"""The chain of providers: what is counted and logged, and when connections are released."""

import asyncio
import re
from contextlib import aclosing
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from agent.provider.chat_model import ProviderModel, build_openai_model
from agent.provider.errors import ProviderRejected
from agent.provider.fallback_chain import ProviderChain
from agent.provider.timeouts import ModelTimeouts
from agent.telemetry.traces import Telemetry
from guardrails.token_budget import TokenBudget, counted
from tests.agent.provider.misbehaving_server import (
    DONE,
    FINISH,
    UnrulyServer,
    event,
    refusal,
    said,
    stream,
    unruly_server,
)

TIMES = ModelTimeouts(connect_s=0.5, first_token_s=1.0, between_tokens_s=0.5)
ASKED: list[BaseMessage] = [HumanMessage("hello")]


def model_of(server: UnrulyServer) -> ProviderModel:
    return build_openai_model(api_key="key", base_url=server.base_url, model="m1", timeouts=TIMES)


def chain_of(telemetry: Telemetry, *providers: ProviderModel) -> ProviderChain:
    trace = telemetry.turn(model="m1", conversation_id="c", request_id="r", trace_parent=None)
    return ProviderChain(providers=providers, on_begun=lambda _: None, trace=trace)


async def collect(chain: ProviderChain, **kwargs: Any) -> list[AIMessageChunk]:
    chunks = [chunk.message async for chunk in chain._astream(ASKED, **kwargs)]
    return [chunk for chunk in chunks if isinstance(chunk, AIMessageChunk)]


async def test_usage_that_comes_with_every_chunk_is_counted_once() -> None:
    telemetry = Telemetry()
    pieces = [reported(f"word{number}. ", 70, number) for number in range(1, 6)]
    async with unruly_server(stream(*pieces, FINISH, DONE)) as server:
        provider = model_of(server)
        chunks = await collect(chain_of(telemetry, provider))
        await provider.aclose()

    assert tokens_in(telemetry) == [70, 5]
    assert sum(chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata) == 5


def tokens_in(telemetry: Telemetry) -> list[float]:
    """Return the tokens that were counted: input, output."""
    exposition = telemetry.figures.exposition().decode()
    return [float(count) for count in re.findall(r"^rewards_agent_tokens_total\{.*\} (\S+)$", exposition, re.MULTILINE)]


def reported(text: str, given: int, count: int) -> str:
    usage = {"prompt_tokens": given, "completion_tokens": count, "total_tokens": given + count}
    return event({"choices": [{"index": 0, "delta": {"content": text}}], "usage": usage})


@pytest.mark.parametrize("is_coalesced", [True, False])
async def test_a_prompt_that_is_reported_in_each_of_120_chunks_counts_once(*, is_coalesced: bool) -> None:
    """A reference in each chunk keeps it from being joined to its neighbours."""
    telemetry, budget = Telemetry(), TokenBudget()
    text = "word " if is_coalesced else "[[s1]] "
    pieces = [reported(text, 3_000, number) for number in range(1, 121)]
    async with unruly_server(stream(*pieces, FINISH, DONE)) as server:
        provider = model_of(server)
        inner = chain_of(telemetry, provider)._astream(ASKED)
        merged = AIMessageChunk(content="")
        async for chunk in counted(inner, ASKED, budget):
            assert isinstance(chunk.message, AIMessageChunk)
            merged += chunk.message
        await provider.aclose()

    assert tokens_in(telemetry) == [3_000, 120]
    assert (budget.input_tokens, budget.output_tokens) == (3_000, 120)
    assert merged.usage_metadata is not None  # LangChain adds the usage of chunks when it merges them
    assert (merged.usage_metadata["input_tokens"], merged.usage_metadata["output_tokens"]) == (3_000, 120)


async def test_a_smaller_report_at_the_end_takes_nothing_back() -> None:
    """Some servers end the stream with a report of zeros, or of the last chunk only."""
    telemetry, budget = Telemetry(), TokenBudget()
    pieces = [reported("One. ", 3_000, 2), reported("Two. ", 3_000, 4), reported("", 0, 0)]
    async with unruly_server(stream(*pieces, FINISH, DONE)) as server:
        provider = model_of(server)
        async for _ in counted(chain_of(telemetry, provider)._astream(ASKED), ASKED, budget):
            pass
        await provider.aclose()

    assert tokens_in(telemetry) == [3_000, 4]
    assert (budget.input_tokens, budget.output_tokens) == (3_000, 4)


async def test_usage_of_an_abandoned_answer_is_counted_too() -> None:
    telemetry = Telemetry()
    async with unruly_server(stream(reported("One. ", 70, 2), reported("Two. ", 70, 4), hangs=True)) as server:
        provider = model_of(server)
        async with aclosing(chain_of(telemetry, provider)._astream(ASKED)) as chunks:  # type: ignore[type-var]
            async for _ in chunks:
                break
        # The connection is released at once, not by garbage collection.
        await asyncio.wait_for(server.gone.wait(), 2)
        await provider.aclose()

    assert 'type="output"} 2.0' in telemetry.figures.exposition().decode()


async def test_a_failure_is_logged_with_status_and_code_and_no_text(caplog: pytest.LogCaptureFixture) -> None:
    error_body = {"error": {"message": "98450 12345", "code": "model_not_found"}}
    async with unruly_server(refusal(404, error_body)) as server:
        provider = model_of(server)
        with pytest.raises(ProviderRejected):
            await collect(chain_of(Telemetry(), provider))
        await provider.aclose()

    [record] = [record for record in caplog.records if record.name == "agent.provider.fallback_chain"]
    logged = vars(record)
    assert [logged[name] for name in ("model", "cause", "status", "provider_code")] == [
        "m1",
        "rejected",
        404,
        "model_not_found",
    ]
    assert "98450" not in repr(logged)


@pytest.mark.parametrize("reason", ["length", "content_filter", "eos_token"])
async def test_the_finish_reason_accompanies_the_text(reason: str) -> None:
    async with unruly_server(stream(said("[[s1]] [[s2"), said("]]", finish=reason), DONE)) as server:
        provider = model_of(server)
        chain = chain_of(Telemetry(), provider)
        chunks = [chunk async for chunk in chain._astream(ASKED)]
        await provider.aclose()

    assert "".join(chunk.text for chunk in chunks) == "[[s1]] [[s2]]"
    finishes = [chunk.generation_info["finish_reason"] for chunk in chunks if chunk.generation_info]
    assert finishes == ["stop" if reason == "eos_token" else reason]
