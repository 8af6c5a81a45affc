"""The identity provider of a task in production: it publishes keys, signs tokens, and may fail."""

import json
import warnings
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.warnings import InsecureKeyLengthWarning

from evals.steps.actor import Actor, ProviderToken

Answers = Literal["well", "garbage", "tooLong"] | int
_CLAIMS = {"case": "case", "customer": "customer", "reason": "reason"}
_MORE_THAN_IS_READ = 65 * 1024
_RSA_BITS = {"rsa": 2048, "weak": 1024}


class IdentityProvider:
    """Publishes the keys that a step names, and counts how often it was asked."""

    def __init__(self) -> None:
        self.published: Sequence[str] = ("first",)
        self.answers: Answers = "well"
        self.fetches = 0

    def transport(self) -> httpx.MockTransport:
        """Return what a service reaches instead of the address of the settings."""
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.fetches += 1
        if isinstance(self.answers, int):
            return httpx.Response(self.answers)
        document: dict[str, Any] = {"keys": [_published(name) for name in self.published]}
        if self.answers == "tooLong":
            document["padding"] = "x" * _MORE_THAN_IS_READ
        text = "<html>" if self.answers == "garbage" else json.dumps(document)
        return httpx.Response(200, content=_streamed(text.encode()))


async def _streamed(content: bytes) -> AsyncGenerator[bytes]:
    """Yield a body in two pieces, which is how a network delivers it."""
    yield content[:100]
    yield content[100:]


def signed_token(actor: Actor, wanted: ProviderToken, *, now: datetime, issuer: str, audience: str) -> str:
    """Return the token that the provider gives to an actor; ``issuer`` and ``audience`` unless it names others."""
    issued = now + timedelta(seconds=wanted.issued_in_s)
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": audience,
        "sub": actor.subject,
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(seconds=wanted.life_s)).timestamp()),
        "role": actor.role.value,
        "locale": actor.locale,
        **{claim: getattr(actor, name) for claim, name in _CLAIMS.items() if getattr(actor, name) is not None},
        **({"scopes": sorted(actor.scopes)} if actor.scopes else {}),
        **wanted.claims,
    }
    given = {name: value for name, value in claims.items() if value is not None}
    headers = {"kid": wanted.key if wanted.kid is None else wanted.kid}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)
        return jwt.encode(given, _key(wanted.key), algorithm=_algorithm(wanted.key), headers=headers)


@cache
def _key(name: str) -> Any:
    """Return a private key by name, which is made once a process. Two names must not be accepted: weak, other-curve."""
    if name in _RSA_BITS:
        return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS[name])
    return ec.generate_private_key(ec.SECP384R1() if name == "other-curve" else ec.SECP256R1())


def _algorithm(name: str) -> str:
    return "RS256" if name in _RSA_BITS else "ES384" if name == "other-curve" else "ES256"


def _published(name: str) -> dict[str, Any]:
    """Return a key as it is published. ``for-encryption`` is published as one that signs nothing."""
    algorithm = _algorithm(name)
    writer = RSAAlgorithm if algorithm == "RS256" else ECAlgorithm
    jwk: dict[str, Any] = writer.to_jwk(_key(name).public_key(), as_dict=True)
    return jwk | {"kid": name, "alg": algorithm, "use": "enc" if name == "for-encryption" else "sig"}
