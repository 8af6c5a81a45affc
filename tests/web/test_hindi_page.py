"""The pages in Hindi: every text, date and status, while the answer keeps the language of its question."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.sidebar_page import STORY
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser

ORDER = "404-1029384-5566778"
_VISIBLE = """() => {
  const SKIPPED = '.question, .answer, [lang=en], [role=status], option, .suggestion, style';
  const words = [];
  const read = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) words.push(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(SKIPPED)) {
        for (const name of ['aria-label', 'title', 'placeholder']) words.push(child.getAttribute(name) ?? '');
        if (!child.matches('rewards-reply-draft, rewards-fact, .next')) read(child);
        if (child.shadowRoot && !child.matches('rewards-reply-draft, rewards-fact')) read(child.shadowRoot);
      }
    }
  };
  read(document.body);
  return words.join('\\n');
}"""
# Names of the records, and what is written in Latin letters in Hindi too.
_NAMES = re.compile(r"Concessions|PED|Enter|Shift|CASE|CUST|IST|am|pm|ms|[\w-]*\d[\w-]*")


def _ask(page: Page, question: str) -> None:
    page.locator("rewards-sidebar textarea").fill(question)
    page.locator("rewards-sidebar textarea").press("Enter")
    expect(page.locator(".turn").last).to_have_attribute("data-state", "completed")


def test_the_whole_page_is_in_the_language_that_was_chosen(watched: WatchedPage) -> None:
    page = watched.open()
    page.locator("demo-identity select[name=language]").select_option("hi")

    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("rewards-sidebar")).to_have_attribute("lang", "hi")
    expect(page.locator("#clock")).to_have_text("डेमो डेटा, 23 नव॰ 2026, 10:00 am IST की स्थिति")
    _ask(page, STORY)
    card = page.locator("rewards-sidebar rewards-cashback-card")
    expect(card).to_contain_text("8 नव॰ 2026")
    expect(card).to_contain_text("एक हिस्सा जारी हुआ")
    expect(page.locator(".answer")).to_contain_text("cashback")
    promotion = card.locator(".title").inner_text()
    items = card.locator(".items .name").all_inner_texts()
    shown = page.evaluate(_VISIBLE)
    for name in [promotion, *(item.split(" · ")[0] for item in items)]:
        shown = shown.replace(name, "")
    assert re.findall(r"[A-Za-z]{2,}", _NAMES.sub("", shown)) == []

    page.locator("demo-identity select[name=language]").select_option("en")
    expect(card).to_contain_text("8 Nov 2026")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_question_without_words_is_answered_in_the_language_of_the_page(watched: WatchedPage) -> None:
    page = watched.open("/?locale=hi")

    with page.expect_request("**/v1/chat") as asked:
        _ask(page, ORDER)
    assert json.loads(asked.value.post_data or "")["locale"] == "hi-IN"
    expect(page.locator(".answer").last).to_contain_text("बाकी")

    with page.expect_request("**/v1/chat") as asked:
        _ask(page, "When was it issued?")
    assert "locale" not in json.loads(asked.value.post_data or "")
    expect(page.locator(".answer").last).to_contain_text("issued")
