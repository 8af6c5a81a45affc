"""The sidebar for customers: its own words, questions and the way to a person; nothing that is for the staff."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.page_polling import wait_until
from tests.web.sidebar_page import Sidebar
from tests.web.watched_page import WatchedPage

_LOCALES = Path(__file__).resolve().parents[2] / "web" / "locales"
_TEXT = re.compile(r"^  '([\w.]+(?:@customer)?)':\s*(?:\{([^}]*)\}|'((?:[^'\\]|\\.)*)'|\"([^\"]*)\")", re.MULTILINE)
# Parts that a customer never sees: the support tool, the demo page, drafts and steps of colleagues, names of sources.
_FOR_STAFF = re.compile(
    r"(?:support|supportPage|demo|draft|nextStep|next|summary|order|conflict|role|gap|loss|source|label|giftCard|print|"
    r"panel|history|gifts|lead|worklist|audit|conversations|bridge|keys)\."
)
_STAFF_WORDS = re.compile(
    r"\bPED\b|tracker|Concessions|ledger|\bcustomers?\b|(?<!charging )\bcase\b|\bagent\b|colleague|language model|"
    r"audit|escalat|ग्राहक|ट्रैकर|डेटाबेस|केस|एजेंट|लीड|भाषा मॉडल|ऑडिट",
    re.IGNORECASE,
)
_SHOWN = """() => {
  const shown = [];
  const read = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) shown.push(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE && child.tagName !== 'STYLE') {
        for (const name of ['aria-label', 'title', 'placeholder']) shown.push(child.getAttribute(name) ?? '');
        if (child.shadowRoot) read(child.shadowRoot);
        read(child);
      }
    }
  };
  read(document.querySelector('rewards-sidebar').shadowRoot);
  return shown.join(' \\n');
}"""
ORDER = "404-1029384-5566778"


def texts(language: str) -> dict[str, str]:
    """Return the texts of a language as customers read them."""
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(_LOCALES.glob(f"{language}*.js")))
    every = {key: next(filter(None, found), "") for key, *found in _TEXT.findall(pages)}
    return {key: every.get(f"{key}@customer", text) for key, text in every.items() if "@" not in key}


@pytest.mark.parametrize("language", ["en", "hi"])
def test_no_text_that_customers_read_has_a_word_of_the_staff(language: str) -> None:
    read = {key: text for key, text in texts(language).items() if not _FOR_STAFF.match(key)}

    assert len(read) > 100
    assert {key: text for key, text in read.items() if _STAFF_WORDS.search(text)} == {}


def _open_as_customer(watched: WatchedPage, path: str = "/") -> Sidebar:
    page = watched.open(path)
    page.locator("demo-identity select[name=role]").select_option("customer")
    expect(page.locator("rewards-sidebar")).to_have_attribute("audience", "customer")
    return Sidebar(page)


def _shown(page: Page) -> str:
    shown: str = page.evaluate(_SHOWN)
    return shown


@pytest.mark.browser
def test_it_speaks_to_the_customer_and_leads_to_a_person(watched: WatchedPage) -> None:
    sidebar = _open_as_customer(watched)
    page = sidebar.page
    page.evaluate("""() => {
      window.escalated = [];
      document.addEventListener('escalate', ({ detail }) => window.escalated.push(detail.conversationId));
    }""")
    expect(page.get_by_role("heading", name="Your cashback")).to_be_visible()
    expect(page.locator("rewards-sidebar .suggestion")).to_have_count(3)
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(0)

    sidebar.ask(f"What cashback remains on my order {ORDER}?")
    expect(sidebar.answer).to_contain_text("₹64.00")
    assert _STAFF_WORDS.findall(_shown(page)) == []
    assert page.evaluate("window.escalated") == []
    assert violations(page) == []

    page.get_by_role("button", name="Talk to a person").click()
    expect(sidebar.turns).to_have_count(2)
    expect(sidebar.answer).to_contain_text("support team")
    wait_until(page, "window.escalated.length === 1 && window.escalated[0]")


@pytest.mark.browser
def test_a_failure_has_words_and_no_code(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = _open_as_customer(watched)
    problem = {"code": "policyUnavailable", "status": 503, "requestId": "req-1"}
    sidebar.page.route(
        "**/v1/chat",
        lambda route: route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem)),
    )

    sidebar.ask("What is still to come?")
    expect(sidebar.problem).to_contain_text("This could not be looked up right now.")
    expect(sidebar.problem).to_contain_text("req-1")
    expect(sidebar.problem).not_to_contain_text("policyUnavailable")


@pytest.mark.browser
def test_the_site_adds_its_own_words_and_hindi_works_as_well(watched: WatchedPage) -> None:
    sidebar = _open_as_customer(watched, "/?locale=hi")
    page = sidebar.page
    page.evaluate("""() => {
      const sidebar = document.querySelector('rewards-sidebar');
      sidebar.insertAdjacentHTML('beforeend', '<p slot="welcome">Bazaar की ओर से नमस्ते</p><p slot="note">निजता</p>');
    }""")
    expect(page.get_by_text("Bazaar की ओर से नमस्ते")).to_be_visible()
    expect(page.get_by_text("निजता")).to_be_visible()
    expect(page.get_by_text("आपके कैशबैक में हम कैसे मदद करें?")).to_be_hidden()

    page.get_by_role("button", name="मेरा कितना कैशबैक बाकी है?").click()
    expect(page.locator(".turn").last).to_have_attribute("data-state", "completed")
    assert _STAFF_WORDS.findall(_shown(page)) == []

    page.locator("demo-identity select[name=role]").select_option("support_agent")
    expect(page.get_by_role("button", name="किसी व्यक्ति से बात करें")).to_have_count(0)
