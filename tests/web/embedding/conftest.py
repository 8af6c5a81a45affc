"""The documented host pages in a browser."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

from tests.web.embedding.documented_hosts import add_documented_hosts
from tests.web.host_site import HostSite
from tests.web.sidebar_page import Sidebar
from tests.web.watched_page import OpenPage, WatchedPage

OpenHost = Callable[..., WatchedPage]


@pytest.fixture
def open_host(open_page: OpenPage, demo: str, host_site: HostSite) -> OpenHost:
    """Open a documented host page; what it and the sidebar complain about fails the test."""
    add_documented_hosts(host_site)
    host_site.tokens.clear()
    host_site.signs_in = True

    def open_one(path: str, **context_options: Any) -> WatchedPage:
        watched = open_page(host_site.origin, **context_options)
        watched.service = demo
        # The icon that the browser asks for by itself is not there.
        watched.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        watched.page.goto(f"{host_site.origin}{path}")
        return watched

    return open_one


def framed(page: Page) -> Sidebar:
    """Return the sidebar in the frame of a host page, once it is connected."""
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector("rewards-sidebar [part=send]:enabled")
    return Sidebar(cast(Page, frame))


@pytest.fixture(scope="module")
def bridge(browser: Browser, demo: str, host_site: HostSite) -> Iterator[Page]:
    """Return the connected frame of a host page, for tests that leave it as it was."""
    add_documented_hosts(host_site)
    page = browser.new_context().new_page()
    page.goto(f"{host_site.origin}/frame")
    yield framed(page).page
    page.context.close()
