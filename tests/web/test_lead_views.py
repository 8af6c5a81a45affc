"""The views of support leads beside the support tool: worklist, answers of agents, audit log."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.axe import violations
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_PAGE = Path(__file__).resolve().parents[2] / "web" / "support-tool.html"
_PROVIDER = """export const isLead = true;
export default async () => {
  const body = JSON.stringify({ role: 'support_lead', caseId: 'CASE-9001', reason: 'weekly check' });
  const headers = { 'Content-Type': 'application/json' };
  return (await (await fetch('/demo/token', { method: 'POST', headers, body })).json()).token;
};"""
_NARROW: dict[str, Any] = {"width": 320, "height": 640}
_DUPLICATE = "406-1212121-3434343"


def _become_lead(page: Page) -> None:
    page.get_by_label("Role").select_option("support_lead")
    page.get_by_label("Reason").fill("weekly check")
    page.get_by_label("Reason").press("Enter")


def _panel(page: Page, tab: str) -> Locator:
    page.get_by_role("tab", name=tab).click()
    return page.get_by_role("tabpanel", name=tab)


def test_lead_finds_a_duplicate_opens_it_and_sees_who_looked(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    sidebar.ask(STORY)
    expect(page.get_by_role("tab")).to_have_count(0)
    _become_lead(page)

    worklist = _panel(page, "Worklist")
    expect(worklist.get_by_role("listitem")).to_have_count(5)
    for problem in ("Issued too much", "Possible duplicate", "Issuance failed", "Expired before it was scratched"):
        expect(worklist.locator(".kind", has_text=problem)).to_have_count(1)
    worklist.get_by_label("Problem").select_option("duplicateSuspected")
    worklist.get_by_role("button", name="Show").click()
    expect(worklist.get_by_role("listitem")).to_have_count(1)
    worklist.get_by_role("button", name=f"Open order {_DUPLICATE}").click()
    expect(page.get_by_role("article", name=f"Order {_DUPLICATE}")).to_be_visible()

    answers = _panel(page, "Answers")
    answers.get_by_role("button", name="Show").click()
    expect(answers.locator(".question", has_text="was promised 100 rupees").first).to_be_visible()

    audit = _panel(page, "Audit log")
    audit.get_by_label("Account of the agent").fill("demo-support_lead")
    audit.get_by_role("button", name="Show").click()
    expect(audit.locator(".entry", has_text="Worklist viewed").first).to_contain_text("Reason: weekly check")
    expect(audit.get_by_text("The log is intact")).to_be_visible()
    with page.expect_download() as download:
        audit.get_by_role("button", name="Export CSV").click()
    assert download.value.suggested_filename == "audit.csv"
    assert download.value.path().read_text(encoding="utf-8").startswith('"seq","at",')

    page.get_by_label("Role").select_option("support_agent")
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.get_by_text("Worklist viewed")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.nightly)])
def test_no_violation_in_any_view_at_320_pixels(open_page: OpenPage, demo: str, scheme: str) -> None:
    watched = open_page(demo, viewport=_NARROW, color_scheme=scheme, reduced_motion="reduce")
    page = watched.open("/?locale=en")
    _become_lead(page)
    for tab, button in (("Worklist", "Show"), ("Answers", "Show"), ("Audit log", "Show")):
        panel = _panel(page, tab)
        panel.get_by_role("button", name=button, exact=True).click()
        expect(panel.locator(".results")).to_have_attribute("aria-busy", "false")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == _NARROW["width"]


def test_page_outside_the_demo_opens_an_order_of_the_worklist(watched: WatchedPage) -> None:
    page = watched.page
    html = _PAGE.read_text(encoding="utf-8").replace("{token_provider}", "/sign-in/provider.js")
    page.route("**/support-tool?*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.route("**/sign-in/provider.js", lambda route: route.fulfill(body=_PROVIDER, content_type="text/javascript"))
    page.goto(f"{watched.base_url}/support-tool?locale=en")
    worklist = _panel(page, "Worklist")
    worklist.get_by_role("button", name=f"Open order {_DUPLICATE}").first.click()
    expect(page.get_by_role("article", name=f"Order {_DUPLICATE}")).to_be_visible()


def test_tabs_are_used_by_keyboard(watched: WatchedPage) -> None:
    page = watched.open()
    _become_lead(page)
    page.get_by_role("tab", name="Orders").focus()
    for key, tab in (
        ("ArrowRight", "Worklist"),
        ("End", "Audit log"),
        ("ArrowRight", "Orders"),
        ("ArrowLeft", "Audit log"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=tab)).to_be_focused()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")


def test_failure_is_said_and_can_be_retried(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    page = watched.open()
    _become_lead(page)
    page.route("**/v1/lead/worklist*", lambda route: route.abort("connectionrefused"))
    worklist = _panel(page, "Worklist")
    expect(worklist.locator(".problem")).to_be_visible()
    page.unroute("**/v1/lead/worklist*")
    worklist.get_by_role("button", name="Retry").click()
    expect(worklist.get_by_role("listitem")).to_have_count(5)
