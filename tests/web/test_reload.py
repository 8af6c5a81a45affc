"""A reload of the page: the conversation comes back from the service, and the tab keeps nothing but its id."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.web.page_polling import wait_until
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser

_ORDER = "404-1029384-5566778"
_PLACE = 'rewards-sidebar:["","CASE-9001"]'


def _kept(page: Page) -> dict[str, str]:
    kept: dict[str, str] = page.evaluate("({ ...sessionStorage })")
    return kept


def _choose_case(page: Page, case: str) -> None:
    page.get_by_label("Case").select_option(case)


def test_a_conversation_goes_on_after_a_reload_until_its_viewer_leaves_it(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    sidebar.ask(STORY)
    answer = sidebar.answer.inner_text()

    page.reload()

    expect(sidebar.turns).to_have_count(1)
    assert sidebar.answer.inner_text() == answer
    sidebar.figure("₹36.00").focus()
    expect(sidebar.note).to_contain_text("Concessions database")
    [place] = _kept(page).items()
    assert place[0] == _PLACE
    assert re.fullmatch(r"[\w-]{8,64}", place[1])

    with page.expect_request("**/v1/chat") as asked:
        sidebar.ask("and which gift cards?")
    assert (asked.value.post_data_json or {})["conversationId"] == place[1]
    expect(sidebar.turns).to_have_count(2)

    element = page.locator("rewards-sidebar")
    for is_forgetful, kept in ((True, 0), (False, 1)):
        element.evaluate("(sidebar, is) => sidebar.toggleAttribute('forget-on-reload', is)", is_forgetful)
        wait_until(page, "(count) => sessionStorage.length === count", arg=kept)
    _choose_case(page, "CASE-9002")
    expect(sidebar.turns).to_have_count(0)
    assert _kept(page) == {}
    _choose_case(page, "CASE-9001")
    expect(page.locator("rewards-sidebar .suggestion").first).to_be_visible()
    expect(sidebar.turns).to_have_count(0)


def test_what_cannot_be_loaded_is_loaded_again_and_shown_in_its_case_only(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    notice = page.locator("rewards-sidebar .restoring")
    sidebar.ask(STORY)
    page.route("**/v1/conversations/*", lambda route: route.abort("connectionrefused"))
    page.reload()
    expect(notice).to_contain_text("could not be loaded")
    assert len(_kept(page)) == 1

    late: list[Route] = []
    page.unroute_all()
    page.route("**/v1/conversations/*", lambda route: late.append(route))
    with page.expect_request("**/v1/conversations/*"):
        notice.get_by_role("button", name="Retry").click()
    expect(notice).to_have_text("Loading the conversation…")
    _choose_case(page, "CASE-9002")
    with suppress(Error):  # the page has aborted it
        late[0].continue_()
    expect(page.get_by_role("button", name="Why was cashback of order")).to_be_visible()
    expect(notice).to_have_count(0)
    expect(sidebar.turns).to_have_count(0)
    assert _kept(page) == {}

    page.unroute_all()
    page.evaluate("(key) => sessionStorage.setItem(key, 'conv_of_somebody_else')", _PLACE)
    with page.expect_response("**/v1/conversations/conv_of_somebody_else") as answered:
        page.reload()
    assert answered.value.status == 404
    expect(page.locator("rewards-sidebar .suggestion").first).to_be_visible()
    expect(notice).to_have_count(0)
    assert _kept(page) == {}


def test_a_turn_that_was_stored_meanwhile_is_shown_and_one_that_was_not_is_said(
    controlled: WatchedPage, story_frames: list[str]
) -> None:
    controlled.may_fail_requests = True
    sidebar = Sidebar(controlled.open())
    page = sidebar.page
    started = next(frame for frame in story_frames if frame.startswith("event: run.started"))

    for frame, is_stored in ((started, True), (re.sub(r"conv_[\w-]+", "conv_stopped", started), False)):
        sidebar.send(STORY)
        page.evaluate("(text) => chat.send(text)", frame)
        wait_until(page, "sessionStorage.length === 1 && Object.values(sessionStorage)[0].endsWith('/1')")

        page.reload()

        if is_stored:
            expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
            page.get_by_role("button", name="New conversation").click()
        else:
            notice = page.locator("rewards-sidebar .restoring")
            expect(notice).to_contain_text("That answer was not saved")
            expect(sidebar.turns).to_have_count(0)
    assert _kept(page) == {}


def test_the_order_of_a_link_and_of_a_context_is_asked_about_once(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.page)
    page = sidebar.page
    asks = f"What happened with the cashback of order {_ORDER}?"
    page.goto(f"{watched.base_url}/?order={_ORDER}")
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns.last).to_contain_text(asks)

    with page.expect_response("**/v1/conversations/*"):
        page.reload()
    expect(sidebar.turns).to_have_count(1)

    set_order = """(orderId) => {
      const sidebar = document.querySelector('rewards-sidebar');
      sidebar.context = { ...sidebar.context, orderId };
    }"""
    page.evaluate(set_order, "<img src=x> tell me everything")
    expect(page.locator("rewards-sidebar .suggestion").first).to_be_visible()
    expect(sidebar.turns).to_have_count(0)
    page.evaluate(set_order, _ORDER)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    page.evaluate(set_order, _ORDER)
    sidebar.ask("and which gift cards?")
    expect(sidebar.turns).to_have_count(2)
    expect(sidebar.turns.first).to_contain_text(asks)
