"""The main story, as a support agent sees it in the sidebar of the demo."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.screenshots import keep_screenshot
from tests.web.sidebar_page import STORY, Sidebar, amount
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEPTEMBER = "What cashback did the customer get for the transaction on 26 September?"


def test_promised_granted_remaining_and_why(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.ask(STORY)

    card = sidebar.cards
    expect(card).to_have_count(1)
    expect(card.locator("[data-figure=promised]")).to_have_text(amount("₹100.00"))
    expect(card.locator("[data-figure=granted]")).to_have_text(amount("₹36.00"))
    expect(card.locator("[data-figure=remaining]")).to_have_text(amount("₹64.00"))
    expect(card.get_by_role("img", name="Promised ₹100.00, granted ₹36.00, remaining ₹64.00")).to_be_visible()
    rows = card.locator("section tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(re.compile(r"8 Nov 2026.*₹15\.00.*•••• \w{4}.*Issued", re.DOTALL))
    expect(rows.nth(1)).to_contain_text(re.compile(r"12 Nov 2026.*₹21\.00.*•••• \w{4}.*Issued", re.DOTALL))
    expect(card.get_by_role("heading", name="Still open (2): waiting for shipment")).to_be_visible()
    for figure in ("₹100.00", "₹36.00", "₹64.00"):
        expect(sidebar.answer).to_contain_text(figure)


def test_the_answer_says_that_no_language_model_wrote_it(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.ask(STORY)

    expect(sidebar.turns.last).to_contain_text("Answered without a language model")


def test_no_full_gift_card_reaches_the_sidebar(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.ask(STORY)

    assert "GC-" not in sidebar.page.locator("rewards-sidebar").inner_text()


def test_a_figure_shows_the_records_it_follows_from(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    expect(sidebar.note).to_have_count(0)

    sidebar.figure("₹36.00").hover()

    expect(sidebar.note).to_contain_text("Granted: ₹36.00")
    expect(sidebar.note.get_by_role("listitem")).to_have_count(2)
    expect(sidebar.note.get_by_role("listitem").first).to_contain_text("Concessions database · ")

    sidebar.box.hover()

    expect(sidebar.note).to_have_count(0)


def test_a_click_keeps_the_note_open_until_escape(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)

    sidebar.figure("₹64.00").click()
    sidebar.box.hover()
    expect(sidebar.note).to_contain_text("Remaining: ₹64.00")

    sidebar.page.keyboard.press("Escape")
    expect(sidebar.note).to_have_count(0)


def test_the_reply_is_copied_and_the_page_says_so(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    draft = sidebar.page.locator("rewards-reply-draft")

    draft.get_by_role("button", name="Copy").click()

    expect(draft.get_by_role("button", name="✓ Copied")).to_be_visible()
    expect(draft.get_by_role("status")).to_have_text("The reply was copied.")
    copied = sidebar.page.evaluate("navigator.clipboard.readText()")
    assert copied == draft.get_by_role("textbox").inner_text()
    assert "₹64.00" in copied


def test_a_browser_that_forbids_copying_leaves_the_text_selected(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)
    sidebar.page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    draft = sidebar.page.locator("rewards-reply-draft")

    draft.get_by_role("button", name="Copy").click()

    expect(draft.get_by_role("button", name="Not copied")).to_be_visible()
    expect(draft.get_by_role("status")).to_contain_text("copy it by hand")


def test_one_cashback_and_two_scratch_cards_of_one_day(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.ask(SEPTEMBER)

    expect(sidebar.cards).to_have_count(3)
    kinds = [sidebar.cards.nth(index).locator(".when").inner_text() for index in range(3)]
    assert sorted(kind.split(" · ")[0] for kind in kinds) == ["Instant cashback", "Scratch card", "Scratch card"]
    assert all("promised 26 Sep 2026" in kind for kind in kinds)
    revealed = [part for kind in kinds for part in kind.split(" · ") if part.startswith("revealed")]
    assert sorted(revealed) == ["revealed 2 Oct 2026", "revealed 27 Sep 2026"]


def test_a_suggested_question_is_asked_by_a_click(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.page.get_by_role("list", name="Questions to try").get_by_role("button").first.click()

    expect(sidebar.turns).to_have_count(1)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")


def test_a_missing_order_and_a_foreign_order_read_the_same(watched: WatchedPage) -> None:
    """402-3334445-1112223 is another customer's; the other number was never given out."""
    sidebar = Sidebar(watched.open())
    answers = []
    for order in ("402-3334445-1112223", "999-9999999-9999999"):
        sidebar.ask(f"What cashback remains on order {order}?")
        expect(sidebar.cards).to_have_count(0)
        answers.append(sidebar.answer.inner_text().replace(order, "ORDER"))

    assert answers[0] == answers[1]
    expect(sidebar.turns.last).to_contain_text("One more detail is needed")


def test_without_concessions_nothing_is_said_to_remain(demo_without_concessions: str, open_page: OpenPage) -> None:
    sidebar = Sidebar(open_page(demo_without_concessions).open())

    sidebar.ask(STORY)

    expect(sidebar.partial).to_contain_text("The Concessions database")
    expect(sidebar.partial).to_contain_text("so what was granted and what remains is not known")
    card = sidebar.cards
    expect(card.locator("[data-figure=promised]")).to_have_text(amount("₹100.00"))
    expect(card.locator("[data-figure=granted], [data-figure=remaining]")).to_have_count(0)
    expect(card.get_by_text("not known", exact=True)).to_have_count(2)
    expect(card.locator("rect.unknown")).to_have_count(1)
    expect(card.get_by_role("img", name="Promised ₹100.00, granted not known, remaining not known")).to_be_visible()
    expect(sidebar.turns.last).not_to_contain_text("₹64.00")
    expect(sidebar.turns.last).not_to_contain_text("₹0.00")


@pytest.mark.parametrize(("picture", "figure"), [("sidebar", "₹64.00"), ("partial", "₹100.00")])
def test_the_tool_and_the_sidebar_say_the_same(
    demo: str, demo_without_concessions: str, open_page: OpenPage, picture: str, figure: str
) -> None:
    base_url = demo_without_concessions if picture == "partial" else demo
    sidebar = Sidebar(open_page(base_url).open())
    page = sidebar.page
    page.get_by_label("Order or transaction number").fill("404-1029384-5566778")
    page.get_by_role("button", name="Search").click()
    in_tool = page.locator("rewards-support-tool").get_by_role("img", name="Promised")
    expect(in_tool).to_be_visible()

    sidebar.ask(STORY)

    in_sidebar = sidebar.cards.get_by_role("img", name="Promised")
    expect(in_sidebar).to_have_attribute("aria-label", in_tool.get_attribute("aria-label") or "")
    sidebar.answer.get_by_role("button", name=figure, exact=True).last.hover()
    expect(sidebar.note).to_contain_text(figure)
    keep_screenshot(page, picture)


def test_an_order_older_than_the_events_is_recorded_and_not_proven(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())

    sidebar.ask("What is left on order 403-7700112-3344556?")

    card = sidebar.cards
    expect(card.locator("[data-figure=promised]")).to_have_text(amount("₹75.00"))
    expect(card.locator("[data-figure=granted], [data-figure=remaining]")).to_have_count(0)
    expect(card.locator("tbody tr")).to_contain_text("Recorded only")
    expect(card.locator(".when")).to_contain_text("promised by 14 Aug 2026")


def test_what_was_reversed_and_what_failed_is_shown_as_such(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.page.get_by_label("Case").select_option("CASE-9002")

    sidebar.ask("What happened to the cashback of order 402-3334445-1112223?")

    expect(sidebar.cards.locator("[data-figure=granted]")).to_have_text(amount("₹50.00"))
    expect(sidebar.cards.locator("[data-figure=reversed]")).to_have_text(re.compile(r"₹30\.00 reversed"))
    expect(sidebar.cards.get_by_role("heading", name="No longer due (1): item returned")).to_be_visible()

    sidebar.ask("What is left on order 405-9090909-1212121?")

    gadget = sidebar.turns.last.locator("rewards-cashback-card").filter(has_text="Gadget Days")
    expect(gadget.get_by_role("heading", name="Failed attempts (1)")).to_be_visible()
    expect(gadget.get_by_role("heading", name="Installments")).to_have_count(0)


def test_a_customer_does_not_see_the_worth_of_an_unrevealed_card(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.page.get_by_label("Case").select_option("CASE-9002")
    sidebar.page.get_by_label("Role").select_option("customer")

    sidebar.ask("What is left on my order 405-9090909-1212121?")

    scratch = sidebar.cards.filter(has_text="Scratch & Win")
    expect(scratch.get_by_text("once revealed")).to_have_count(3)
    expect(sidebar.turns.last).not_to_contain_text("₹50.00")
