"""The panels over the sidebar: history and keys, opened and left by keyboard, without a fault for axe."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.axe import violations
from tests.web.demo_process import running_demo
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LAST_QUESTION = "which gift cards were issued on 404-1029384-5566778?"


def _row(history: Locator, title: str) -> Locator:
    return history.get_by_role("listitem").filter(has_text=title)


def _with_two_conversations(watched: WatchedPage) -> Sidebar:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    sidebar.page.get_by_role("button", name="New conversation").click()
    sidebar.ask(_LAST_QUESTION)
    return sidebar


@pytest.fixture
def empty_demo(chromium: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a demo without conversations, as a clock that stands still gives a list no order."""
    with running_demo(tmp_path) as base_url:
        yield base_url


def test_history_is_searched_renamed_exported_deleted_and_opened(open_page: OpenPage, empty_demo: str) -> None:
    sidebar = _with_two_conversations(
        open_page(empty_demo, viewport={"width": 320, "height": 640}, color_scheme="dark")
    )
    page = sidebar.page
    page.get_by_role("log").focus()

    page.keyboard.press("h")

    panel = page.get_by_role("dialog", name="Past conversations")
    search = panel.get_by_label("Search past conversations")
    expect(search).to_be_focused()
    expect(_row(panel, _LAST_QUESTION).first).to_contain_text("open now")
    row = _row(panel, "Customer says order").first
    row.get_by_role("button", name="More actions").click()
    assert violations(page) == []

    row.get_by_role("button", name="Rename").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Bottle and mugs")
    page.keyboard.press("Enter")
    renamed = _row(panel, "Bottle and mugs")
    expect(renamed.get_by_role("button", name="More actions")).to_be_focused()

    with page.expect_download() as saved:
        renamed.get_by_role("button", name="Export JSON").click()
    exported = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert exported["turns"][0]["question"] == STORY

    search.fill("mugs")
    expect(panel.get_by_role("listitem")).to_have_count(1)
    renamed.locator(".open").click()
    expect(panel).to_have_count(0)
    expect(sidebar.turns.last).to_contain_text("Customer says order")

    page.get_by_role("button", name="Past conversations").click()
    renamed.get_by_role("button", name="More actions").click()
    renamed.get_by_role("button", name="Delete").click()
    expect(renamed.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(renamed).to_have_count(1)
    renamed.get_by_role("button", name="Delete").click()
    renamed.get_by_role("button", name="Delete").click()
    expect(renamed).to_have_count(0)
    expect(search).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(sidebar.turns).to_have_count(0)


def test_keys_are_listed_behind_a_question_mark_and_type_themselves_in_the_box(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    sidebar.box.focus()
    page.keyboard.type("?hnp/")
    expect(sidebar.box).to_have_value("?hnp/")
    expect(page.get_by_role("dialog")).to_have_count(0)

    log = page.get_by_role("log")
    log.focus()
    page.keyboard.press("?")

    panel = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(log).to_be_focused()
    page.keyboard.press("/")
    expect(sidebar.box).to_be_focused()
    expect(sidebar.box).to_have_value("?hnp/")


def test_the_paper_has_the_conversation_and_nothing_of_the_page(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    sidebar.ask(STORY)

    page.emulate_media(media="print")

    paper = page.locator("rewards-sidebar .printed")
    expect(paper.locator(".facts tbody tr", has_text="Remaining: ₹64.00")).to_contain_text("Concessions database")
    expect(sidebar.cards).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Rewards Support Tool")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(paper).to_have_count(0)
    expect(sidebar.cards).to_be_visible()


@pytest.fixture
def history(modules: Page) -> Iterator[Page]:
    yield modules
    modules.unroute_all()
    modules.evaluate("document.querySelector('rewards-conversation-history')?.remove()")


def test_history_of_another_case_shows_nothing_of_the_one_before(history: Page) -> None:
    """The pages of a list are put together, each conversation once; a failure keeps none of another case."""
    summary = {"createdAt": "2026-11-23T04:30:00Z", "updatedAt": "2026-11-23T04:30:00Z"}
    first, second = ({**summary, "conversationId": name, "title": name} for name in ("first", "second"))
    pages: list[Any] = [
        {"data": [first], "hasMore": True, "nextCursor": "next"},
        {"data": [first, second], "hasMore": False, "nextCursor": None},
        503,
    ]

    def answer(route: Route) -> None:
        body = pages.pop(0)
        if body == 503:
            route.fulfill(status=503, json={"code": "unavailable", "status": 503})
        else:
            route.fulfill(json=body)

    history.route("**/v1/conversations?*", answer)
    history.evaluate("""async () => {
      await import('/web/conversation-history.js');
      const list = document.createElement('rewards-conversation-history');
      document.body.append(Object.assign(list, { caseId: 'A', currentId: 'first', tokenProvider: async () => 't' }));
    }""")
    shown = history.locator("rewards-conversation-history")
    shown.get_by_role("button", name="Show more").click()
    expect(shown.locator("li")).to_have_count(2)
    expect(_row(shown, "second").locator(".open")).to_be_focused()

    shown.evaluate("(list) => { list.caseId = 'B'; }")

    expect(shown.get_by_role("alert")).to_be_visible()
    expect(shown.locator("li")).to_have_count(0)
    expect(shown).not_to_contain_text("open now")
