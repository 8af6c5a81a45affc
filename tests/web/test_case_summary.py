"""The summary of a case: what matters first, nothing unknown as zero, and no state of another case."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.axe import violations
from tests.web.sidebar_page import Sidebar
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser

_SHOW = """async () => {
  await import('/web/case-summary.js');
  const summary = document.createElement('rewards-case-summary');
  Object.assign(summary, { caseId: 'CASE-1', tokenProvider: async () => 'token' });
  summary.addEventListener('ask-about', ({ detail }) => { summary.dataset.asked = detail.orderId; });
  document.body.append(summary);
}"""
_GROUPS = """async (orders) => (await import('/web/case-orders.js')).groupsOf(orders)
  .map(({ group, orders }) => [group, orders.map((order) => order.businessReferenceId)])"""


def _money(minor: int | None) -> dict[str, Any] | None:
    return None if minor is None else {"amountMinor": minor, "currency": "INR"}


def _total(promised: int | None, granted: int | None, remaining: int | None) -> dict[str, Any]:
    return {
        "currency": "INR",
        "promised": _money(promised),
        "granted": _money(granted),
        "remaining": _money(remaining),
    }


def _order(order: str, *, is_open: bool | None, needs: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    whole = {"businessReferenceId": order, "createdAt": "2026-11-05T10:00:00+05:30", "isOpen": is_open}
    whole["promotionName"] = None
    return {**whole, "totals": [_total(10000, 3600, 6400)], "reasons": [*needs], "needsAction": [*needs], **changes}


def _summary(*orders: dict[str, Any], **changes: Any) -> dict[str, Any]:
    whole = {"orders": [*orders], "totals": [_total(10000, 3600, 6400)], "sources": [], "hasMore": False}
    window = {"from": "2026-05-27T00:00:00+05:30", "to": "2026-11-24T00:00:00+05:30"}
    return {**whole, "window": window, "asOf": "2026-11-23T10:00:00+05:30", **changes}


@pytest.fixture
def page(modules: Page) -> Iterator[Page]:
    yield modules
    modules.unroute_all()
    modules.evaluate("document.querySelector('rewards-case-summary')?.remove()")


def _answers(page: Page, *bodies: dict[str, Any] | int) -> None:
    """Answer the requests one after another, with a body or a status."""
    waiting = list(bodies)

    def answer(route: Any) -> None:
        body = waiting.pop(0)
        if isinstance(body, int):
            route.fulfill(status=body, json={"code": f"http{body}", "status": body})
        else:
            route.fulfill(body=json.dumps(body), content_type="application/json")

    page.route("**/v1/case-summary", answer)


def test_groups_in_the_order_in_which_they_matter(modules: Page) -> None:
    orders = [
        _order("done", is_open=False),
        _order("blind", is_open=None),
        _order("failed", is_open=True, needs=("ISSUANCE_FAILED",)),
        _order("open", is_open=True),
        _order("twice", is_open=False, needs=("DUPLICATE_ISSUANCE",)),
    ]

    assert modules.evaluate(_GROUPS, orders) == [
        ["action", ["failed", "twice"]],
        ["open", ["open"]],
        ["unknown", ["blind"]],
        ["settled", ["done"]],
    ]


def test_unknown_is_not_zero_and_an_order_is_a_question(page: Page) -> None:
    down = {"source": "concessions", "status": "timeout", "latencyMs": 1.0, "code": None}
    blind = _order("404-1", is_open=None, totals=[_total(10000, None, None)])
    _answers(page, _summary(blind, totals=[_total(10000, None, None)], sources=[down]))

    page.evaluate(_SHOW)

    summary = page.locator("rewards-case-summary")
    expect(summary.locator(".notice")).to_contain_text("did not answer in time")
    expect(summary.locator(".total dd")).to_have_text(["₹100.00", "not known", "not known"])
    expect(summary).not_to_contain_text("₹0.00")
    expect(summary).to_contain_text("Orders of 27 May 2026 to 23 Nov 2026")
    summary.get_by_role("button", name="404-1 not known").click()
    expect(summary).to_have_attribute("data-asked", "404-1")


def test_a_refresh_that_fails_keeps_what_is_known_and_says_so(page: Page) -> None:
    _answers(page, _summary(_order("404-1", is_open=True)), 503, _summary())

    page.evaluate(_SHOW)

    summary = page.locator("rewards-case-summary")
    expect(summary.get_by_role("button", name="404-1")).to_be_visible()
    summary.get_by_role("button", name="Look up again").click()
    expect(summary.get_by_role("alert")).to_contain_text("What is shown was looked up before.")
    expect(summary.get_by_role("button", name="404-1")).to_be_visible()
    summary.get_by_role("button", name="Look up again").click()
    expect(summary).to_contain_text("No order with cashback was found for this case.")


def test_another_case_shows_nothing_of_the_one_before(page: Page) -> None:
    _answers(page, _summary(_order("404-1", is_open=True)), 404)
    page.evaluate(_SHOW)
    summary = page.locator("rewards-case-summary")
    expect(summary.get_by_role("button", name="404-1")).to_be_visible()

    summary.evaluate("(summary) => { summary.caseId = 'CASE-2'; }")

    expect(summary.get_by_role("alert")).to_contain_text("Nothing was found.")
    expect(summary).not_to_contain_text("404-1")


def test_a_case_opens_with_its_orders_and_one_of_them_is_asked_about(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    order = page.locator("rewards-case-summary").get_by_role("button", name="404-1029384-5566778 ₹64.00 remains")

    order.click()

    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns.last).to_contain_text("What happened with the cashback of order 404-1029384-5566778?")
    expect(sidebar.box).to_be_focused()
    page.get_by_role("button", name="Orders at a glance").click()
    expect(page.get_by_role("dialog", name="Orders at a glance").locator("[data-group=open] .order")).to_have_count(1)
    assert violations(page) == []
