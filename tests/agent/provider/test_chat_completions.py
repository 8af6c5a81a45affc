"""The client of the model server, against servers that are slow, busy, broken or down."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from typing import Any

import pytest

from agent.provider.capabilities import Support
from agent.provider.chat_completions import ChatCompletions
from agent.provider.errors import (
    ProviderError,
    ProviderFailed,
    ProviderProtocolError,
    ProviderRejected,
    ProviderThrottled,
    ProviderTimeout,
    ProviderTruncated,
    ProviderUnreachable,
)
from agent.provider.timeouts import ModelTimeouts
from tests.agent.provider.misbehaving_server import (
    DONE,
    FINISH,
    Behaviour,
    UnrulyServer,
    Writer,
    event,
    hang_up,
    refusing,
    said,
    silence,
    status,
    stream,
    unruly_server,
)

FAST = ModelTimeouts(connect_s=0.5, first_token_s=2.0, between_tokens_s=0.15)
FIRST = said("First")
ANSWER = stream(said("All "), said("is told."), FINISH, DONE)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.provider.chat_completions._RETRY_PAUSE_S", 0.001)
    monkeypatch.setattr("agent.provider.chat_completions._REFUSAL_WITHIN_S", 0.1)


async def ask(server: UnrulyServer, timeouts: ModelTimeouts = FAST, **payload: Any) -> str:
    return "".join([text async for text in texts(server, timeouts, **payload)])


async def texts(server: UnrulyServer, timeouts: ModelTimeouts = FAST, **payload: Any) -> AsyncIterator[str]:
    client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=timeouts)
    try:
        async with await client.create(model="m", messages=[], stream=True, **payload) as chunks:
            async for chunk in chunks:
                for choice in chunk["choices"]:
                    yield choice["delta"]["content"]
    finally:
        await client.aclose()


async def test_an_answer_is_read_and_the_connection_kept() -> None:
    async with unruly_server(ANSWER) as server:
        client = ChatCompletions(base_url=server.base_url + "/", api_key="key", timeouts=FAST)
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
        (stream(said("a"), kind="text/html"), ProviderProtocolError, 1),
        (stream("data: {]\n\n"), ProviderProtocolError, 1),
        (stream(said("Half a"), ends=True), ProviderTruncated, 1),
        (stream(said("Half a"), ends=False), ProviderUnreachable, 1),
        (stream(said("Half a"), hangs=True), ProviderTimeout, 1),
        (stream(": still thinking\n\n", hangs=True), ProviderTimeout, 1),
    ],
)
async def test_each_trouble_has_its_error(trouble: Behaviour, error: type[ProviderError], requests: int) -> None:
    async with unruly_server(trouble) as server:
        with pytest.raises(error) as raised:
            await ask(server)

    assert len(server.bodies) == requests
    assert "98450" not in repr(raised.value)


async def test_the_requested_pause_is_reported() -> None:
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
        with pytest.raises(ProviderTimeout):
            await ask(server, ModelTimeouts(first_token_s=0.1))
        await asyncio.wait_for(server.gone.wait(), 2)


async def test_a_refused_connection_is_unreachable() -> None:
    async with unruly_server(ANSWER) as server:
        pass
    with pytest.raises(ProviderUnreachable):
        await ask(server)


async def test_a_request_that_it_cannot_use_is_ours() -> None:
    async with unruly_server(status(400)) as server:
        with pytest.raises(ProviderRejected) as raised:
            await ask(server, stream_options={})

    assert raised.value.is_request_error


PATIENT = ModelTimeouts(connect_s=0.5, first_token_s=2.0, between_tokens_s=0.1)
ROLE = event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
REASONS = event({"choices": [{"index": 0, "delta": {"reasoning_content": "hm"}}]})


@pytest.mark.parametrize("sign", [ROLE, ": keep-alive\n\n"])
async def test_a_sign_of_life_does_not_end_the_time_for_the_first_token(sign: str) -> None:
    # The pause after the keep-alive is longer than the timeout between two tokens.
    async with unruly_server(stream(sign, FIRST + FINISH + DONE, apart_s=0.2)) as server:
        assert await ask(server, PATIENT) == "First"


@pytest.mark.parametrize("sign", [ROLE, ": keep-alive\n\n"])
async def test_signs_of_life_do_not_put_the_time_for_the_first_token_off(sign: str) -> None:
    async with unruly_server(stream(*[sign] * 100, apart_s=0.02)) as server:
        with pytest.raises(ProviderTimeout):
            await ask(server, ModelTimeouts(first_token_s=0.2, between_tokens_s=5.0))


async def test_reasoning_is_life_and_is_dropped() -> None:
    async with unruly_server(stream(*[REASONS] * 30, FIRST, FINISH, DONE, apart_s=0.02)) as server:
        assert await ask(server, ModelTimeouts(first_token_s=0.3, between_tokens_s=2.0)) == "First"


async def test_a_model_that_falls_silent_after_its_reasoning_is_not_waited_for() -> None:
    async with unruly_server(stream(REASONS, hangs=True)) as server:
        with pytest.raises(ProviderTimeout):
            await ask(server, ModelTimeouts(first_token_s=60.0, between_tokens_s=0.1))


@pytest.mark.parametrize("trouble", [{"hangs": True}, {"ends": False}])
async def test_an_answer_with_a_finish_reason_is_complete_however_its_stream_ends(trouble: dict[str, bool]) -> None:
    async with unruly_server(stream(FIRST, FINISH, **trouble)) as server:  # type: ignore[arg-type]
        assert await ask(server, PATIENT) == "First"


def named(name: str) -> object:
    return {"error": {"message": f"98450 12345: {name}", "param": name, "code": "unsupported_parameter"}}


def mentioned(name: str) -> object:
    return {"error": {"message": f"98450 12345: '{name}' is not supported here"}}


def unnamed(_: str) -> object:
    return {"error": {"message": "98450 12345 is bad"}}


REQUEST: dict[str, Any] = {
    "temperature": 0,
    "tools": [],
    "stream_options": {"include_usage": True},
    "response_format": {"type": "json_object"},
    "parallel_tool_calls": True,
}


@pytest.mark.parametrize("error_body", [named, mentioned, unnamed])
@pytest.mark.parametrize(
    "refused",
    [
        ("temperature",),
        ("stream_options",),
        ("response_format",),
        ("parallel_tool_calls",),
        ("temperature", "stream_options"),
    ],
)
async def test_a_refused_parameter_is_learned_once(
    refused: tuple[str, ...], error_body: Callable[[str], object], caplog: pytest.LogCaptureFixture
) -> None:
    async with unruly_server(by_request=refusing(*refused, answer=ANSWER, error_body=error_body)) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=FAST)
        counts = []
        for _ in range(3):
            assert await collect(client, **REQUEST) == "All is told."
            counts.append(len(server.bodies))
        await client.aclose()

    assert [later - counts[0] for later in counts] == [0, 1, 2]
    assert not server.bodies[-1].keys() & set(refused)
    assert {client.capabilities.support(name) for name in refused} == {Support.REJECTED}
    if error_body is not unnamed or len(refused) == 1:  # otherwise every suspect is left out
        assert REQUEST.keys() - set(refused) <= server.bodies[-1].keys()
    assert {getattr(record, "parameter", None) for record in caplog.records} >= set(refused)
    assert {record.status for record in caplog.records} == {400}  # type: ignore[attr-defined]
    assert {record.provider_code for record in caplog.records} == {  # type: ignore[attr-defined]
        "unsupported_parameter" if error_body is named else None
    }
    assert all("98450" not in repr(vars(record)) for record in caplog.records)


async def test_a_server_that_refuses_all_is_not_searched_for_ever_and_nothing_is_learned() -> None:
    async with unruly_server(status(400)) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=FAST)
        counts = []
        for _ in range(5):
            with pytest.raises(ProviderRejected):
                await client.create(model="m", messages=[], **REQUEST)
            counts.append(len(server.bodies))
        await client.aclose()

    assert [later - earlier for earlier, later in pairwise(counts[1:])] == [1, 1, 1]
    assert {client.capabilities.support(name) for name in REQUEST} == {Support.UNKNOWN}


async def test_what_was_accepted_is_not_to_blame_for_a_later_refusal() -> None:
    async with unruly_server(ANSWER, status(400)) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=FAST)
        await collect(client, **REQUEST)
        with pytest.raises(ProviderRejected):
            await client.create(model="m", messages=[], **REQUEST)
        await client.aclose()

    assert len(server.bodies) == 2
    assert client.capabilities.support("response_format") is Support.ACCEPTED


async def test_a_refusal_is_read_even_if_its_body_never_ends() -> None:
    async def endless(writer: Writer) -> None:
        writer.write(b"HTTP/1.1 400 X\r\ncontent-length: 999\r\n\r\n{")
        await asyncio.Event().wait()

    async with unruly_server(endless) as server:
        with pytest.raises(ProviderRejected):
            await ask(server)


@pytest.mark.parametrize(
    ("refused", "name"),
    [((), "max_tokens"), (("max_tokens",), "max_completion_tokens"), (("max_tokens", "max_completion_tokens"), None)],
)
@pytest.mark.parametrize("error_body", [named, unnamed])
async def test_the_output_is_bounded_under_the_name_that_the_server_takes(
    refused: tuple[str, ...], name: str | None, error_body: Callable[[str], object]
) -> None:
    async with unruly_server(by_request=refusing(*refused, answer=ANSWER, error_body=error_body)) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=FAST, max_tokens=70)
        for bound in ({}, {"max_completion_tokens": 5}):
            await collect(client, **bound)
        await client.aclose()

    bounds = [{n: v for n, v in body.items() if n.startswith("max_")} for body in server.bodies]
    assert bounds[-2:] == ([{name: 70}, {name: 5}] if name else [{}, {}])
    assert client.capabilities.output_bound == name


async def test_a_server_that_bounds_nothing_is_hung_up_on() -> None:
    async with unruly_server(stream(*[said("babble ")] * 5000)) as server:
        client = ChatCompletions(base_url=server.base_url, api_key="key", timeouts=FAST, max_tokens=10)
        async with await client.create(model="m", messages=[]) as chunks:
            choices = [choice async for chunk in chunks for choice in chunk["choices"]]
        await asyncio.wait_for(server.gone.wait(), 2)
        await client.aclose()

    assert len("".join(choice["delta"]["content"] for choice in choices)) < 100
    assert choices[-1]["finish_reason"] == "length"


async def collect(client: ChatCompletions, **payload: Any) -> str:
    async with await client.create(model="m", messages=[], stream=True, **payload) as chunks:
        return "".join([choice["delta"]["content"] async for chunk in chunks for choice in chunk["choices"]])


async def test_leaving_an_answer_hangs_up() -> None:
    async with unruly_server(stream(said("One. "), said("Two. "), hangs=True)) as server:
        heard = texts(server, ModelTimeouts())
        async for _ in heard:
            break
        await heard.aclose()  # type: ignore[attr-defined]
        await asyncio.wait_for(server.gone.wait(), 2)
