"""The trusted issuers in production: the identity provider, and the chat service for the duration of a turn.

Each issuer has separate keys and algorithms, and no key is ever tried for another issuer: a token that names the wrong
issuer is verified with keys that did not sign it, and fails.
"""

from collections.abc import Mapping

import jwt

from core.clock import Clock
from core.errors import TokenError
from core.identity.jwks import KeySet
from core.identity.tokens import AUDIENCE_REWARDS, MAX_TOKEN_LENGTH, Principal, Role, Tokens, verify_token

DELEGATION_ISSUER = "rewards-agent-service"


class ProviderTokens:
    """Verifies tokens of an identity provider with its published public keys."""

    def __init__(self, keys: KeySet, *, issuer: str, audiences: Mapping[str, str], clock: Clock) -> None:
        """``audiences`` maps each of our services to the provider's name for it."""
        self._keys = keys
        self._issuer = issuer
        self._audiences = audiences
        self._clock = clock

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        key = await self._keys.key(_key_id(token))
        return verify_token(
            token,
            key=key.key,
            algorithm=key.algorithm,  # the key's own, not the one that the token claims
            issuer=self._issuer,
            audience=self._audiences[audience],
            now=self._clock.now(),
        )


class TrustedIssuers:
    """Verifies tokens of the provider and, at the rewards API, those that the chat service mints for a turn.

    The rewards API returns unredacted data, including gift cards: a person's own token is accepted only by the chat
    service, which projects data by role and audits access. Programs use a service token.
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
    """Return the signer, and at the rewards API the verifier, of the tokens that the chat service mints for a turn."""
    return Tokens(secret, clock=clock, issuer=DELEGATION_ISSUER)


def _key_id(token: str) -> str:
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenError("tokenInvalid")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
    key_id = header.get("kid")
    # Checked before any key is fetched; verification uses the algorithm of the key.
    if header.get("alg") not in ("RS256", "ES256") or not isinstance(key_id, str) or not key_id:
        raise TokenError("tokenInvalid")
    return key_id


def _claimed_issuer(token: str) -> object:
    """Return the issuer that a token claims, unverified: it only selects the keys to verify with."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenError("tokenInvalid")
    try:
        return jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
