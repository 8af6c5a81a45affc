"""The trusted issuers of production: the identity provider, and the chat service for the lookups of a turn.

Each issuer has its own keys and its own algorithms, and no key is ever tried for another: a token that names the wrong
one is verified with keys that did not sign it.
"""

from collections.abc import Mapping
from datetime import timedelta

import jwt

from core.clock import Clock
from core.errors import TokenError
from core.identity.jwks import KeySet
from core.identity.settings import IdentitySettings
from core.identity.tokens import (
    AUDIENCE_AGENT,
    AUDIENCE_REWARDS,
    LONGEST_LIFE,
    LONGEST_TOKEN,
    Expected,
    Principal,
    Role,
    Tokens,
    verify_token,
)

DELEGATION_ISSUER = "rewards-agent-service"


class ProviderTokens:
    """Verifies tokens of an identity provider with its published public keys."""

    def __init__(
        self,
        keys: KeySet,
        *,
        issuer: str,
        audiences: Mapping[str, str],
        clock: Clock,
        longest_life: timedelta = LONGEST_LIFE,
    ) -> None:
        """``audiences`` maps each service to the name by which the provider knows it."""
        self._keys = keys
        self._issuer = issuer
        self._audiences = audiences
        self._clock = clock
        self._longest_life = longest_life

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        key = await self._keys.key(_key_id(token))
        own = self._audiences[audience]
        expected = Expected(
            issuer=self._issuer,
            audience=own,
            other_audiences=frozenset(self._audiences.values()) - {own},
            longest_life=self._longest_life,
        )
        # The algorithm is the key's own, whatever the token says.
        return verify_token(token, expected, key=key.key, algorithm=key.algorithm, now=self._clock.now())


class TrustedIssuers:
    """Verifies tokens of the provider, and at the rewards API those that the chat service minted for a turn.

    The rewards API returns what it holds, gift cards in full. So the token of a person is valid at the chat service
    only, which shows each role what it may see and audits every lookup. Programs have the token of a service.
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


def production_issuers(
    configured: IdentitySettings, keys: KeySet, *, delegated: Tokens, clock: Clock
) -> TrustedIssuers:
    """Return the verifier of the settings of production. ``keys`` are those of their address."""
    provider = ProviderTokens(
        keys,
        issuer=_required(configured.issuer),
        audiences={
            AUDIENCE_AGENT: _required(configured.agent_audience),
            AUDIENCE_REWARDS: _required(configured.rewards_audience),
        },
        clock=clock,
        longest_life=configured.longest_token_life,
    )
    return TrustedIssuers(provider, delegated=delegated)


def delegation_tokens(secret: str, *, clock: Clock) -> Tokens:
    """Return the signer, and at the rewards API the verifier, of the tokens that the chat service mints for a turn."""
    return Tokens(secret, clock=clock, issuer=DELEGATION_ISSUER)


def _required(value: str | None) -> str:
    """Narrow a setting that the validation of production settings has required."""
    assert value is not None  # noqa: S101
    return value


def _key_id(token: str) -> str:
    if len(token) > LONGEST_TOKEN:
        raise TokenError("tokenInvalid")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
    key_id = header.get("kid")
    # Checked before any key is fetched. The algorithm that is used is that of the key.
    if header.get("alg") not in ("RS256", "ES256") or not isinstance(key_id, str) or not key_id:
        raise TokenError("tokenInvalid")
    return key_id


def _claimed_issuer(token: str) -> object:
    """Return the issuer that a token claims. It selects the keys, and is trusted only if they verify the token."""
    if len(token) > LONGEST_TOKEN:
        raise TokenError("tokenInvalid")
    try:
        return jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
