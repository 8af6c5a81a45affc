"""Whose tokens are believed in production: those of the identity provider, and those of our own service for a turn.

Each issuer has its own keys and its own algorithms, and no key is ever tried for another: a token that names the wrong
one of them is held against keys that did not sign it.
"""

from collections.abc import Mapping

import jwt

from core.clock import Clock
from core.errors import TokenError
from core.identity.jwks import KeySet
from core.identity.tokens import AUDIENCE_REWARDS, MAX_TOKEN_LENGTH, Principal, Role, Tokens, verify_token

DELEGATION_ISSUER = "rewards-agent-service"


class ProviderTokens:
    """Verifies tokens of an identity provider by the public keys that it publishes."""

    def __init__(self, keys: KeySet, *, issuer: str, audiences: Mapping[str, str], clock: Clock) -> None:
        """``audiences`` gives the name under which the provider knows each of our services."""
        self._keys = keys
        self._issuer = issuer
        self._audiences = audiences
        self._clock = clock

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        key = await self._keys.key(_key_id(token))
        return verify_token(
            token,
            key=key.key,
            algorithm=key.algorithm,  # the key's own, whatever the token says
            issuer=self._issuer,
            audience=self._audiences[audience],
            now=self._clock.now(),
        )


class TrustedIssuers:
    """Verifies tokens of the provider, and at the rewards API those that the chat service minted for a turn.

    The rewards API hands over what it holds, gift cards in full: a person's own token is good at the chat service only,
    which shows each role what it may see and writes down who looked. Programs come with a service's token.
    """

    def __init__(self, provider: ProviderTokens, *, delegated: Tokens) -> None:
        self._provider = provider
        self._delegated = delegated

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        if audience == AUDIENCE_REWARDS and _claimed_issuer(token) == DELEGATION_ISSUER:
            return self._delegated.verify(token, audience=audience)
        principal = await self._provider.principal_of(token, audience=audience)
        if audience == AUDIENCE_REWARDS and principal.role is not Role.SERVICE:
            raise TokenError("tokenInvalid")
        return principal


def delegation_tokens(secret: str, *, clock: Clock) -> Tokens:
    """Return what signs, and at the rewards API verifies, the tokens that the chat service mints for a turn."""
    return Tokens(secret, clock=clock, issuer=DELEGATION_ISSUER)


def _key_id(token: str) -> str:
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenError("tokenInvalid")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
    key_id = header.get("kid")
    # Looked at before any key is fetched for it; what is believed is the key's own algorithm.
    if header.get("alg") not in ("RS256", "ES256") or not isinstance(key_id, str) or not key_id:
        raise TokenError("tokenInvalid")
    return key_id


def _claimed_issuer(token: str) -> object:
    """Read who a token says has issued it: it chooses the keys to try, and is believed only if they fit."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenError("tokenInvalid")
    try:
        return jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
