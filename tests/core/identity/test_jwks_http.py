"""Keys over a real connection: rotation in mid-life, a provider that is down, slow, hostile or floods, and the chat
service in front of it all."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from core.identity.issuers import ProviderTokens, TrustedIssuers
from core.identity.jwks import FRESH_S, RETRY_S, USABLE_S, KeySet
from core.identity.tokens import AUDIENCE_AGENT
from tests.core.identity.key_server import KeyServer, running
from tests.core.identity.test_jwks import (
    AGENT,
    AUDIENCES,
    CLOCK,
    DELEGATED,
    EC_KEY,
    FORGED,
    ISSUER,
    KEYS,
    NEW_RSA_KEY,
    NOW,
    RSA_KEY,
    jwk,
    proven,
    signed,
)
from tests.harness import Harness, harness

pytestmark = pytest.mark.slow

NEW = signed(NEW_RSA_KEY, kid="rsa-2")


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
async def provider() -> AsyncIterator[KeyServer]:
    found = KeyServer()
    async with running(found):
        yield found


@pytest.fixture
def hand() -> Hand:
    return Hand()


def tokens_of(provider: KeyServer, hand: Hand, *, fetch_within_s: float = 3.0) -> ProviderTokens:
    keys = KeySet(provider.url, monotonic=hand, fetch_within_s=fetch_within_s)
    return ProviderTokens(keys, issuer=ISSUER, audiences=AUDIENCES, clock=CLOCK)


# --- rotation ---------------------------------------------------------------------------------------------------------


async def test_keys_rotate_under_a_running_service(provider: KeyServer, hand: Hand) -> None:
    tokens = tokens_of(provider, hand)
    assert await proven(tokens, signed()) == AGENT

    provider.publish(*KEYS, jwk(NEW_RSA_KEY, "rsa-2"))  # announced
    hand.now_s += RETRY_S
    assert [await proven(tokens, token) for token in (NEW, signed())] == [AGENT, AGENT]

    provider.publish(jwk(NEW_RSA_KEY, "rsa-2"))  # the old one withdrawn
    assert await proven(tokens, signed()) == AGENT  # until its set is due
    hand.now_s += FRESH_S
    assert [await proven(tokens, token) for token in (NEW, signed())] == [AGENT, "tokenInvalid"]
    assert provider.requests == 3


async def test_a_key_id_that_is_given_another_key_follows_the_provider(provider: KeyServer, hand: Hand) -> None:
    tokens = tokens_of(provider, hand)
    await proven(tokens, signed())
    provider.publish(jwk(NEW_RSA_KEY, "rsa-1"))
    hand.now_s += FRESH_S

    assert await proven(tokens, signed(NEW_RSA_KEY)) == AGENT
    assert await proven(tokens, signed(RSA_KEY)) == "tokenInvalid"


async def test_a_set_of_many_keys_is_read_as_far_as_it_is_bounded(provider: KeyServer, hand: Hand) -> None:
    others = [jwk(EC_KEY, f"ec-{number}") for number in range(49)]
    provider.publish(*others, jwk(RSA_KEY, "rsa-1"), jwk(NEW_RSA_KEY, "rsa-2"))
    tokens = tokens_of(provider, hand)

    assert await proven(tokens, signed()) == AGENT
    assert await proven(tokens, NEW) == "tokenInvalid"


# --- unknown key ids --------------------------------------------------------------------------------------------------


async def test_strange_key_ids_do_not_hammer_the_provider(provider: KeyServer, hand: Hand) -> None:
    tokens = tokens_of(provider, hand)
    await proven(tokens, signed())
    for _ in range(6):  # a minute of them, forty in each ten seconds, at once
        hand.now_s += RETRY_S
        strange = [signed(NEW_RSA_KEY, kid=f"strange-{n}") for n in range(4)] * 10
        assert set(await asyncio.gather(*(proven(tokens, each) for each in strange))) == {"tokenInvalid"}
        assert await proven(tokens, signed()) == AGENT

    assert provider.requests == 1 + 6


async def test_a_strange_key_id_while_the_provider_is_down_is_not_called_a_forgery(
    provider: KeyServer, hand: Hand
) -> None:
    """The set is young and the id unknown, but the provider could not be asked: it may be a key of this minute."""
    tokens = tokens_of(provider, hand)
    await proven(tokens, signed())
    provider.status = 500
    hand.now_s += RETRY_S

    assert await proven(tokens, NEW) == "identityUnavailable"
    assert await proven(tokens, signed()) == AGENT
    provider.status = 200
    provider.publish(*KEYS, jwk(NEW_RSA_KEY, "rsa-2"))
    hand.now_s += RETRY_S
    assert await proven(tokens, NEW) == AGENT


# --- a provider that fails --------------------------------------------------------------------------------------------


def _silent(provider: KeyServer) -> None:
    provider.is_silent = True


def _endless(provider: KeyServer) -> None:
    provider.is_endless, provider.body = True, b" " * 4096


def _cut(provider: KeyServer) -> None:
    provider.is_cut = True


def _huge(provider: KeyServer) -> None:
    provider.body = json.dumps({"keys": KEYS, "padding": "x" * 5_000_000}).encode()


def _packed(provider: KeyServer) -> None:
    """A few thousand bytes that would be unpacked to twenty megabytes, with good keys at the front."""
    provider.headers = {"Content-Encoding": "gzip"}
    provider.body = gzip.compress(json.dumps({"keys": KEYS, "padding": ""}).encode() + b" " * 20_000_000, 9)[:60_000]


def _garbage(provider: KeyServer) -> None:
    provider.body = bytes(range(256)) * 8


def _page(provider: KeyServer) -> None:
    provider.body = b"<!doctype html><title>Sign in</title>"


def _redirect(provider: KeyServer) -> None:
    provider.status, provider.headers = 302, {"Location": provider.url}


def _error(provider: KeyServer) -> None:
    provider.status = 503


def _secrets(provider: KeyServer) -> None:
    provider.publish({"kty": "oct", "kid": "rsa-1", "alg": "HS256", "k": "c2VjcmV0" * 8})


FAILURES = (_silent, _endless, _cut, _huge, _packed, _garbage, _page, _redirect, _error, _secrets)
Failure = Callable[[KeyServer], None]


def _time_for(fail: Failure) -> float:
    """Return a short time only where nothing but time ends the request: a busy machine takes its own."""
    return 2.0 if fail in (_silent, _endless) else 30.0


@pytest.mark.parametrize("fail", FAILURES)
async def test_a_provider_that_fails_from_the_start_lets_nobody_in(
    provider: KeyServer, hand: Hand, fail: Failure
) -> None:
    fail(provider)
    tokens = tokens_of(provider, hand, fetch_within_s=_time_for(fail))

    assert set(await asyncio.gather(*(proven(tokens, signed()) for _ in range(10)))) == {"identityUnavailable"}
    assert provider.requests == 1


@pytest.mark.parametrize("fail", FAILURES)
async def test_a_provider_that_fails_later_is_bridged_and_recovers(
    provider: KeyServer, hand: Hand, fail: Failure
) -> None:
    tokens = tokens_of(provider, hand, fetch_within_s=_time_for(fail))
    await proven(tokens, signed())
    good = provider.body
    fail(provider)

    hand.now_s += FRESH_S
    assert await proven(tokens, signed()) == AGENT
    assert await proven(tokens, NEW) == "identityUnavailable"
    hand.now_s += USABLE_S
    assert await proven(tokens, signed()) == "identityUnavailable"
    healed = KeyServer()
    healed.port, healed.body = provider.port, good
    provider.__dict__.update({k: v for k, v in vars(healed).items() if k not in ("requests", "_open")})
    hand.now_s += RETRY_S
    assert await proven(tokens, signed()) == AGENT


async def test_nobody_listening_at_start_and_then_somebody(hand: Hand) -> None:
    provider = KeyServer()
    async with running(provider):
        pass  # its port is now one where nobody listens
    tokens = tokens_of(provider, hand)
    assert await proven(tokens, signed()) == "identityUnavailable"

    async with running(provider):
        assert await proven(tokens, signed()) == "identityUnavailable"  # not asked again at once
        hand.now_s += RETRY_S
        assert await proven(tokens, signed()) == AGENT
    hand.now_s += FRESH_S
    assert await proven(tokens, signed()) == AGENT
    hand.now_s += USABLE_S
    assert await proven(tokens, signed()) == "identityUnavailable"


async def test_no_packed_answer_is_asked_for(hand: Hand) -> None:
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    provider = KeyServer()
    provider.answer = answer  # type: ignore[method-assign]
    async with running(provider):
        await proven(tokens_of(provider, hand), signed())

    assert b"accept-encoding: identity\r\n" in seen[0].lower()


# --- the chat service -------------------------------------------------------------------------------------------------


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Harness]:
    async with harness(tmp_path) as found:
        yield found


async def _nothing() -> None:
    return


async def asked(world: Harness, tokens: TrustedIssuers, token: str) -> httpx.Response:
    app = create_app(agent=world.agent, tokens=tokens, on_close=_nothing)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
        headers = {"Authorization": f"Bearer {token}"}
        return await http.post("/v1/chat", json={"message": "hello"}, headers=headers)


async def test_the_service_refuses_every_forged_token(provider: KeyServer, hand: Hand, world: Harness) -> None:
    trusted = TrustedIssuers(tokens_of(provider, hand), delegated=DELEGATED)
    assert (await asked(world, trusted, signed())).status_code == 200

    for case, token in FORGED.items():
        if not token.isascii():
            continue  # no header can hold it
        refused = await asked(world, trusted, token)
        code = "tokenInvalid" if token else "tokenMissing"
        assert (refused.status_code, refused.json()["code"]) == (401, code), case
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["www-authenticate"].startswith('Bearer realm="rewards-agent"')
        assert len(token) < 5 or token not in refused.text
    assert world.requests == []


async def test_the_service_distinguishes_expired_unavailable_and_good(
    provider: KeyServer, hand: Hand, world: Harness
) -> None:
    trusted = TrustedIssuers(tokens_of(provider, hand), delegated=DELEGATED)
    provider.status = 503
    unavailable = await asked(world, trusted, signed())
    provider.status = 200
    hand.now_s += RETRY_S
    answers = [await asked(world, trusted, token) for token in (signed(exp=NOW - 10), signed(nbf=NOW + 60), signed())]

    assert (unavailable.status_code, unavailable.json()["code"]) == (503, "identityUnavailable")
    assert unavailable.json()["retryable"]
    assert [each.status_code for each in answers] == [401, 401, 200]
    assert [each.json().get("code") for each in answers[:2]] == ["tokenExpired", "tokenInvalid"]


async def test_a_caller_who_goes_while_the_keys_come_takes_nobody_along(provider: KeyServer, hand: Hand) -> None:
    """A fetch that is given up must not count as a failure of the provider."""
    tokens = tokens_of(provider, hand)
    provider.is_silent = True
    first = asyncio.ensure_future(tokens.principal_of(signed(), audience=AUDIENCE_AGENT))
    await provider.was_asked.wait()
    second = asyncio.ensure_future(proven(tokens, signed()))
    first.cancel()
    await asyncio.wait({first})
    provider.let_go.set()

    assert first.cancelled()
    assert await second == AGENT
    assert await proven(tokens, signed()) == AGENT
    assert provider.requests == 1
