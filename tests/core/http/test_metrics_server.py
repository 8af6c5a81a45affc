"""Metrics on a separate address."""

import asyncio
import socket

import httpx
import pytest

from core.http import metrics_server
from core.http.metrics_server import serving_metrics


def exposition() -> bytes:
    return b"rewards_consume_lag_seconds 0\n"


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/metrics", 200, "rewards_consume_lag_seconds 0\n"),
        ("GET", "/metrics?name=x", 200, "rewards_consume_lag_seconds 0\n"),
        ("HEAD", "/metrics", 200, ""),
        ("GET", "/health/live", 200, '{"status":"live"}'),
        ("GET", "/", 404, ""),
        ("POST", "/metrics", 405, ""),
    ],
)
async def test_a_request_is_answered(method: str, path: str, status: int, body: str) -> None:
    async with serving_metrics(0, exposition) as port, httpx.AsyncClient() as client:
        response = await client.request(method, f"http://127.0.0.1:{port}{path}")
    assert (response.status_code, response.text) == (status, body)


@pytest.mark.parametrize("sent", [b"GET /metrics HTTP/1.1\r\n", b"x" * 20_000], ids=["half", "too long"])
async def test_a_request_that_does_not_end_is_disconnected(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(metrics_server, "_HEAD_WITHIN_S", 0.01)
    async with serving_metrics(0, exposition) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        try:
            assert await reader.read() == b""
        except ConnectionResetError:
            pass
        finally:
            writer.close()


async def test_a_port_that_is_in_use_is_reported() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match=r"address.* in use"):
            async with serving_metrics(taken.getsockname()[1], exposition):
                pass
