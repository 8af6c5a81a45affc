"""Bodies are compressed for clients that accept gzip, and streams never."""

import gzip

import httpx
import pytest

from rewards.demo import STORY_ORDER
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import ASHA, LEAD, MakeClient
from tests.rewards.world import ORDER, event_raw, load, ped_raw

pytestmark = pytest.mark.usefixtures("demo_store")
STORY = f"/promotion-executions/{STORY_ORDER}"
REQUEST_ID = {"X-Request-Id": "0191f3c04a5b7c8d9e0f112233445566"}


async def raw(client: httpx.AsyncClient, path: str, accepted: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """Return the headers and the body as they are sent."""
    sent = ASHA | REQUEST_ID | {"Accept-Encoding": accepted} | headers
    async with client.stream("GET", path, headers=sent) as response:
        return response.headers, b"".join([chunk async for chunk in response.aiter_raw()])


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5", "deflate, gzip;q=0.05"])
async def test_a_large_body_is_compressed(client: httpx.AsyncClient, accepted: str) -> None:
    _, plain = await raw(client, f"{STORY}?version=2", "identity")
    headers, body = await raw(client, f"{STORY}?version=2", accepted)
    assert headers["content-encoding"] == "gzip"
    assert headers["content-length"] == str(len(body))
    assert headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 2


@pytest.mark.parametrize("accepted", ["identity", "", "br", "deflate", "gzip;q=0", "identity, gzip; q=0.000, br"])
async def test_a_client_that_does_not_accept_it_gets_the_body(client: httpx.AsyncClient, accepted: str) -> None:
    headers, body = await raw(client, f"{STORY}?version=2", accepted)
    assert "content-encoding" not in headers
    assert body.startswith(b"{")


async def test_a_small_body_is_not(client: httpx.AsyncClient) -> None:
    for path in ("/health/live", f"{STORY}?version=9"):
        headers, body = await raw(client, path, "gzip")
        assert "content-encoding" not in headers
        assert body.startswith(b"{")


async def test_the_tag_is_that_of_both_forms(client: httpx.AsyncClient) -> None:
    plain, _ = await raw(client, f"{STORY}?version=2", "identity")
    packed, _ = await raw(client, f"{STORY}?version=2", "gzip")
    assert plain["etag"] == packed["etag"]
    headers, body = await raw(client, f"{STORY}?version=2", "gzip", **{"If-None-Match": packed["etag"]})
    assert (headers["vary"], body) == ("Accept-Encoding", b"")
    assert "content-encoding" not in headers


async def test_head_has_the_length_of_the_compressed_body(client: httpx.AsyncClient) -> None:
    _, body = await raw(client, f"{STORY}?version=2", "gzip")
    head = await client.head(f"{STORY}?version=2", headers=ASHA | {"Accept-Encoding": "gzip"})
    assert (head.headers["content-encoding"], head.content) == ("gzip", b"")
    assert abs(int(head.headers["content-length"]) - len(body)) < 40  # another request id is in it


async def test_a_body_that_is_compressed_in_a_thread_is_whole(store: SqliteStore, make_client: MakeClient) -> None:
    load(store, ("p", ped_raw()), *(("e", event_raw(f"E-{number}", amount=1)) for number in range(600)))
    client = make_client()
    path = f"/promotion-executions/{ORDER}?version=2"
    headers = LEAD | REQUEST_ID
    plain = await client.get(path, headers=headers | {"Accept-Encoding": "identity"})
    packed = await client.get(path, headers=headers | {"Accept-Encoding": "gzip"})
    assert len(plain.content) > 128 * 1024
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["promotions"] == plain.json()["promotions"]


async def test_a_stream_of_events_is_not_compressed(client: httpx.AsyncClient) -> None:
    head = await client.head(f"{STORY}/events-stream", headers=ASHA | {"Accept-Encoding": "gzip"})
    assert head.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in head.headers
