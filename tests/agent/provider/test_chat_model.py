"""The configured model: the requests it sends, and what it learns about its server."""

from typing import Any

import pytest

from agent.provider.capabilities import Support
from agent.provider.chat_model import ProviderModel, build_openai_model
from agent.provider.timeouts import ModelTimeouts
from tests.agent.provider.misbehaving_server import DONE, FINISH, refusing, said, stream, unruly_server

TIMES = ModelTimeouts(connect_s=0.5, first_token_s=1.0, between_tokens_s=0.5)
ANSWER = stream(said('{"ids": ["s1"]}'), FINISH, DONE)
SCHEMA = {"type": "json_schema", "json_schema": {"name": "selection", "schema": {"type": "object"}}}


async def text_of(provider: ProviderModel, **bound: Any) -> str:
    return "".join([str(chunk.content) async for chunk in provider.chat.bind(**bound).astream("hello")])


async def test_each_request_is_bounded_and_asks_for_usage() -> None:
    async with unruly_server(ANSWER) as server:
        provider = build_openai_model(api_key="key", base_url=server.base_url, model="m", timeouts=TIMES)
        await text_of(provider)
        await provider.aclose()

    [body] = server.bodies
    assert (body["max_tokens"], body["temperature"], body["stream"]) == (1200, 0, True)
    assert body["stream_options"] == {"include_usage": True}


async def test_a_json_schema_is_sent_as_it_was_bound() -> None:
    async with unruly_server(ANSWER) as server:
        provider = build_openai_model(api_key="key", base_url=server.base_url, model="m", timeouts=TIMES)
        before = provider.json_schema
        assert await text_of(provider, response_format=SCHEMA) == '{"ids": ["s1"]}'
        await provider.aclose()

    assert server.bodies[0]["response_format"] == SCHEMA
    assert server.bodies[0]["stream"] is True
    assert (before, provider.json_schema) == (Support.UNKNOWN, Support.ACCEPTED)


@pytest.mark.parametrize("message", ["response_format is not supported", "no grammar with tools"])
async def test_a_server_that_takes_no_json_schema_is_asked_without_it(message: str) -> None:
    async with unruly_server(
        by_request=refusing("response_format", answer=ANSWER, error_body=lambda _: {"error": {"message": message}})
    ) as server:
        provider = build_openai_model(api_key="key", base_url=server.base_url, model="m", timeouts=TIMES)
        await text_of(provider)
        for _ in range(2):
            assert await text_of(provider, response_format=SCHEMA) == '{"ids": ["s1"]}'
        await provider.aclose()

    assert ["response_format" in body for body in server.bodies] == [False, True, False, False]
    assert server.bodies[-1]["temperature"] == 0
    assert provider.json_schema is Support.REJECTED
