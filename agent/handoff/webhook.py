"""One signed request to the webhook of hand-offs. Its address is that of the settings, and no redirect is followed."""

import asyncio
import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from core.protected_url import is_protected_url

TIMEOUT_S = 10.0
SIGNATURE = "Rewards-Signature"
IDEMPOTENCY_KEY = "Idempotency-Key"


def validate_webhook_url(url: str) -> None:
    """Raise ValueError unless the address is https (or on this machine), without credentials or a fragment."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not is_protected_url(url):
        raise ValueError("must be an https address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("must have neither credentials nor a fragment")


def signature(secret: str, body: bytes, now: datetime) -> str:
    """Return the header that proves who sent a body and when: ``t=<Unix seconds>,v1=<hex HMAC-SHA256>``.

    The digest is over the time, a full stop and the body, so that neither can be exchanged.
    """
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Webhook:
    """The receiver of hand-offs."""

    def __init__(self, url: str, *, secret: str, http: httpx.AsyncClient) -> None:
        """``http`` is closed by ``aclose``."""
        self._url = url
        self._secret = secret
        self._http = http

    async def accepts(self, delivery_id: str, body: str, now: datetime) -> bool:
        """Post a body and return whether the receiver accepted it, with any status 2xx. Its response is not read."""
        content = body.encode()
        headers = {
            "Content-Type": "application/json",
            IDEMPOTENCY_KEY: delivery_id,
            SIGNATURE: signature(self._secret, content, now),
        }
        request = self._http.build_request("POST", self._url, content=content, headers=headers)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                response = await self._http.send(request, stream=True, follow_redirects=False)
                await response.aclose()
        except (httpx.HTTPError, OSError, TimeoutError):
            return False
        return response.is_success

    async def aclose(self) -> None:
        await self._http.aclose()
