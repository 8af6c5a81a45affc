"""WCAG 2.2 AA by automatic checks, and what they do not cover: keyboard only, 320 pixels, reduced motion."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_WIDE: dict[str, Any] = {"width": 1280, "height": 800}
_NARROW: dict[str, Any] = {"width": 320, "height": 640}


def _scroll_width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(_WIDE, "light", id="wide-light"),
        pytest.param(_NARROW, "dark", id="narrow-dark"),
        pytest.param(_WIDE, "dark", id="wide-dark", marks=pytest.mark.nightly),
        pytest.param(_NARROW, "light", id="narrow-light", marks=pytest.mark.nightly),
    ],
)
def test_no_violation_with_everything_on_the_page(
    open_page: OpenPage, demo: str, viewport: dict[str, Any], scheme: str
) -> None:
    watched = open_page(demo, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    sidebar = Sidebar(watched.open())
    assert violations(sidebar.page) == []

    sidebar.page.get_by_role("button", name="Orders of CUST-1001, last 90 days").click()
    expect(sidebar.page.locator("rewards-support-tool rewards-cashback-card").first).to_be_visible()
    sidebar.ask(STORY)
    sidebar.figure("₹36.00").focus()
    expect(sidebar.note).to_be_visible()

    assert violations(sidebar.page) == []
    assert _scroll_width(sidebar.page) == viewport["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_with_partial_data(open_page: OpenPage, demo_without_concessions: str, scheme: str) -> None:
    watched = open_page(demo_without_concessions, color_scheme=scheme, reduced_motion="reduce")
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    sidebar.page.route("**/v1/chat", lambda route: route.abort("connectionrefused"))
    sidebar.ask(STORY)
    sidebar.page.get_by_role("button", name="Search").click()
    expect(sidebar.page.get_by_role("alert").last).to_be_visible()

    assert violations(sidebar.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_where_the_answer_asks_which_order(open_page: OpenPage, demo: str, scheme: str) -> None:
    watched = open_page(demo, viewport=_NARROW, color_scheme=scheme, reduced_motion="reduce")
    sidebar = Sidebar(watched.open())
    sidebar.ask("why is the cashback missing?")
    expect(sidebar.turns.last.get_by_role("list", name="Orders to choose from")).to_be_visible()

    assert violations(sidebar.page) == []
    assert _scroll_width(sidebar.page) == _NARROW["width"]


def test_the_whole_story_by_keyboard_only(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    keyboard = sidebar.page.keyboard
    expect(sidebar.box).to_be_focused()

    keyboard.type("Customer says order 404-1029384-5566778")
    keyboard.press("Shift+Enter")
    keyboard.type("was promised 100 rupees cashback but only got 36, what happened?")
    expect(sidebar.turns).to_have_count(0)
    keyboard.press("Enter")

    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.box).to_be_focused()
    expect(sidebar.box).to_have_value("")
    insert = sidebar.draft.get_by_role("button", name="Insert")
    figure = sidebar.answer.get_by_role("button").first
    keyboard.press("Shift+Tab")
    _tab_back_to(sidebar.page, insert)
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    expect(sidebar.page.get_by_role("button", name="✓ Copied")).to_be_focused()

    _tab_back_to(sidebar.page, figure)
    keyboard.press("ArrowRight")
    expect(sidebar.figure("₹36.00")).to_be_focused()
    expect(sidebar.note).to_contain_text("Granted: ₹36.00")
    keyboard.press("Escape")
    expect(sidebar.note).to_have_count(0)


def _tab_back_to(page: Page, target: Any) -> None:
    """Go back with Shift+Tab until the target has the focus; forty steps are more than the page has."""
    for _ in range(40):
        if target.evaluate("(element) => element.matches(':focus')"):
            return
        page.keyboard.press("Shift+Tab")


def test_a_figure_describes_its_records_to_a_screen_reader(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)

    described = sidebar.figure("₹36.00").evaluate(
        "(button) => button.getRootNode().getElementById(button.getAttribute('aria-describedby')).textContent"
    )

    assert "Granted: ₹36.00" in " ".join(described.split())
    assert "Concessions database" in described


def test_the_log_can_be_scrolled_by_keyboard_and_follows_until_it_is_touched(open_page: OpenPage, demo: str) -> None:
    sidebar = Sidebar(open_page(demo, viewport={"width": 1280, "height": 520}).open())
    sidebar.ask(STORY)
    log = sidebar.page.get_by_role("log")
    more = sidebar.page.get_by_role("button", name="More below")
    expect(more).to_be_visible()

    more.click()

    expect(more).to_have_count(0)
    log.focus()
    sidebar.page.keyboard.press("Home")
    expect(more).to_be_visible()


def test_nothing_moves_with_reduced_motion(open_page: OpenPage, demo: str) -> None:
    watched = open_page(demo, controls_stream=True, reduced_motion="reduce")
    sidebar = Sidebar(watched.open())

    sidebar.send(STORY)

    spinner = sidebar.turns.last.locator(".spinner")
    expect(spinner).to_have_css("animation-name", "none")
