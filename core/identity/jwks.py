"""The public keys of an identity provider by key id: fetched over HTTP, cached, and refreshed before they expire."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import httpx
import jwt

from core.errors import IdentityUnavailable, TokenError

FRESH_S = 300.0  # afterwards the keys are fetched again on next use
USABLE_S = 900.0  # for how long they are used while that fails; then every token is refused
RETRY_S = 10.0  # between two fetches, whether caused by an unknown key id or by a failure
_FETCH_WITHIN_S = 3.0  # from the connection to the last byte
_MOST_BYTES = 64 * 1024
# Compressed bytes would be decompressed before they could be counted, so they are not accepted.
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_MOST_KEYS = 50
_LONGEST_KID = 200
_SMALLEST_RSA_BITS = 2048
# Asymmetric only: a key set with a shared secret must not make tokens signed with it acceptable.
_ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key, and the only algorithm allowed for tokens signed with it."""

    key: Any
    algorithm: str


class KeySet:
    """The keys by id. Callers wait on the event loop, and one fetch serves all who wait."""

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        fetch_within_s: float = _FETCH_WITHIN_S,
    ) -> None:
        self._url = url
        self._transport = transport
        self._monotonic = monotonic
        self._fetch_within_s = fetch_within_s
        self._keys: Mapping[str, PublicKey] = MappingProxyType({})
        self._fetched_at = self._tried_at = -float("inf")
        self._fetch: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> PublicKey:
        """Return the key with this id.

        Raises:
            IdentityUnavailable: if the provider cannot be reached and the cached keys are too old.
            TokenError: if the provider has no such key.
        """
        if len(key_id) > _LONGEST_KID:
            raise TokenError("tokenInvalid")
        if self._age_s() >= FRESH_S or key_id not in self._keys:
            await self._refresh()
        if self._age_s() >= USABLE_S:
            raise IdentityUnavailable
        key = self._keys.get(key_id)
        if key is None:
            # The key may be new: while the key set cannot be fetched, this cannot be known.
            raise TokenError("tokenInvalid") if self._has_answered else IdentityUnavailable
        return key

    def _age_s(self) -> float:
        return self._monotonic() - self._fetched_at

    @property
    def _has_answered(self) -> bool:
        """Whether the provider answered the last request, and recently."""
        return self._age_s() < FRESH_S and self._fetched_at >= self._tried_at

    async def _refresh(self) -> None:
        """Fetch the keys, unless that was tried just now: unknown ids must not become requests to the provider."""
        if self._fetch is None:
            if self._monotonic() - self._tried_at < RETRY_S:
                return
            self._tried_at = self._monotonic()
            self._fetch = asyncio.ensure_future(self._keep())
        await asyncio.shield(self._fetch)  # a caller who goes away must not cancel it for the others

    async def _keep(self) -> None:
        try:
            if keys := await self._fetched():
                self._keys, self._fetched_at = keys, self._monotonic()
        finally:
            self._fetch = None

    async def _fetched(self) -> Mapping[str, PublicKey]:
        """Return the provider's usable keys, empty if its answer is not valid."""
        try:
            async with (
                asyncio.timeout(self._fetch_within_s),
                httpx.AsyncClient(transport=self._transport, timeout=self._fetch_within_s) as http,
                http.stream("GET", self._url, headers=_HEADERS) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    return {}
                content = bytearray()
                async for chunk in response.aiter_raw():
                    content += chunk
                    if len(content) > _MOST_BYTES:
                        return {}
            document = json.loads(content)
        except (httpx.HTTPError, TimeoutError, ValueError, RecursionError):
            return {}
        found = document.get("keys") if isinstance(document, dict) else None
        return _usable(found) if isinstance(found, list) else {}


def _usable(found: list[Any]) -> Mapping[str, PublicKey]:
    """Return the keys that can verify a token here. Two keys of one id are left out, as either could be meant."""
    keys: dict[str, PublicKey] = {}
    ids = [each.get("kid") for each in found[:_MOST_KEYS] if isinstance(each, dict)]
    for each in found[:_MOST_KEYS]:
        key_id = each.get("kid") if isinstance(each, dict) else None
        if isinstance(key_id, str) and key_id and ids.count(key_id) == 1 and (key := _public_key(each)):
            keys[key_id] = key
    return keys


def _public_key(jwk: Mapping[str, Any]) -> PublicKey | None:
    algorithm = _ALGORITHMS.get(str(jwk.get("kty")))
    if algorithm is None or jwk.get("use", "sig") != "sig" or jwk.get("alg", algorithm) != algorithm:
        return None
    if algorithm == "ES256" and jwk.get("crv") != "P-256":
        return None
    public = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y", "n", "e")}
    try:
        key = jwt.PyJWK.from_dict(public, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    if algorithm == "RS256" and key.key_size < _SMALLEST_RSA_BITS:
        return None
    return PublicKey(key, algorithm)
