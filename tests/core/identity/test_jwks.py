"""Tokens of an identity provider: its keys, their rotation, and every way to forge what they sign."""

import asyncio
import json
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from core.clock import FixedClock
from core.errors import IdentityUnavailable, TokenError
from core.identity.issuers import DELEGATION_ISSUER, ProviderTokens, TrustedIssuers, delegation_tokens
from core.identity.jwks import FRESH_S, RETRY_S, USABLE_S, KeySet
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, Principal, Role
from rewards.demo import DEMO_NOW

URL = "https://login.example/.well-known/jwks.json"
ISSUER = "https://login.example"
AUDIENCES = {AUDIENCE_AGENT: "api://rewards-agent", AUDIENCE_REWARDS: "api://rewards-api"}
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NEW_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SMALL_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 -- refused
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_CURVE_KEY = ec.generate_private_key(ec.SECP384R1())
CLOCK = FixedClock(DEMO_NOW)
NOW = int(DEMO_NOW.timestamp())
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="ravi", case_id="CASE-1", customer_id="CUST-1")
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCES[AUDIENCE_AGENT],
    "sub": "ravi",
    "iat": NOW,
    "exp": NOW + 300,
    "role": "support_agent",
    "case": "CASE-1",
    "customer": "CUST-1",
}
SECRET = "the secret between our own two services"


def jwk(key: PrivateKeyTypes, kid: str, **changes: Any) -> dict[str, Any]:
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    public = key.public_key()
    fields: dict[str, Any] = json.loads(algorithm.to_jwk(public))  # type: ignore[arg-type]
    return fields | {"kid": kid, "use": "sig"} | changes


KEYS = [jwk(RSA_KEY, "rsa-1", alg="RS256"), jwk(EC_KEY, "ec-1")]


class Provider:
    """Serves a key set, or fails to, and counts how often it was asked. Time passes only when a test sets it."""

    def __init__(self, keys: list[Any] | None = None) -> None:
        self.content: bytes = json.dumps({"keys": KEYS if keys is None else keys}).encode()
        self.status = 200
        self.error: Exception | None = None
        self.requests = 0
        self.now_s = 1000.0

    def key_set(self) -> KeySet:
        return KeySet(URL, transport=httpx.MockTransport(self._answer), monotonic=lambda: self.now_s)

    def serve(self, *keys: Mapping[str, Any]) -> None:
        self.content = json.dumps({"keys": keys}).encode()

    async def _answer(self, _: httpx.Request) -> httpx.Response:
        self.requests += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return httpx.Response(self.status, stream=httpx.ByteStream(self.content))


@pytest.fixture
def provider() -> Provider:
    return Provider()


def tokens_of(provider: Provider) -> ProviderTokens:
    return ProviderTokens(provider.key_set(), issuer=ISSUER, audiences=AUDIENCES, clock=CLOCK)


def signed(key: Any = RSA_KEY, *, kid: str | None = "rsa-1", algorithm: str = "RS256", **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={} if kid is None else {"kid": kid})


async def proven(
    tokens: ProviderTokens | TrustedIssuers, token: str, audience: str = AUDIENCE_AGENT
) -> Principal | str:
    """Return the principal that a token proves, or the code of the refusal."""
    try:
        return await tokens.principal_of(token, audience=audience)
    except TokenError as error:
        return error.code


@pytest.mark.parametrize("token", [signed(), signed(EC_KEY, kid="ec-1", algorithm="ES256")], ids=["RS256", "ES256"])
async def test_a_token_of_the_provider_proves_its_principal(provider: Provider, token: str) -> None:
    assert await proven(tokens_of(provider), token) == AGENT


PUBLIC_PEM = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def confused(secret: bytes) -> str:
    """A token with the published key as the secret of HS256, made without the library that refuses to."""
    import base64
    import hashlib
    import hmac

    def encoded(part: bytes) -> bytes:
        return base64.urlsafe_b64encode(part).rstrip(b"=")

    header = encoded(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "rsa-1"}).encode())
    body = header + b"." + encoded(json.dumps(CLAIMS).encode())
    return (body + b"." + encoded(hmac.new(secret, body, hashlib.sha256).digest())).decode()


FORGED = {
    "another key under a known id": signed(NEW_RSA_KEY),
    "the id of a key of the other kind": signed(kid="ec-1"),
    "no key id": signed(kid=None),
    "an empty key id": signed(kid=""),
    "a long key id": signed(kid="k" * 201),
    "alg none": jwt.encode(CLAIMS, "", algorithm="none", headers={"kid": "rsa-1"}),
    "HS256 with the public key": confused(PUBLIC_PEM),
    "HS256 with the key set": confused(json.dumps({"keys": KEYS}).encode()),
    "HS256 with our own secret": jwt.encode(CLAIMS, SECRET, algorithm="HS256", headers={"kid": "rsa-1"}),
    "another algorithm of the same key": signed(algorithm="RS512"),
    "PS256": signed(algorithm="PS256"),
    "another issuer": signed(iss="https://evil.example"),
    "our own issuer": signed(iss=DELEGATION_ISSUER),
    "no issuer": signed(iss=None),
    "another audience": signed(aud="api://payments"),
    "the audience of the other service": signed(aud=AUDIENCES[AUDIENCE_REWARDS]),
    "the logical name of the audience": signed(aud=AUDIENCE_AGENT),
    "no audience": signed(aud=None),
    "no expiry": signed(exp=None),
    "an expiry as text": signed(exp=str(NOW + 300)),
    "an expiry that is no number": signed(exp=True),
    "no end of time": signed(exp=10**30),
    "no time of issue": signed(iat=None),
    "issued in the future": signed(iat=NOW + 6),
    "not valid yet": signed(nbf=NOW + 6),
    "no subject": signed(sub=None),
    "a role that is not known": signed(role="admin"),
    "a role in another case": signed(role="SUPPORT_AGENT"),
    "roles": signed(role=["support_agent", "support_lead"]),
    "no role": signed(role=None),
    "a number for a customer": signed(customer=1),
    "a customer in a list": signed(customer=["CUST-1"]),
    "a customer with a path": signed(customer="CUST-1/../CUST-2"),
    "a customer with a line break": signed(customer="CUST-1\n"),
    "a long customer": signed(customer="C" * 81),
    "an agent without a customer": signed(customer=None),
    "a customer without a customer": signed(role="customer", customer=None),
    "a lead without a reason": signed(role="support_lead", case=None, customer=None),
    "a lead with an empty reason": signed(role="support_lead", reason="  "),
    "a reason with a line break": signed(role="support_lead", reason="x\ny"),
    "a reason that turns the line around": signed(role="support_lead", reason="x\u202ey"),
    "a service without a scope": signed(role="service"),
    "scopes as text": signed(role="service", scopes="rewards:read"),
    "scopes of numbers": signed(role="service", scopes=[1]),
    "scopes with spaces": signed(role="service", scopes=["rewards:read rewards:admin"]),
    "scopes nested": signed(role="service", scopes=[["rewards:read"]]),
    "a locale that is none": signed(locale="../etc"),
    "a locale as a number": signed(locale=7),
    "nothing": "",
    "dots": "..",
    "four parts": signed() + ".x",
    "no base64": "é.é.é",
    "deep": "eyJhbGciOiJSUzI1NiJ9." + "W1" * 1500 + ".x",
    "oversized": signed(padding="x" * 4000),
    "a cut signature": signed()[:-10],
    "a critical header": jwt.encode(CLAIMS, RSA_KEY, algorithm="RS256", headers={"kid": "rsa-1", "crit": ["b64"]}),
}


@pytest.mark.parametrize("case", FORGED)
async def test_every_other_token_is_invalid(provider: Provider, case: str) -> None:
    assert await proven(tokens_of(provider), FORGED[case]) == "tokenInvalid"


async def test_a_key_that_a_token_brings_along_is_not_used(provider: Provider) -> None:
    for header in ({"jwk": jwk(NEW_RSA_KEY, "rsa-1")}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil"}):
        token = jwt.encode(CLAIMS, NEW_RSA_KEY, algorithm="RS256", headers={"kid": "rsa-1"} | header)
        assert await proven(tokens_of(provider), token) == "tokenInvalid"


@pytest.mark.parametrize(
    ("age_s", "code"), [(0, None), (304, None), (305, "tokenExpired"), (-5, None), (-6, "tokenInvalid")]
)
async def test_clocks_may_differ_by_five_seconds(provider: Provider, age_s: int, code: str | None) -> None:
    clock = FixedClock(DEMO_NOW + timedelta(seconds=age_s))
    tokens = ProviderTokens(provider.key_set(), issuer=ISSUER, audiences=AUDIENCES, clock=clock)

    assert await proven(tokens, signed()) == (code or AGENT)


# --- the keys ---------------------------------------------------------------------------------------------------------


async def test_the_keys_are_fetched_once_for_everybody_and_kept(provider: Provider) -> None:
    tokens = tokens_of(provider)

    assert await asyncio.gather(*(proven(tokens, signed()) for _ in range(20))) == [AGENT] * 20
    provider.now_s += FRESH_S - 1
    assert await proven(tokens, signed()) == AGENT
    assert provider.requests == 1
    provider.now_s += 2
    assert await proven(tokens, signed()) == AGENT
    assert provider.requests == 2


async def test_a_new_key_is_found_by_its_id_before_the_old_set_is_due(provider: Provider) -> None:
    tokens = tokens_of(provider)
    await proven(tokens, signed())
    provider.serve(*KEYS, jwk(NEW_RSA_KEY, "rsa-2"))
    provider.now_s += RETRY_S

    assert await proven(tokens, signed(NEW_RSA_KEY, kid="rsa-2")) == AGENT
    assert await proven(tokens, signed()) == AGENT
    assert provider.requests == 2


async def test_a_withdrawn_key_is_good_no_longer_than_its_set(provider: Provider) -> None:
    tokens = tokens_of(provider)
    await proven(tokens, signed())
    provider.serve(jwk(NEW_RSA_KEY, "rsa-2"))
    provider.now_s += FRESH_S

    assert await proven(tokens, signed()) == "tokenInvalid"


async def test_strange_key_ids_do_not_become_requests(provider: Provider) -> None:
    tokens = tokens_of(provider)
    await proven(tokens, signed())
    provider.now_s += RETRY_S
    for number in range(50):
        assert await proven(tokens, signed(NEW_RSA_KEY, kid=f"strange-{number}")) == "tokenInvalid"
    assert provider.requests == 2


async def test_unsound_tokens_are_refused_without_a_request(provider: Provider) -> None:
    for case in ("alg none", "no key id", "oversized", "HS256 with the public key", "nothing"):
        assert await proven(tokens_of(provider), FORGED[case]) == "tokenInvalid"
    assert provider.requests == 0


FAILURES: dict[str, dict[str, Any]] = {
    "no connection": {"error": httpx.ConnectError("no")},
    "a timeout": {"error": httpx.ReadTimeout("slow")},
    "an error": {"status": 500},
    "a redirect": {"status": 302},
    "no JSON": {"content": b"<html>"},
    "not a key set": {"content": b"[]"},
    "no keys": {"content": b'{"keys": []}'},
    "keys that are none": {"content": b'{"keys": [1, null, {"kid": "rsa-1"}, {"kid": ["x"], "kty": "RSA"}]}'},
    "a flood": {"content": b'{"keys": "' + b"x" * 70_000 + b'"}'},
    "deep": {"content": b"[" * 60_000},
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_without_keys_nobody_is_admitted_and_no_token_is_called_invalid(provider: Provider, failure: str) -> None:
    for name, value in FAILURES[failure].items():
        setattr(provider, name, value)
    tokens = tokens_of(provider)

    for _ in range(5):
        with pytest.raises(IdentityUnavailable):
            await tokens.principal_of(signed(), audience=AUDIENCE_AGENT)
    assert provider.requests == 1  # and not one for each that asks


@pytest.mark.parametrize("failure", FAILURES)
async def test_known_keys_outlive_a_short_failure_and_not_a_long_one(provider: Provider, failure: str) -> None:
    tokens = tokens_of(provider)
    await proven(tokens, signed())
    for name, value in FAILURES[failure].items():
        setattr(provider, name, value)

    provider.now_s += FRESH_S + 1
    assert await proven(tokens, signed()) == AGENT
    assert await proven(tokens, signed(kid="rsa-2")) == "identityUnavailable"
    provider.now_s += USABLE_S - FRESH_S
    assert await proven(tokens, signed()) == "identityUnavailable"
    recovered = Provider()
    provider.status, provider.error, provider.content = 200, None, recovered.content
    provider.now_s += RETRY_S
    assert await proven(tokens, signed()) == AGENT


@pytest.mark.parametrize(
    "keys",
    [
        [{"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0", "alg": "HS256"}],
        [jwk(SMALL_RSA_KEY, "rsa-1")],
        [jwk(RSA_KEY, "rsa-1", use="enc")],
        [jwk(RSA_KEY, "rsa-1", alg="RS512")],
        [jwk(RSA_KEY, "rsa-1", alg="HS256")],
        [jwk(RSA_KEY, "rsa-1", n="AQ")],
        [jwk(RSA_KEY, "rsa-1", n=7)],
        [jwk(RSA_KEY, "rsa-1"), jwk(NEW_RSA_KEY, "rsa-1")],
        [jwk(OTHER_CURVE_KEY, "rsa-1")],
    ],
    ids=["symmetric", "small", "encryption", "RS512", "HS256", "tiny", "no number", "one id twice", "another curve"],
)
async def test_keys_that_cannot_be_trusted_are_not_used(keys: list[Any]) -> None:
    provider = Provider([*keys, jwk(EC_KEY, "ec-1")])
    tokens = tokens_of(provider)

    with warnings.catch_warnings(action="ignore"):
        ours = [signed(RSA_KEY), signed(SMALL_RSA_KEY)]
    assert [await proven(tokens, token) for token in ours] == ["tokenInvalid", "tokenInvalid"]
    assert await proven(tokens, signed(EC_KEY, kid="ec-1", algorithm="ES256")) == AGENT


# --- the chat service's own tokens ------------------------------------------------------------------------------------

DELEGATED = delegation_tokens(SECRET, clock=CLOCK)


def for_turn(audience: str = AUDIENCE_REWARDS) -> str:
    return DELEGATED.mint(AGENT, audiences=(audience,), ttl=timedelta(seconds=60))


async def test_a_turns_token_is_good_at_the_rewards_api_and_nowhere_else(provider: Provider) -> None:
    trusted = TrustedIssuers(tokens_of(provider), delegated=DELEGATED)

    assert await proven(trusted, for_turn(), AUDIENCE_REWARDS) == AGENT
    assert await proven(trusted, for_turn(), AUDIENCE_AGENT) == "tokenInvalid"
    assert await proven(trusted, for_turn(AUDIENCE_AGENT), AUDIENCE_AGENT) == "tokenInvalid"


@pytest.mark.parametrize(
    ("claims", "is_taken"),
    [
        ({"role": "service", "scopes": ["rewards:read"]}, True),
        ({"role": "support_agent"}, False),
        ({"role": "customer"}, False),
        ({"role": "support_lead", "reason": "escalation"}, False),
    ],
)
async def test_people_read_the_rewards_api_by_way_of_the_chat_service_only(
    provider: Provider, claims: dict[str, Any], *, is_taken: bool
) -> None:
    trusted = TrustedIssuers(tokens_of(provider), delegated=DELEGATED)

    found = await proven(trusted, signed(aud=AUDIENCES[AUDIENCE_REWARDS], **claims), AUDIENCE_REWARDS)
    assert isinstance(found, Principal) if is_taken else found == "tokenInvalid"
    assert isinstance(await proven(trusted, signed(**claims), AUDIENCE_AGENT), Principal)


@pytest.mark.parametrize("audience", [AUDIENCE_AGENT, AUDIENCE_REWARDS])
async def test_a_token_for_both_services_is_good_at_neither(provider: Provider, audience: str) -> None:
    both: dict[str, Any] = {"role": "service", "scopes": ["rewards:read"], "aud": list(AUDIENCES.values())}
    alone = both | {"aud": [AUDIENCES[audience], "https://provider.example/userinfo"]}
    assert await proven(tokens_of(provider), signed(**both), audience) == "tokenInvalid"
    assert isinstance(await proven(tokens_of(provider), signed(**alone), audience), Principal)


async def test_a_token_of_the_provider_that_lives_too_long_is_refused(provider: Provider) -> None:
    long = signed(exp=CLAIMS["iat"] + 86_401)
    assert await proven(tokens_of(provider), long) == "tokenInvalid"


async def test_no_key_is_tried_for_the_other_issuer(provider: Provider) -> None:
    trusted = TrustedIssuers(tokens_of(provider), delegated=DELEGATED)
    rewards = {"aud": AUDIENCES[AUDIENCE_REWARDS]}
    for token in (
        signed(iss=DELEGATION_ISSUER, **rewards),
        signed(iss=DELEGATION_ISSUER, aud=AUDIENCE_REWARDS),
        jwt.encode(CLAIMS | rewards, SECRET, algorithm="HS256", headers={"kid": "rsa-1"}),
        jwt.encode(CLAIMS | rewards | {"iss": DELEGATION_ISSUER}, "x" * 40, algorithm="HS256"),
        "..",
        "x" * 5000,
    ):
        assert await proven(trusted, token, AUDIENCE_REWARDS) == "tokenInvalid"
