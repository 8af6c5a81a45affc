"""The client of the model server, against servers that are slow, busy, broken or gone."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.provider.client import ChatCompletions, ModelTimes
from agent.provider.errors import (
    ProviderCutOff,
    ProviderError,
    ProviderFailed,
    ProviderGarbled,
    ProviderRejected,
    ProviderSilent,
    ProviderThrottled,
    ProviderUnreachable,
)
from tests.agent.provider.unruly_server import (
    DONE,
    FINISH,
    Behaviour,
    UnrulyServer,
    hang_up,
    said,
    silence,
    status,
    stream,
    unruly_server,
)

FAST = ModelTimes(connect_s=0.5, first_token_s=2.0, between_tokens_s=0.15)
ANSWER = stream(said("All "), said("is told."), FINISH, DONE)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.provider.client._RETRY_PAUSE_S", 0.001)


async def ask(server: UnrulyServer, times: ModelTimes = FAST, **payload: object) -> str:
    return "".join([text async for text in texts(server, times, **payload)])


async def texts(server: UnrulyServer, times: ModelTimes = FAST, **payload: object) -> AsyncIterator[str]:
    client = ChatCompletions(base_url=server.base_url, api_key="key", times=times)
    try:
        async with await client.create(model="m", messages=[], stream=True, **payload) as chunks:
            async for chunk in chunks:
                for choice in chunk["choices"]:
                    yield choice["delta"]["content"]
    finally:
        await client.aclose()


async def test_an_answer_is_read_and_the_connection_kept() -> None:
    async with unruly_server(ANSWER) as server:
        client = ChatCompletions(base_url=server.base_url + "/", api_key="key", times=FAST)
        for _ in range(2):
            async with await client.create(model="m") as chunks:
                assert "".join([c["choices"][0]["delta"]["content"] async for c in chunks]) == "All is told."
        assert client._session is not None
        assert client._session.connector is not None
        await client.aclose()

    assert [body["model"] for body in server.bodies] == ["m", "m"]


@pytest.mark.parametrize("trouble", [status(500), status(503), status(408), status(429, retry_after="0"), hang_up])
async def test_what_may_pass_is_tried_once_more(trouble: Behaviour) -> None:
    async with unruly_server(trouble, ANSWER) as server:
        assert await ask(server) == "All is told."

    assert len(server.bodies) == 2


@pytest.mark.parametrize(
    ("trouble", "error", "requests"),
    [
        (status(500), ProviderFailed, 2),
        (status(429), ProviderThrottled, 2),
        (status(429, retry_after="30"), ProviderThrottled, 1),
        (status(503, retry_after="30"), ProviderFailed, 1),
        (status(401), ProviderRejected, 1),
        (status(404), ProviderRejected, 1),
        (status(302, location="http://127.0.0.1:9/"), ProviderRejected, 1),
        (hang_up, ProviderUnreachable, 2),
        (stream(said("a"), kind="text/html"), ProviderGarbled, 1),
        (stream("data: {]\n\n"), ProviderGarbled, 1),
        (stream(said("Half a"), ends=True), ProviderCutOff, 1),
        (stream(said("Half a"), ends=False), ProviderUnreachable, 1),
        (stream(said("Half a"), hangs=True), ProviderSilent, 1),
        (stream(": still thinking\n\n", hangs=True), ProviderSilent, 1),
    ],
)
async def test_each_trouble_has_its_error(trouble: Behaviour, error: type[ProviderError], requests: int) -> None:
    async with unruly_server(trouble) as server:
        with pytest.raises(error) as raised:
            await ask(server)

    assert len(server.bodies) == requests
    assert "98450" not in repr(raised.value)


async def test_how_long_it_wants_to_be_left_alone_is_told() -> None:
    async with unruly_server(status(429, retry_after="30")) as server:
        with pytest.raises(ProviderThrottled) as raised:
            await ask(server)

    assert raised.value.retry_after_s == 30


@pytest.mark.parametrize("header", ["soon", "nan", "Wed, 21 Oct 2026 07:28:00 GMT", ""])
async def test_a_retry_after_that_is_no_number_is_none(header: str) -> None:
    async with unruly_server(status(429, retry_after=header), ANSWER) as server:
        assert await ask(server) == "All is told."


async def test_a_server_that_never_answers_is_not_waited_for() -> None:
    async with unruly_server(silence) as server:
        with pytest.raises(ProviderSilent):
            await ask(server, ModelTimes(first_token_s=0.1))
        await asyncio.wait_for(server.gone.wait(), 2)


async def test_nobody_there_is_unreachable() -> None:
    async with unruly_server(ANSWER) as server:
        pass
    with pytest.raises(ProviderUnreachable):
        await ask(server)


async def test_a_server_that_cannot_count_is_asked_without_it_from_then_on() -> None:
    async with unruly_server(status(400), ANSWER) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", times=FAST)
        for _ in range(2):
            async with await client.create(model="m", stream_options={"include_usage": True}) as chunks:
                assert [chunk async for chunk in chunks]
        await client.aclose()

    assert ["stream_options" in body for body in server.bodies] == [True, False, False]


async def test_a_request_that_it_cannot_use_is_ours() -> None:
    async with unruly_server(status(400)) as server:
        with pytest.raises(ProviderRejected) as raised:
            await ask(server, stream_options={})

    assert raised.value.is_ours


async def test_leaving_an_answer_hangs_up() -> None:
    async with unruly_server(stream(said("One. "), said("Two. "), hangs=True)) as server:
        heard = texts(server, ModelTimes())
        async for _ in heard:
            break
        await heard.aclose()  # type: ignore[attr-defined]
        await asyncio.wait_for(server.gone.wait(), 2)
