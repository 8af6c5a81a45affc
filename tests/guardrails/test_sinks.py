"""No canary is in any sink, whatever went well or wrong; and each of them was there to be found."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from core.clock import FixedClock
from core.errors import TokenError
from core.identity.tokens import AUDIENCE_AGENT, ISSUER, Tokens
from guardrails.errors import GuardrailError, RedactionFailed
from guardrails.pii import PiiType, Span
from guardrails.pii.vault import Vault
from rewards.demo import DEMO_NOW
from tests.guardrails.sinks import CANARIES, SINKS, Overheard, chain_of, overhear
from tools.errors import RewardsError
from tools.rewards_client import RewardsClient

_SECRET = "test-secret-that-is-at-least-32-chars-long"


@pytest.fixture(scope="module")
def heard() -> Overheard:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(overhear(Path(folder)))


# A model's own calls are sent back to it, with the arguments that it wrote.
_PLACES = [
    (sink, name)
    for sink in SINKS
    for name in CANARIES
    if sink != "exceptions" and (sink, name) != ("model requests", "prose of a model")
]


@pytest.mark.parametrize(("sink", "name"), _PLACES)
def test_no_canary_is_in_a_sink(heard: Overheard, sink: str, name: str) -> None:
    assert not heard.holds(sink, name)


@pytest.mark.parametrize("sink", [sink for sink in SINKS if sink != "exceptions"])
def test_every_sink_was_filled(heard: Overheard, sink: str) -> None:
    assert "".join(heard.texts[sink]).strip()


def test_what_a_viewer_is_to_see_is_there(heard: Overheard) -> None:
    """The search finds something: the card's last four, and the order that was asked about."""
    assert "•••• 9911" in "".join(heard.texts["answer"])
    assert "4045550001" in "".join(heard.texts["model requests"]).replace("-", "")


async def _broken_body() -> None:
    canary = CANARIES["body of a broken rewards API"]
    answer = httpx.Response(200, json={"businessReferenceId": canary, "promotions": canary})
    await _ask(answer)


async def _error_body() -> None:
    await _ask(httpx.Response(500, json={"detail": CANARIES["body of a broken rewards API"]}))


async def _ask(answer: httpx.Response) -> None:
    transport = httpx.MockTransport(lambda _: answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://rewards.test/") as http:
        await RewardsClient(http).with_token("token").execution("404-1111111-1111111")


async def _forged_claims() -> None:
    import jwt

    claims = {"iss": ISSUER, "aud": AUDIENCE_AGENT, "sub": "x", "iat": 1, "exp": 9_999_999_999, "role": "support_lead"}
    claims |= {"reason": "", "case": CANARIES["typed telephone"], "customer": CANARIES["customer name"]}
    Tokens(_SECRET, clock=FixedClock(DEMO_NOW)).verify(jwt.encode(claims, _SECRET), audience=AUDIENCE_AGENT)


class _DetectorDown:
    def find(self, text: str) -> list[Span]:
        raise RedactionFailed


async def _no_redaction() -> None:
    Vault(_DetectorDown()).token_for(CANARIES["typed telephone"], PiiType.PHONE)
    Vault(_DetectorDown()).admit(CANARIES["typed telephone"])


@pytest.mark.parametrize("broken", [_broken_body, _error_body, _forged_claims, _no_redaction])
async def test_no_exception_nor_what_caused_it_quotes_what_was_guarded(broken: Callable[[], Awaitable[None]]) -> None:
    with pytest.raises((RewardsError, GuardrailError, TokenError)) as caught:
        await broken()
    overheard = Overheard()
    overheard.add("exceptions", chain_of(caught.value))

    assert overheard.leaks() == []
