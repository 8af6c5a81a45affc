"""``GET /support-tool``: a page without data, there only for a site that provides tokens for it."""

from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.settings import SettingsError, load_settings
from tests.api.conftest import _nothing
from tests.harness import harness


@pytest.mark.parametrize("provider", [None, "/sign-in/token-provider.js"])
async def test_the_page_names_the_provider(tmp_path: Path, provider: str | None) -> None:
    async with harness(tmp_path) as world:
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=_nothing, token_provider=provider)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat") as http:
            response = await http.get("/support-tool")

    if provider is None:
        assert response.status_code == 404
        return
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
    assert f'<rewards-support-tool token-provider="{provider}">' in response.text
    assert "script-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("value", ["https://other.example/x.js", "//other.example/x.js", "x.js", '/x".js', "/x.css"])
def test_a_provider_of_another_origin_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("REWARDS_AGENT_TOKEN_PROVIDER", value)

    with pytest.raises(SettingsError, match="REWARDS_AGENT_TOKEN_PROVIDER") as raised:
        load_settings()

    assert value not in str(raised.value)
