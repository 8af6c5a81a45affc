"""The support tool reloads an order when it changes: an event is posted to the demo, and the page updates."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.demo_process import NOW, running_demo
from tests.web.sidebar_page import amount
from tests.web.watched_page import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ORDER = "404-1029384-5566778"
_EVENT = {
    "eventId": "EVT-LIVE-1",
    "type": "ISSUED",
    "businessReferenceId": _ORDER,
    "promotionId": "PROMO-DIWALI-100",
    "benefitId": "BEN-CASHBACK-1",
    "customerId": "CUST-1001",
    "amountMinor": 3400,
    "currency": "INR",
    "eventTime": "2026-11-22T10:00:00+05:30",
    "gcId": "GC-1Q9Z-0X8C-8888",
    "lineItemId": "LI-4",
}


class Writer:
    """A system that posts concession events to a demo."""

    def __init__(self, base_url: str, data: Path) -> None:
        command = str(Path(sys.executable).with_name("rewards-agent"))
        who = ["--role", "service", "--subject", "writer", "--scope", "rewards:ingest", "--audience", "rewards-api"]
        done = subprocess.run(
            [command, "token", *who, "--data", str(data), "--now", NOW], capture_output=True, text=True, check=True
        )
        self.base_url = base_url
        self._headers = {"Authorization": f"Bearer {done.stdout.strip()}"}

    def post(self, **changes: Any) -> None:
        url = f"{self.base_url}/rewards/concession-events"
        assert httpx.post(url, json=_EVENT | changes, headers=self._headers).status_code == 201


@pytest.fixture
def writer(chromium: str, tmp_path: Path) -> Iterator[Writer]:
    """Return a writer to a demo of this test alone: its order changes."""
    with running_demo(tmp_path) as base_url:
        yield Writer(base_url, tmp_path)


def _show_order(page: Page) -> Locator:
    tool = page.locator("rewards-support-tool")
    with page.expect_response("**/events-stream"):
        tool.get_by_label("Order or transaction number").fill(_ORDER)
        tool.get_by_role("button", name="Search").click()
    expect(tool.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))
    return tool


def test_a_changed_order_is_reloaded_with_a_note(writer: Writer, open_page: OpenPage) -> None:
    tool = _show_order(open_page(writer.base_url).open())
    expect(tool.locator(".updated")).to_have_count(0)

    writer.post()

    expect(tool.locator("[data-figure=granted]")).to_have_text(amount("₹70.00"))
    expect(tool.locator("[data-figure=remaining]")).to_have_text(amount("₹30.00"))
    expect(tool.locator("section tbody tr")).to_have_count(3)
    expect(tool.locator(".updated")).to_have_text("Updated: this order has changed since it was loaded.")
    expect(tool.get_by_role("status").last).to_have_text("Updated: this order has changed since it was loaded.")

    writer.post(eventId="EVT-LIVE-2", amountMinor=3000, gcId="GC-5555-6666-7777", lineItemId="LI-5")

    expect(tool.locator("[data-figure=granted]")).to_have_text(amount("₹100.00"))


def test_the_stream_ends_with_the_next_search_and_with_another_viewer(writer: Writer, open_page: OpenPage) -> None:
    page = open_page(writer.base_url).open()
    streams: list[str] = []
    page.on("requestfailed", lambda request: streams.append(request.url))  # how an aborted stream is reported
    tool = _show_order(page)

    with page.expect_event("requestfailed", lambda request: request.url.endswith("/events-stream")):
        tool.get_by_label("Customer and days").check()
        tool.get_by_role("button", name="Search").click()
    tool.get_by_label("Order", exact=True).check()
    tool = _show_order(page)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/events-stream")):
        page.locator("demo-identity select[name=case]").select_option("CASE-9002")
    assert len(streams) == 2


def test_the_page_reconnects_a_broken_stream_and_shows_what_it_missed(writer: Writer, open_page: OpenPage) -> None:
    watched = open_page(writer.base_url)
    watched.may_fail_requests = True
    page = watched.open()
    page.route("**/events-stream", lambda route: route.fulfill(status=503, json={"retryable": True}), times=1)
    tool = _show_order(page)

    with page.expect_response(lambda response: response.url.endswith("/events-stream") and response.ok):
        writer.post()

    expect(tool.locator("[data-figure=granted]")).to_have_text(amount("₹70.00"))
