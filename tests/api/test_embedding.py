"""What pages of other origins may do: nothing unless the settings name them, and then exactly what is named."""

import gzip
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.embedding import NOT_EMBEDDED, Embedding
from api.settings import Settings, SettingsError, load_settings
from tests.harness import harness

SCRIPT = "https://tool.example"
FRAME = "https://helpdesk.example"
OTHER = "https://other.example"
WEB = Path(__file__).resolve().parents[2] / "web"
CONFIGURED = Embedding(script_origins=(SCRIPT,), frame_origins=(FRAME,))
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
PATHS = ["/v1/conversations", "/v1/unknown", "/web/v1/host.js", "/web/v1/unknown.js", "/web/styles.js", "/health/live"]


@pytest.fixture(params=[NOT_EMBEDDED], ids=["default"])
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of a service that is embedded as the test says; by default in no page."""

    async def nothing() -> None:
        return

    async with harness(tmp_path) as world:
        app = create_app(agent=world.agent, tokens=world.tokens, on_close=nothing, embedding=request.param)
        app.add_api_route("/v1/broken", _break)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://chat") as http:
            yield http


async def _break() -> None:
    raise RuntimeError


configured = pytest.mark.parametrize("client", [CONFIGURED], ids=["configured"], indirect=True)


def _policy(response: httpx.Response) -> dict[str, str]:
    lines = (line.partition(" ") for line in response.headers["content-security-policy"].split("; "))
    return {name: value for name, _, value in lines}


def _granted(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


async def test_by_default_no_other_origin_reads_or_frames_anything(client: httpx.AsyncClient) -> None:
    for path in (*PATHS, "/embed"):
        response = await client.get(path, headers={"Origin": FRAME})
        preflight = await client.options(path, headers={"Origin": FRAME, **PREFLIGHT})

        assert _granted(response) == _granted(preflight) == {}, path
        assert _policy(response)["frame-ancestors"] == "'none'", path
        assert response.headers["cross-origin-resource-policy"] == "same-origin", path
        assert response.headers["cross-origin-opener-policy"] == "same-origin", path


@configured
async def test_only_the_page_for_frames_can_be_framed_and_only_by_the_named_origins(client: httpx.AsyncClient) -> None:
    page = await client.get("/embed")
    assert _policy(page)["frame-ancestors"] == FRAME
    assert page.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["cross-origin-embedder-policy"] == "require-corp"
    assert f'<meta name="rewards-hosts" content="{FRAME}" />' in page.text

    for path in PATHS:
        assert _policy(await client.get(path))["frame-ancestors"] == "'none'"


READERS = {
    "/v1/conversations": [SCRIPT],
    "/v1/unknown": [SCRIPT],
    "/web/v1/host.js": [SCRIPT, FRAME],
    "/web/v1/unknown.js": [SCRIPT, FRAME],
    "/web/styles.js": [SCRIPT, FRAME],
    "/embed": [],
    "/health/live": [],
    "/metrics": [],
}


@configured
async def test_each_origin_reads_what_it_was_named_for(client: httpx.AsyncClient) -> None:
    for path, origins in READERS.items():
        for origin in (SCRIPT, FRAME, OTHER, "null", SCRIPT.upper(), f"{SCRIPT}.other.example", f"{SCRIPT}:8443"):
            granted = _granted(await client.get(path, headers={"Origin": origin}))
            expected = {
                "access-control-allow-origin": origin,
                "access-control-expose-headers": "ETag, Retry-After, X-Conversation-Id, X-Request-Id",
            }
            assert granted == (expected if origin in origins else {}), (path, origin)


@configured
async def test_caches_keep_the_origins_apart(client: httpx.AsyncClient) -> None:
    sent: list[dict[str, str]] = [{}, {"Origin": SCRIPT}, {"Origin": OTHER}]
    for path in (path for path, origins in READERS.items() if origins):
        for headers in sent:
            vary = ", ".join((await client.get(path, headers=headers)).headers.get_list("vary"))
            assert "Origin" in vary.split(", "), path


@configured
async def test_page_of_a_named_origin_can_read_a_fault_and_its_request_id(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/broken", headers={"Origin": SCRIPT})

    assert (response.status_code, response.json()["code"]) == (500, "internalError")
    assert response.headers["access-control-allow-origin"] == SCRIPT
    assert response.headers["vary"] == "Origin"
    assert _granted(await client.get("/v1/broken", headers={"Origin": OTHER})) == {}


@configured
async def test_preflight_of_a_named_origin_is_kept_for_two_hours(client: httpx.AsyncClient) -> None:
    response = await client.options("/v1/chat", headers={"Origin": SCRIPT, **PREFLIGHT})

    assert (response.status_code, response.content) == (204, b"")
    assert _granted(response) == {
        "access-control-allow-origin": SCRIPT,
        "access-control-allow-methods": "GET, HEAD, POST, PATCH, DELETE",
        "access-control-allow-headers": (
            "Authorization, Content-Type, If-None-Match, Last-Event-ID, Mcp-Method, Mcp-Name, MCP-Protocol-Version, "
            "X-Conversation-Id, X-Request-Id"
        ),
        "access-control-max-age": "7200",
    }
    assert response.headers["vary"] == "Origin"
    assert response.headers["x-request-id"]


@configured
async def test_preflight_of_another_origin_and_plain_options_grant_nothing(client: httpx.AsyncClient) -> None:
    preflight = await client.options("/v1/chat", headers={"Origin": OTHER, **PREFLIGHT})
    plain = await client.options("/v1/chat", headers={"Origin": SCRIPT})

    assert _granted(preflight) == {}
    assert "access-control-allow-methods" not in plain.headers
    assert plain.headers["allow"] == "OPTIONS, POST"


@configured
async def test_page_for_frames_runs_nothing_but_its_versioned_scripts(client: httpx.AsyncClient) -> None:
    page = await client.get("/embed")

    policy = _policy(page)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "lit-html"
    scripts = re.findall(r'<script type="module" src="([^"]+)"></script>', page.text)
    assert len(scripts) == page.text.count("<script") == 2
    for script in scripts:
        response = await client.get(f"/{script}")
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert sha256(response.content).hexdigest()[:16] in script


async def test_page_for_frames_names_no_host_by_default(client: httpx.AsyncClient) -> None:
    assert '<meta name="rewards-hosts" content="" />' in (await client.get("/embed")).text


async def test_stable_name_is_revalidated_for_each_encoding(client: httpx.AsyncClient) -> None:
    plain = await client.get("/web/v1/rewards-sidebar.js", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/web/v1/rewards-sidebar.js", headers={"Accept-Encoding": "br, gzip"})

    content = (WEB / "v1" / "rewards-sidebar.js").read_bytes()
    assert plain.content == packed.content == content
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) <= len(gzip.compress(content)) < 0.4 * len(content)
    for response in (plain, packed):
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]
    unchanged = await client.get("/web/v1/rewards-sidebar.js", headers={"If-None-Match": packed.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == packed.headers["etag"]


async def test_other_names_are_missing(client: httpx.AsyncClient) -> None:
    for name in ("rewards-sidebar.0123456789abcdef.js", "README.md", "%2e%2e", "host.js%00", "x" * 200):
        response = await client.get(f"/web/v1/{name}")

        assert response.status_code in {404, 422}, name
        assert response.headers["content-type"] == "application/problem+json", name


async def test_modules_are_compressed_for_who_accepts_it(client: httpx.AsyncClient) -> None:
    packed = await client.get("/web/message-list.js", headers={"Accept-Encoding": "gzip"})
    refused = await client.get("/web/message-list.js", headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in refused.headers
    assert packed.content == refused.content


@pytest.mark.parametrize("name", ["REWARDS_AGENT_CORS_ORIGINS", "REWARDS_AGENT_FRAME_ANCESTORS"])
@pytest.mark.parametrize(
    "value", ["*", "https://*.tool.example", "https://tool.example/", "http://tool.example", "null"]
)
def test_setting_accepts_exact_origins_only(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, f"https://first.example {value}")

    with pytest.raises(SettingsError, match=name) as refused:
        load_settings()

    assert "example" not in str(refused.value)


def test_settings_are_origins_as_browsers_send_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_AGENT_CORS_ORIGINS", "https://Tool.example:443  http://localhost:9000")
    monkeypatch.setenv("REWARDS_AGENT_FRAME_ANCESTORS", FRAME)

    assert Settings(_env_file=None).embedding == Embedding((SCRIPT, "http://localhost:9000"), (FRAME,))
    assert Settings(_env_file=None).embedding.file_origins == (SCRIPT, "http://localhost:9000", FRAME)


def test_production_refuses_origins_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    values: dict[str, Any] = {"REWARDS_AGENT_ENV": "production", "REWARDS_AGENT_CORS_ORIGINS": "http://localhost:9000"}
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match="REWARDS_AGENT_CORS_ORIGINS must be https origins"):
        load_settings()
