"""The three host pages of docs/embedding.md, as the document has them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.embedding.conftest import OpenHost, framed
from tests.web.host_site import HostSite
from tests.web.sidebar_page import STORY, Sidebar, amount

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_INSERT = """() => document.querySelector('rewards-sidebar').dispatchEvent(new CustomEvent('insert-reply', {
  detail: {text: 'Your cashback is on its way.', language: 'en'}, bubbles: true, composed: true,
}))"""
_SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


def _answers_the_story(sidebar: Sidebar) -> None:
    sidebar.ask(STORY)
    expect(sidebar.cards.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))


def _shows_only_the_next_case(page: Page, sidebar: Sidebar, site: HostSite) -> None:
    """Open another case in the host page: it starts empty, and its order is not that of the first."""
    sidebar.box.fill("A draft about the first case")
    page.evaluate("openCase('CASE-9002')")
    expect(sidebar.turns).to_have_count(0)
    expect(sidebar.box).to_have_value("")
    sidebar.ask(STORY)
    expect(sidebar.turns).to_have_count(1)
    expect(sidebar.cards).to_have_count(0)
    assert (site.tokens[0], site.tokens[-1]) == ("CASE-9001", "CASE-9002")


def test_frame_of_a_helpdesk(open_host: OpenHost, host_site: HostSite) -> None:
    page = open_host("/frame", viewport={"width": 400, "height": 760}, reduced_motion="reduce").page
    page.locator("#reply").focus()
    sidebar = framed(page)

    expect(page.locator("#reply")).to_be_focused()
    _answers_the_story(sidebar)
    assert violations(sidebar.page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(sidebar.page) == []
    assert not sidebar.page.evaluate(_SCROLLS_SIDEWAYS)

    sidebar.page.evaluate(_INSERT)
    expect(page.locator("#reply")).to_have_value("Your cashback is on its way.")
    _shows_only_the_next_case(page, sidebar, host_site)


def test_component_of_another_origin(open_host: OpenHost, host_site: HostSite) -> None:
    page = open_host("/component").page
    page.locator("#reply").focus()
    sidebar = Sidebar(page)

    expect(page.locator("rewards-sidebar")).to_have_attribute("lang", "en")
    expect(page.locator("#reply")).to_be_focused()
    _answers_the_story(sidebar)
    expect(page.get_by_role("button", name="Send")).to_have_css("background-color", "rgb(122, 31, 162)")
    page.evaluate(_INSERT)
    expect(page.locator("#reply")).to_have_value("Your cashback is on its way.")
    _shows_only_the_next_case(page, sidebar, host_site)


def test_component_behind_a_proxy_under_a_strict_policy(open_host: OpenHost, host_site: HostSite, demo: str) -> None:
    watched = open_host("/proxy")
    watched.service = ""  # no request may leave the origin of the page
    page = watched.page

    _answers_the_story(Sidebar(page))
    _shows_only_the_next_case(page, Sidebar(page), host_site)


def test_pages_that_are_not_named_get_nothing(open_host: OpenHost, host_site: HostSite, demo: str) -> None:
    """The same site under its address is another origin. And a named origin may frame nothing but ``/embed``."""
    host_site.pages["/demo-in-a-frame"] = ("", f"<!doctype html><title>x</title><iframe src='{demo}/'></iframe>")
    refused = []
    for origin, path in (
        (host_site.origin.replace("localhost", "127.0.0.1"), "/frame"),
        (host_site.origin.replace("localhost", "127.0.0.1"), "/component"),
        (host_site.origin, "/demo-in-a-frame"),
    ):
        watched = open_host("/ticket.js")
        watched.page.goto(f"{origin}{path}")
        watched.page.wait_for_load_state("networkidle")
        refused.append(" ".join(watched.console_errors))
        assert watched.page.evaluate("customElements.get('rewards-sidebar') === undefined")
        watched.console_errors.clear()
        watched.foreign_requests.clear()

    assert re.search("CORS policy", refused[0])
    assert re.search("CORS policy", refused[1])
    assert re.search("frame-ancestors 'none'", refused[2])
    assert host_site.tokens == []
