"""The chain of providers: what is counted and logged, and when connections are released."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from agent.provider.chat_model import ProviderModel, build_openai_model
from agent.provider.errors import ProviderRejected
from agent.provider.fallback_chain import ProviderChain
from agent.provider.timeouts import ModelTimeouts
from agent.telemetry.traces import Telemetry
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


def counted(text: str, count: int) -> str:
    usage = {"prompt_tokens": 70, "completion_tokens": count, "total_tokens": 70 + count}
    return event({"choices": [{"index": 0, "delta": {"content": text}}], "usage": usage})


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
    pieces = [counted(f"word{number}. ", number) for number in range(1, 6)]
    async with unruly_server(stream(*pieces, FINISH, DONE)) as server:
        provider = model_of(server)
        chunks = await collect(chain_of(telemetry, provider))
        await provider.aclose()

    exposition = telemetry.figures.exposition().decode()
    assert 'rewards_agent_tokens_total{model="m1",type="input"} 70.0' in exposition
    assert 'rewards_agent_tokens_total{model="m1",type="output"} 5.0' in exposition
    assert [chunk.usage_metadata["output_tokens"] for chunk in chunks if chunk.usage_metadata][-1] == 5


async def test_usage_of_an_abandoned_answer_is_counted_too() -> None:
    telemetry = Telemetry()
    async with unruly_server(stream(counted("One. ", 2), counted("Two. ", 4), hangs=True)) as server:
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
