"""Identities of the demo: a change of identity clears everything shown to the previous one."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.sidebar_page import STORY, Sidebar, amount
from tests.web.watched_page import WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _choose(page: Page, *, role: str | None = None, case: str | None = None) -> None:
    if role:
        page.get_by_label("Role").select_option(role)
    if case:
        page.get_by_label("Case").select_option(case)


def test_the_page_shows_its_title_and_clock(watched: WatchedPage) -> None:
    page = watched.open()

    expect(page.locator("#clock")).to_have_text("Demo data, as of 23 Nov 2026, 10:00 am IST")


def test_another_case_starts_empty_and_shows_nothing_of_the_first(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    expect(sidebar.cards).to_have_count(1)

    _choose(sidebar.page, case="CASE-9002")

    expect(sidebar.turns).to_have_count(0)
    sidebar.ask(STORY)
    expect(sidebar.cards).to_have_count(0)
    assert "₹64.00" not in sidebar.answer.inner_text()


def test_a_lead_gives_a_reason_first_and_then_sees_any_customer(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    _choose(sidebar.page, role="support_lead", case="CASE-9002")

    expect(sidebar.page.get_by_role("button", name="Send")).to_be_disabled()
    expect(sidebar.page.locator("#tool-note")).to_contain_text("must give a reason for the audit log")
    with sidebar.page.expect_request("**/demo/token") as asked:
        sidebar.page.get_by_label("Reason").fill("Escalation 77")
        sidebar.page.get_by_label("Reason").press("Enter")
        sidebar.ask(STORY)
    assert asked.value.post_data_json == {
        "role": "support_lead",
        "caseId": "CASE-9002",
        "reason": "Escalation 77",
    }
    expect(sidebar.cards.locator("[data-figure=remaining]")).to_have_text(amount("₹64.00"))


def test_a_customer_has_only_the_assistant_and_no_internal_record(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    _choose(sidebar.page, role="customer")
    sidebar.ask("What cashback remains on my order 404-1029384-5566778?")

    expect(sidebar.page.locator("rewards-support-tool")).to_be_hidden()
    expect(sidebar.page.locator("rewards-reply-draft")).to_have_count(0)
    sidebar.figure("₹64.00").hover()
    expect(sidebar.note).to_contain_text("From your order records.")


def test_the_token_is_kept_in_memory_only(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)

    kept = sidebar.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")

    assert kept == [0, 1, ""]  # the id of the conversation, for a reload
    assert sidebar.page.evaluate("Object.values(sessionStorage)[0].length") < 40
    assert "eyJ" not in sidebar.page.content()


def test_an_unreachable_demo_is_reported(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    watched.page.route("**/demo/identities", lambda route: route.abort("connectionrefused"))

    watched.page.goto(watched.base_url)

    expect(watched.page.get_by_role("alert").first).to_contain_text("The demo service cannot be reached.")


def test_the_sidebar_stands_alone_in_any_page(watched: WatchedPage) -> None:
    """Embed it as a support tool would: an element and a token, without the demo page."""
    page = watched.open()
    page.evaluate(
        """async () => {
          const response = await fetch('/demo/token', {
            method: 'POST', headers: {'Content-Type': 'application/json'},
            body: JSON.stringify({role: 'support_agent', caseId: 'CASE-9001'}),
          });
          const { token } = await response.json();
          document.body.replaceChildren();
          const sidebar = document.createElement('rewards-sidebar');
          sidebar.setAttribute('suggestions', '["Only this one"]');
          sidebar.setAttribute('heading', 'Ask about rewards');
          sidebar.tokenProvider = async () => token;
          document.body.append(sidebar);
        }"""
    )
    sidebar = Sidebar(page)
    expect(page.get_by_role("heading", name="Ask about rewards")).to_be_visible()
    expect(page.get_by_role("button", name="Only this one")).to_be_visible()

    sidebar.ask(STORY)

    expect(sidebar.cards.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))
