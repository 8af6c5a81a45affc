"""The identity provider of a task publishes what its step names, and its tokens are right but for what they change."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from core.errors import IdentityUnavailable, TokenError
from core.identity.jwks import KeySet
from evals.steps.actor import Actor, ProviderToken
from evals.steps.identity_provider import Answers, IdentityProvider, signed_token

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
ASHA = Actor.model_validate({"role": "customer", "subject": "asha", "customer": "CUST-1"}, strict=False)


def token(**wanted: object) -> str:
    given = ProviderToken.model_validate(wanted)
    return signed_token(ASHA, given, now=NOW, issuer="https://id.example/", audience="chat")


def test_a_token_says_who_acts_and_nothing_that_is_not_so() -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})

    assert claims == {
        "iss": "https://id.example/",
        "aud": "chat",
        "sub": "asha",
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(minutes=10)).timestamp()),
        "role": "customer",
        "locale": "en-IN",
        "customer": "CUST-1",
    }


def test_a_claim_is_replaced_or_left_out() -> None:
    claims = jwt.decode(token(claims={"aud": ["a", "b"], "exp": None}), options={"verify_signature": False})

    assert claims["aud"] == ["a", "b"]
    assert "exp" not in claims


@pytest.mark.parametrize(
    ("wanted", "kid", "algorithm"),
    [({}, "first", "ES256"), ({"key": "rsa"}, "rsa", "RS256"), ({"key": "second", "kid": "first"}, "first", "ES256")],
)
def test_a_token_names_its_key(wanted: dict[str, str], kid: str, algorithm: str) -> None:
    assert jwt.get_unverified_header(token(**wanted)) == {"alg": algorithm, "kid": kid, "typ": "JWT"}


async def test_a_published_key_can_be_used_and_each_question_is_counted() -> None:
    provider = IdentityProvider()
    keys = KeySet("https://id.example/keys", transport=provider.transport())

    assert (await keys.key("first")).algorithm == "ES256"
    with pytest.raises(TokenError):
        await keys.key("second")
    assert provider.fetches == 1


@pytest.mark.parametrize("answers", [503, "garbage", "tooLong"])
async def test_a_provider_that_fails_publishes_nothing(answers: Answers) -> None:
    provider = IdentityProvider()
    provider.answers = answers

    with pytest.raises(IdentityUnavailable):
        await KeySet("https://id.example/keys", transport=provider.transport()).key("first")
