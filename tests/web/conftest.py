"""A real Chromium against the real demo. Without Chromium these tests are skipped with a message; in CI they fail."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.demo_process import running_demo
from tests.web.host_site import HostSite, running_host_site
from tests.web.sidebar_page import STORY
from tests.web.watched_page import OpenPage, WatchedPage

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# The time zone of the browser: the pages must show Indian dates regardless.
_FAR_AWAY = "America/New_York"
_STREAM_CONTROL = Path(__file__).with_name("stream_control.js")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed, and CI must run the browser tests")
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def host_site() -> Iterator[HostSite]:
    """Return the site of another origin, which may embed the sidebar of the healthy demo."""
    with running_host_site() as site:
        yield site


@pytest.fixture(scope="session")
def demo(chromium: str, host_site: HostSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a healthy demo."""
    with running_demo(tmp_path_factory.mktemp("demo"), host=host_site.origin) as base_url:
        host_site.service = base_url
        yield base_url


@pytest.fixture(scope="session")
def demo_without_concessions(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a demo whose Concessions source fails."""
    with running_demo(tmp_path_factory.mktemp("demo-partial"), fail="concessions") as base_url:
        yield base_url


@pytest.fixture(scope="package")
def modules(browser: Browser, demo: str) -> Iterator[Page]:
    """Return an empty page on which the modules can be imported and called."""
    page = browser.new_context(timezone_id=_FAR_AWAY, locale="en-IN").new_page()
    page.goto(f"{demo}/health/live")
    yield page
    page.context.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages that are watched: none may end with an error, a policy violation or a foreign request."""
    opened: list[WatchedPage] = []

    def open_one(base_url: str, *, controls_stream: bool = False, **context_options: Any) -> WatchedPage:
        options = {"viewport": {"width": 1280, "height": 800}, "timezone_id": _FAR_AWAY, "locale": "en-IN"}
        context = browser.new_context(**{**options, **context_options})
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
        context.set_default_timeout(10_000)
        page = context.new_page()
        if controls_stream:
            page.add_init_script(path=_STREAM_CONTROL)
        opened.append(WatchedPage(page=page, base_url=base_url))
        return opened[-1]

    yield open_one
    complaints = [complaint for watched in opened for complaint in watched.complaints()]
    for watched in opened:
        watched.page.context.close()
    assert complaints == []


@pytest.fixture
def watched(open_page: OpenPage, demo: str) -> WatchedPage:
    """Return a page on the healthy demo, not loaded yet."""
    return open_page(demo)


@pytest.fixture
def controlled(open_page: OpenPage, demo: str) -> WatchedPage:
    """Return a page whose chat stream the test sends itself, not loaded yet."""
    return open_page(demo, controls_stream=True)


@pytest.fixture(scope="package")
def story_frames(demo: str) -> list[str]:
    """Return the frames of the story as the demo streams them, so that a test can send them at any pace."""
    request = {"role": "support_agent", "caseId": "CASE-9001"}
    token = httpx.post(f"{demo}/demo/token", json=request).raise_for_status().json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    body = httpx.post(f"{demo}/v1/chat", json={"message": STORY}, headers=headers).raise_for_status().text
    return [f"{frame}\n\n" for frame in body.split("\n\n") if frame]
