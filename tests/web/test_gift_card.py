"""A full gift card number: a lead sees it for a short time, nobody else is offered it, and each reveal is recorded."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from guardrails.audit.file import LOG
from tests.web.axe import violations
from tests.web.demo_process import running_demo
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.test_accessibility import _scroll_width
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REASON = "Escalation 77"
NUMBER = re.compile(r"^GC-[A-Z0-9-]{8,}$")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-reveal")


@pytest.fixture(scope="module")
def own_demo(chromium: str, browser: Browser, data: Path) -> Iterator[str]:
    """A demo whose audit log no other test writes to."""
    with running_demo(data) as base_url:
        yield base_url


def as_lead(watched: WatchedPage) -> Sidebar:
    """Sign in as a lead with a reason, and ask for the story."""
    sidebar = Sidebar(watched.open())
    sidebar.page.get_by_label("Role").select_option("support_lead")
    sidebar.page.get_by_label("Reason").fill(REASON)
    sidebar.page.get_by_label("Reason").press("Enter")
    sidebar.ask(STORY)
    expect(sidebar.cards).to_have_count(1)
    return sidebar


def buttons(sidebar: Sidebar, verb: str = "Show") -> Locator:
    return sidebar.cards.get_by_role("button", name=re.compile(f"^{verb} the number of gift card"))


def reveals(data: Path) -> list[dict[str, Any]]:
    lines = (data / LOG).read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if record["tool"] == "reveal_gift_card"]


def test_a_lead_sees_a_number_for_a_short_time(open_page: OpenPage, own_demo: str, data: Path) -> None:
    sidebar = as_lead(open_page(own_demo))
    card = sidebar.cards.locator("rewards-gift-card").first
    expect(buttons(sidebar)).to_have_count(2)
    expect(card).to_contain_text("•••• 1111")
    sidebar.page.clock.install()

    buttons(sidebar).first.click()

    number = card.locator(".number")
    expect(number).to_have_text(NUMBER)
    shown = number.inner_text()
    assert shown.endswith("1111")
    expect(card.get_by_role("status")).to_contain_text(shown)
    expect(card.get_by_role("status")).to_contain_text("recorded")
    expect(buttons(sidebar)).to_have_count(1)  # the other card is as it was
    record = reveals(data)[-1]
    assert (record["decision"], record["role"], record["reason"]) == ("allow", "support_lead", REASON)
    assert shown not in (data / LOG).read_text(encoding="utf-8")

    sidebar.page.clock.run_for(29_000)
    expect(number).to_have_text(shown)
    sidebar.page.clock.run_for(1_500)
    expect(number).to_have_count(0)
    expect(card).to_contain_text("•••• 1111")
    expect(card.get_by_role("status")).to_have_text("The number is hidden again.")
    assert shown not in sidebar.page.content()


def test_it_is_hidden_by_click_by_keyboard_and_when_the_identity_changes(open_page: OpenPage, own_demo: str) -> None:
    sidebar = as_lead(open_page(own_demo))
    number = sidebar.cards.locator(".number")
    buttons(sidebar).first.focus()
    sidebar.page.keyboard.press("Enter")
    expect(number).to_have_text(NUMBER)
    expect(buttons(sidebar, "Hide")).to_be_focused()
    sidebar.page.keyboard.press("Enter")
    expect(number).to_have_count(0)
    expect(buttons(sidebar).first).to_be_focused()

    sidebar.page.keyboard.press("Enter")
    expect(number).to_have_text(NUMBER)
    sidebar.page.get_by_label("Role").select_option("support_agent")
    expect(number).to_have_count(0)


def test_a_number_that_arrives_after_the_page_was_hidden_is_not_shown(open_page: OpenPage, own_demo: str) -> None:
    sidebar = as_lead(open_page(own_demo))
    buttons(sidebar).first.click()
    number = sidebar.cards.locator(".number")
    expect(number).to_have_text(NUMBER)

    sidebar.page.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    expect(number).to_have_count(0)
    buttons(sidebar).first.click()
    expect(buttons(sidebar).first).to_have_attribute("aria-disabled", "false")
    expect(number).to_have_count(0)


@pytest.mark.parametrize("role", ["support_agent", "customer"])
def test_other_viewers_are_not_offered_it_and_get_the_same_refusal(
    open_page: OpenPage, own_demo: str, data: Path, role: str
) -> None:
    sidebar = Sidebar(open_page(own_demo).open())
    sidebar.page.get_by_label("Role").select_option(role)
    with sidebar.page.expect_request("**/v1/chat") as asked:
        sidebar.ask(STORY)
    expect(sidebar.cards).to_contain_text("•••• 1111")
    expect(buttons(sidebar)).to_have_count(0)

    headers = {"Authorization": asked.value.headers["authorization"]}
    latest = httpx.get(f"{own_demo}/v1/conversations", headers=headers).json()["data"][0]["conversationId"]
    [turn] = httpx.get(f"{own_demo}/v1/conversations/{latest}", headers=headers).json()["turns"]
    fact = next(fact["factId"] for fact in turn["answer"]["facts"] if fact["kind"] == "giftCard")
    body = {"factId": fact, "conversationId": latest}
    refused = httpx.post(f"{own_demo}/v1/reveal", json=body, headers=headers)
    missing = httpx.post(f"{own_demo}/v1/reveal", json=body | {"conversationId": "conv_nowhere"}, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (404, "notFound")
    assert {**refused.json(), "requestId": ""} == {**missing.json(), "requestId": ""}
    assert [record["decision"] for record in reveals(data)[-2:]] == ["deny", "deny"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "This number cannot be shown."),
        (429, "Too many numbers"),
        (503, "not available"),
        (0, "cannot be reached"),
    ],
)
def test_a_refusal_is_shown_as_a_message(open_page: OpenPage, own_demo: str, status: int, words: str) -> None:
    watched = open_page(own_demo)
    watched.may_fail_requests = True
    sidebar = as_lead(watched)
    body = json.dumps({"code": "x", "status": status})
    sidebar.page.route(
        "**/v1/reveal",
        lambda route: (
            route.fulfill(status=status, content_type="application/problem+json", body=body)
            if status
            else route.abort("connectionrefused")
        ),
    )

    buttons(sidebar).first.click()

    card = sidebar.cards.locator("rewards-gift-card").first
    expect(card.locator(".error")).to_contain_text(words)
    expect(card.get_by_role("status")).to_contain_text(words)
    expect(card).to_contain_text("•••• 1111")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "dark"),
        (320, "light"),
        pytest.param(1280, "light", marks=pytest.mark.nightly),
        pytest.param(320, "dark", marks=pytest.mark.nightly),
    ],
)
def test_no_violation_with_a_number_shown(open_page: OpenPage, own_demo: str, width: int, scheme: str) -> None:
    viewport = {"width": width, "height": 800}
    sidebar = as_lead(open_page(own_demo, viewport=viewport, color_scheme=scheme, reduced_motion="reduce"))
    buttons(sidebar).first.click()
    expect(sidebar.cards.locator(".number")).to_have_text(NUMBER)

    assert violations(sidebar.page) == []
    assert _scroll_width(sidebar.page) == width
