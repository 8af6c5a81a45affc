"""Follow-ups with one click: orders if the answer asks which one, otherwise the suggested questions."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser

OPEN = "why is the cashback missing?"


def choices(sidebar: Sidebar) -> Locator:
    return sidebar.turns.last.get_by_role("list", name="Orders to choose from").get_by_role("button")


def suggested(sidebar: Sidebar) -> Locator:
    return sidebar.page.locator("rewards-message-list").get_by_role("list", name="Questions to ask next")


def test_an_answer_that_asks_which_order_offers_them(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(OPEN)
    buttons = choices(sidebar)
    assert buttons.count() > 1
    text = buttons.first.inner_text()
    order = re.split(r"\s", text)[0]
    assert "₹" in text
    expect(buttons.first).to_be_in_viewport()
    expect(sidebar.cards.first).to_be_hidden()
    sidebar.turns.last.get_by_text("Results for").click()
    expect(sidebar.cards.first).to_be_visible()

    buttons.first.click()

    expect(sidebar.turns).to_have_count(2)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns.last.locator(".question")).to_contain_text(order)
    expect(sidebar.turns.last.locator(".order")).to_contain_text(order)
    expect(sidebar.turns.first.get_by_role("list", name="Orders to choose from")).to_have_count(0)
    expect(sidebar.box).to_be_focused()


def test_questions_are_suggested_below_the_newest_answer_only(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(f"{STORY} Answer in one line: how much remains?")
    expect(suggested(sidebar)).to_have_count(1)
    question = suggested(sidebar).get_by_role("button").first.inner_text()

    suggested(sidebar).get_by_role("button").first.press("Enter")

    expect(sidebar.turns).to_have_count(2)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns.last.locator(".question")).to_contain_text(question)
    expect(sidebar.turns.first.get_by_role("list", name="Questions to ask next")).to_have_count(0)


def test_they_wait_for_the_end_of_the_answer(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)
    sidebar.page.evaluate("(text) => chat.send(text)", "".join(story_frames[:-1]))
    expect(sidebar.answer).to_be_visible()
    expect(suggested(sidebar)).to_have_count(0)
