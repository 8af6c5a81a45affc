"""Which tokens production accepts: the provider's, with keys fetched over HTTP, and those minted for a turn."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import jwt
import pytest

from cli.errors import UsageError
from cli.token_trust import data_secret, delegation, development_tokens, identity_settings, verifier
from core.clock import SystemClock
from core.errors import TokenError
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS
from tests.api.test_settings import PRODUCTION
from tests.core.identity.test_jwks import AGENT, CLAIMS, KEYS, RSA_KEY

pytestmark = pytest.mark.slow


@pytest.fixture
def provider() -> Iterator[str]:
    """A loopback server that publishes the keys."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": KEYS}).encode())

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/keys"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_production_accepts_tokens_of_the_provider_and_those_of_its_turns(
    provider: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (PRODUCTION | {"REWARDS_TOKEN_JWKS_URL": provider}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    configured, clock, now = identity_settings(), SystemClock(), datetime.now(UTC)
    trusted = verifier(configured, tmp_path, clock)
    claims = CLAIMS | {"iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp())}
    token = jwt.encode(claims, RSA_KEY, algorithm="RS256", headers={"kid": "rsa-1"})
    turn = delegation(configured, tmp_path, clock).mint(AGENT, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(seconds=60))

    assert await trusted.principal_of(token, audience=AUDIENCE_AGENT) == AGENT
    assert await trusted.principal_of(turn, audience=AUDIENCE_REWARDS) == AGENT
    for wrong, audience in ((token, AUDIENCE_REWARDS), (turn, AUDIENCE_AGENT)):
        with pytest.raises(TokenError):
            await trusted.principal_of(wrong, audience=audience)
    assert data_secret(configured, tmp_path) == PRODUCTION["REWARDS_DATA_SECRET"]
    with pytest.raises(UsageError):
        development_tokens(configured, tmp_path, clock)
    assert not (tmp_path / "development.key").exists()
