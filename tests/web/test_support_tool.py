"""The Rewards Support Tool: search by order, by customer and days, or by gift card."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.axe import violations
from tests.web.sidebar_page import amount
from tests.web.test_accessibility import _scroll_width
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ORDER = "404-1029384-5566778"
_CARD = "GC-7F3K-9Q2M-1111"
_PAGE = Path(__file__).resolve().parents[2] / "web" / "support-tool.html"
_FOREIGN = "402-3334445-1112223"
_MISSING = "999-9999999-9999999"


def _tool(page: Page) -> Locator:
    return page.locator("rewards-support-tool")


def _search_order(page: Page, order: str) -> Locator:
    tool = _tool(page)
    tool.get_by_label("Order or transaction number").fill(order)
    tool.get_by_role("button", name="Search").click()
    return tool


def _search_days(page: Page, first: str, last: str) -> Locator:
    tool = _tool(page)
    tool.get_by_label("Customer and days").check()
    tool.get_by_label("From").fill(first)
    tool.get_by_label("To, included").fill(last)
    tool.get_by_role("button", name="Search").click()
    return tool


def test_an_order_shows_promised_granted_remaining_and_installments(watched: WatchedPage) -> None:
    tool = _search_order(watched.open(), _ORDER)

    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()
    expect(tool.locator("[data-figure=promised]")).to_have_text(amount("₹100.00"))
    expect(tool.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))
    expect(tool.locator("[data-figure=remaining]")).to_have_text(amount("₹64.00"))
    expect(tool.locator("section tbody tr")).to_have_count(2)
    expect(tool.get_by_role("heading", name="Still open (2): waiting for shipment")).to_be_visible()
    expect(tool.get_by_role("heading", name="Issued items (3)")).to_be_visible()
    assert "GC-" not in tool.inner_text()


def test_a_number_with_spaces_is_found(watched: WatchedPage) -> None:
    tool = _search_order(watched.open(), " 404 1029384 5566778 ")

    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()


def test_missing_and_foreign_read_the_same(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    page = watched.open()
    words = []
    for order in (_FOREIGN, _MISSING):
        tool = _search_order(page, order)
        expect(tool.locator(".empty")).to_contain_text("No order was found under this number.")
        words.append(tool.locator(".results").inner_text())

    assert words[0] == words[1]


def test_a_malformed_number_is_reported(watched: WatchedPage) -> None:
    watched.may_fail_requests = True

    tool = _search_order(watched.open(), "!!")

    expect(tool.locator(".problem")).to_contain_text("This is not a valid number.")
    expect(tool.locator(".problem")).to_contain_text("invalidIdentifier · request ")
    expect(tool.get_by_role("button", name="Retry")).to_have_count(0)


def test_days_are_indian_days_in_a_half_open_window(watched: WatchedPage) -> None:
    page = watched.open()
    with page.expect_request("**/v1/customers/**") as asked:
        tool = _search_days(page, "2026-09-26", "2026-09-26")

    query = parse_qs(urlsplit(asked.value.url).query)
    assert query["from"] == ["2026-09-26T00:00:00+05:30"]
    assert query["to"] == ["2026-09-27T00:00:00+05:30"]
    assert query["timeField"] == ["created"]
    expect(tool.locator("rewards-cashback-card")).to_have_count(3)
    expect(tool.get_by_role("status").last).to_have_text("1 order found.")


def test_the_recent_orders_of_the_case_are_one_click_away(watched: WatchedPage) -> None:
    tool = _tool(watched.open())

    tool.get_by_role("button", name="Orders of CUST-1001, last 90 days").click()

    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()
    expect(tool.get_by_label("To, included")).to_have_value("2026-11-23")


def test_days_without_orders_say_so(watched: WatchedPage) -> None:
    tool = _search_days(watched.open(), "2026-12-01", "2026-12-31")

    expect(tool.locator(".empty")).to_contain_text("No orders were found for this customer and these days.")


@pytest.mark.parametrize(
    ("first", "last", "words", "field"),
    [
        ("2026-09-27", "2026-09-26", "The last day is before the first day.", "To, included"),
        ("2025-09-01", "2026-11-01", "A search spans at most 366 days.", "From"),
        ("", "2026-11-01", "Enter the first day.", "From"),
    ],
)
def test_invalid_days_are_reported_at_their_field(
    watched: WatchedPage, first: str, last: str, words: str, field: str
) -> None:
    tool = _search_days(watched.open(), first, last)

    expect(tool.get_by_role("alert")).to_have_text(words)
    expect(tool.get_by_label(field)).to_be_focused()
    expect(tool.get_by_label(field)).to_have_attribute("aria-invalid", "true")


def test_an_empty_number_is_reported_at_its_field(watched: WatchedPage) -> None:
    tool = _search_order(watched.open(), "")

    expect(tool.get_by_role("alert")).to_have_text("Enter an order or transaction number.")
    expect(tool.get_by_label("Order or transaction number")).to_be_focused()


def test_more_orders_are_added_to_those_shown(watched: WatchedPage) -> None:
    """The demo has too few orders for two pages, so its one page is served in two."""
    page = watched.open()
    asked: list[dict[str, list[str]]] = []

    def half(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        asked.append(query)
        body = route.fetch().json() if "cursor" not in query else first_page
        first_page.update(body)
        is_last = "cursor" in query
        orders = body["data"][1:] if is_last else body["data"][:1]
        route.fulfill(json={**body, "data": orders, "hasMore": not is_last, "nextCursor": None if is_last else "c/1+2"})

    first_page: dict[str, Any] = {}
    page.route("**/v1/customers/**", half)
    tool = _search_days(page, "2026-09-01", "2026-11-23")
    orders = tool.locator("article.execution")
    expect(orders).to_have_count(1)

    tool.get_by_role("button", name="Show more orders").click()

    expect(orders).to_have_count(2)
    expect(tool.get_by_role("button", name="Show more orders")).to_have_count(0)
    assert asked[1]["cursor"] == ["c/1+2"]


def test_a_failure_can_be_retried(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    page = watched.open()
    problem = {"title": "", "status": 503, "code": "rewardsUnavailable", "requestId": "request-9", "retryable": True}
    page.route("**/v1/orders/**", lambda route: route.fulfill(status=503, json=problem), times=1)
    tool = _search_order(page, _ORDER)
    expect(tool.locator(".problem")).to_contain_text("rewardsUnavailable · request request-9")

    tool.get_by_role("button", name="Retry").click()

    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()


def test_a_silent_source_is_named_and_no_figure_depends_on_it(
    demo_without_concessions: str, open_page: OpenPage
) -> None:
    tool = _search_order(open_page(demo_without_concessions).open(), _ORDER)

    expect(tool.locator(".partial")).to_contain_text("The Concessions database could not be read")
    expect(tool.locator("[data-figure=promised]")).to_have_text(amount("₹100.00"))
    expect(tool.locator("[data-figure=granted], [data-figure=remaining]")).to_have_count(0)


def test_a_gift_card_leads_to_its_order_and_one_of_others_to_nothing(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    tool = _tool(watched.open())
    words = []
    for number in ("GC-3W7D-5S8G-7777", "GC-0000-0000-0000"):  # of another customer, and of nobody
        _search_gift_card(tool, number)
        expect(tool.locator(".empty")).to_contain_text("Nothing was found under this number.")
        words.append(tool.locator(".results").inner_text())
    assert words[0] == words[1]

    _search_gift_card(tool, _CARD)
    expect(tool.get_by_role("heading", name="Issued on gift card •••• 1111")).to_be_visible()
    assert _CARD not in tool.locator(".results").inner_text()
    tool.get_by_role("button", name=f"Open order {_ORDER}").click()

    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()


def _search_gift_card(tool: Locator, number: str) -> None:
    tool.get_by_label("Gift card", exact=True).check()
    tool.get_by_label("Gift card number, in full").fill(number)
    tool.get_by_role("button", name="Search").click()


@pytest.mark.parametrize(("role", "buttons"), [("support_lead", 2), ("support_agent", 0)])
def test_the_page_alone_shows_a_card_in_full_to_a_lead_only(
    open_page: OpenPage, demo: str, role: str, buttons: int
) -> None:
    watched = open_page(demo, viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    page = _open_alone(watched, role=role)
    tool = _search_order(page, _ORDER)
    expect(tool.get_by_role("article", name=f"Order {_ORDER}")).to_be_visible()
    shown = tool.get_by_role("button", name=re.compile("^Show the number of gift card"))
    expect(shown).to_have_count(buttons)
    expect(page.get_by_role("tab", name="Worklist")).to_have_count(1 if buttons else 0)
    if buttons:
        shown.first.click()
        expect(tool.locator("rewards-gift-card").first).to_contain_text(_CARD)

    assert violations(page) == []
    assert _scroll_width(page) == 320
    assert page.title() == "Rewards Support Tool"


def test_a_provider_of_another_origin_is_not_loaded(open_page: OpenPage, demo: str) -> None:
    page = _open_alone(open_page(demo), provider="https://other.example/provider.js")

    expect(_tool(page).locator(".problem")).to_contain_text("signInFailed")
    expect(_tool(page).get_by_role("button", name="Search")).to_be_disabled()


def _open_alone(watched: WatchedPage, *, role: str = "support_agent", provider: str = "/sign-in/provider.js") -> Page:
    """Open the page as ``serve`` does it, behind a proxy that provides tokens."""
    page, base_url = watched.page, watched.base_url
    html = _PAGE.read_text(encoding="utf-8").replace("{token_provider}", provider)
    headers = {"Content-Security-Policy": httpx.get(base_url).headers["content-security-policy"]}
    page.route("**/support-tool", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
    page.route(
        "**/sign-in/provider.js", lambda route: route.fulfill(body=_provider(role), content_type="text/javascript")
    )
    page.goto(f"{base_url}/support-tool")
    return page


def _provider(role: str) -> str:
    body = json.dumps({"role": role, "caseId": "CASE-9001", "reason": "Escalation 77"})
    request = f"{{ method: 'POST', headers: {{ 'Content-Type': 'application/json' }}, body: '{body}' }}"
    is_lead = json.dumps(role == "support_lead")
    token = f"(await (await fetch('/demo/token', {request})).json()).token"
    return f"export const isLead = {is_lead};\nexport default async () => {token};"
