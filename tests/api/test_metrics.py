"""What Prometheus and a collector are given."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import AsyncMock

import httpx
import pytest

from api.app import create_app
from api.settings import SettingsError
from api.telemetry_export import telemetry_for
from tests.api.conftest import Chat
from tests.story_order import ORDER
from tests.waiting import until


async def test_the_figures_are_there_without_a_token_and_without_content(chat: Chat) -> None:
    await chat.post({"message": f"What is left on order {ORDER}?"})
    response = await chat.http.get("/metrics")

    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'rewards_agent_turns_total{degraded="false",outcome="answered"} 1.0' in response.text
    assert ORDER not in response.text


async def test_the_lag_of_the_event_loop_is_measured_while_the_service_runs(chat: Chat) -> None:
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=AsyncMock())
    figures = chat.world.agent.telemetry.figures
    async with app.router.lifespan_context(app):
        await until(lambda: b"rewards_agent_loop_lag_seconds_count 0.0" not in figures.exposition())


def test_a_collector_is_sent_to_when_there_is_one() -> None:
    paths: list[str] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        telemetry, close = telemetry_for(f"http://127.0.0.1:{server.server_address[1]}/")
        telemetry.turn(model="m", conversation_id="c", request_id="r", trace_parent=None).end("answered")
        close()
        server.shutdown()
        thread.join()

    assert set(paths) == {"/v1/traces", "/v1/metrics"}


def test_a_collector_without_its_extra_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(SettingsError, match="extra `otel`"):
        telemetry_for("http://127.0.0.1:9")


async def test_metrics_that_are_off_are_a_missing_route(chat: Chat) -> None:
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=AsyncMock(), metrics_at="off")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat") as http:
        assert (await http.get("/metrics")).status_code == 404


async def test_metrics_on_a_separate_address_are_not_public(chat: Chat) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(agent=chat.world.agent, tokens=chat.world.tokens, on_close=AsyncMock(), metrics_at=listener)
    async with app.router.lifespan_context(app), httpx.AsyncClient() as monitoring:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat") as http:
            public = await http.get("/metrics")
        separate = await monitoring.get(f"{url}/metrics")
        other = await monitoring.get(f"{url}/v1/conversations")

    assert (public.status_code, other.status_code) == (404, 404)
    assert "rewards_agent_turns_total" in separate.text
