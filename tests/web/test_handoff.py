"""A viewer asks for a person: the embedding page receives an event."""

import pytest
from playwright.sync_api import expect

from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser

_LISTEN = """() => {
  window.handoffs = [];
  document.addEventListener('escalate', ({ detail }) => window.handoffs.push(detail.conversationId));
}"""


def test_the_page_gets_an_event_when_the_viewer_asks_for_a_person_and_only_then(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.page.evaluate(_LISTEN)

    sidebar.ask(STORY)
    assert sidebar.page.evaluate("window.handoffs") == []

    sidebar.ask("I want to talk to a human")
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    [conversation] = sidebar.page.evaluate("window.handoffs")
    assert conversation
