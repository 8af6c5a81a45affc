"""One turn on the page: nothing moves while it arrives, few tab stops, its reply, next step and feedback."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.web.axe import violations
from tests.web.injected_answer import Answer, answer_of, three_cards, with_answer
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import OpenPage, WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_NOTE = "Order 404-1029384-5566778\nReasons: AWAITING_SHIPMENT\nRequest: request-0001"
_STEP = {"code": "waitForShipment", "text": "Keep the ticket open until the items have shipped.", "note": _NOTE}
_WATCH_SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.startTime]);
  }).observe({ type: 'layout-shift' });
}"""
# Two frames: what was sent has been laid out, and its shifts are reported.
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
_FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element.getAttribute('aria-label') ?? (element.id === 'question' ? '' : element.textContent.trim());
}"""
_LISTEN = """() => {
  window.heard = [];
  for (const type of ['insert-reply', 'copy', 'escalate'])
    document.addEventListener(type, ({ type, detail }) => window.heard.push([type, detail]));
}"""


def _complete(answer: Answer) -> Answer:
    """Return the answer with all that it may hold: drafts in two languages and lengths, a next step, suggestions."""
    proposed = answer["replyDraft"]
    drafts = [
        {"language": language, "length": length, "text": text}
        for language, length, text in [
            ("en", "full", proposed),
            ("en", "short", "₹64.00 remains."),
            ("hi", "full", "नमस्ते, ₹64.00 बाकी है।"),
            ("hi", "short", "₹64.00 बाकी है।"),
        ]
    ]
    return {**answer, "replyDrafts": drafts, "nextStep": _STEP, "suggestions": ["Which gift cards?", "Which items?"]}


def _send(page: Page, *frames: str) -> None:
    page.evaluate("(text) => chat.send(text)", "".join(frames))


def _open_with(controlled: WatchedPage, frames: list[str]) -> Sidebar:
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)
    _send(sidebar.page, *frames)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    return sidebar


def _reports(page: Page) -> list[dict[str, Any]]:
    """Record the feedback that the page sends, and refuse it."""
    reports: list[dict[str, Any]] = []
    page.route("**/v1/feedback", lambda route: route.fulfill(status=503, json={"code": "notReady"}))

    def record(request: Request) -> None:
        if request.url.endswith("/v1/feedback"):
            reports.append(json.loads(request.post_data or ""))

    page.on("request", record)
    return reports


def test_nothing_moves_while_a_turn_arrives(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = Sidebar(controlled.open())
    page = sidebar.page
    sidebar.send("What happened to 404-1029384-5566778?")
    page.evaluate(_DRAWN)
    page.evaluate(_WATCH_SHIFTS)

    for frame in with_answer(story_frames, _complete):
        _send(page, frame)
        page.evaluate(_DRAWN)

    expect(sidebar.cards).to_have_count(1)
    assert page.evaluate("shifts") == []
    order = "(turn) => [...turn.children].map((child) => child.localName + '.' + child.className)"
    parts = sidebar.turns.last.evaluate(order)
    assert [part.split(".")[0] for part in parts if part.startswith("rewards-")] == [
        "rewards-next-step",
        "rewards-reply-draft",
    ]
    assert parts.index("div.prose") + 1 == parts.index("rewards-next-step.")
    assert parts.index("rewards-reply-draft.") < parts.index("div.cards")


def test_an_answer_with_three_cards_has_few_tab_stops(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = _open_with(controlled, with_answer(story_frames, lambda answer: three_cards(_complete(answer))))
    expect(sidebar.cards).to_have_count(3)
    sidebar.page.get_by_role("log").focus()
    stops: list[str] = []
    while "" not in stops and len(stops) < 40:  # as far as the box for the question
        sidebar.page.keyboard.press("Tab")
        stops.append(sidebar.page.evaluate(_FOCUSED))

    assert len(stops) <= 12
    names = ["₹100.00", "Escalate", "Insert", "Reply, can be edited", "₹100.00", "Which gift cards?", "Good answer"]
    assert [stop for stop in stops if stop.startswith(tuple(names))] == stops[:7]

    first = sidebar.cards.first.locator("rewards-fact").first
    first.locator(".figure").focus()
    sidebar.page.keyboard.press("End")
    last = sidebar.cards.last.locator("rewards-fact").last.locator(".figure")
    expect(last).to_be_focused()
    sidebar.page.keyboard.press("ArrowRight")
    expect(first.locator(".figure")).to_be_focused()
    sidebar.page.keyboard.press("ArrowLeft")
    sidebar.page.keyboard.press("Shift+Tab")
    sidebar.page.keyboard.press("Tab")
    expect(last).to_be_focused()


def test_the_reply_is_edited_in_a_language_and_handed_over(controlled: WatchedPage, story_frames: list[str]) -> None:
    controlled.may_fail_requests = True
    sidebar = _open_with(controlled, with_answer(story_frames, _complete))
    page, draft = sidebar.page, sidebar.draft
    page.evaluate(_LISTEN)
    reports = _reports(page)
    reply = draft.get_by_role("textbox")
    expect(draft.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")

    draft.get_by_role("button", name="हिन्दी").click()
    draft.get_by_role("button", name="Short").click()
    expect(reply).to_have_text("₹64.00 बाकी है।")
    expect(reply).to_have_attribute("lang", "hi")
    reply.press("End")
    reply.press_sequentially(" धन्यवाद।\n<b>")
    draft.get_by_role("button", name="Full").click()
    expect(reply).to_have_text("नमस्ते, ₹64.00 बाकी है।")
    draft.get_by_role("button", name="Short").click()
    draft.get_by_role("button", name="Insert").click()

    edited = {"text": "₹64.00 बाकी है। धन्यवाद।\n<b>", "language": "hi"}
    expect(draft.get_by_role("status")).to_have_text("The reply was inserted.")
    draft.get_by_role("button", name="Copy").click()
    expect(draft.get_by_role("button", name="✓ Copied")).to_be_visible()
    assert page.evaluate("heard") == [["insert-reply", edited], ["copy", edited]]
    assert page.evaluate("navigator.clipboard.readText()") == edited["text"]
    assert [report["use"] for report in reports] == ["edited", "inserted", "copied"]
    answer = answer_of(story_frames)
    empty = {"rating": None, "reason": None, "comment": None}
    assert reports[0] == {"conversationId": answer["conversationId"], "turn": 1, "use": "edited", **empty}

    draft.get_by_role("button", name="Undo edits").click()
    expect(reply).to_have_text("₹64.00 बाकी है।")
    expect(sidebar.problem).to_have_count(0)


def test_the_next_step_is_copied_and_escalated(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = _open_with(controlled, with_answer(story_frames, _complete))
    page = sidebar.page
    page.evaluate(_LISTEN)
    step = sidebar.turns.last.locator("rewards-next-step")
    expect(step).to_contain_text("Next step Keep the ticket open until the items have shipped.")

    step.get_by_role("button", name="Copy note").click()
    expect(step.get_by_role("status")).to_have_text("The escalation note was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == _NOTE
    step.get_by_role("button", name="Escalate").click()

    expect(step.get_by_role("status")).to_have_text("The escalation was requested.")
    escalated = {"conversationId": answer_of(story_frames)["conversationId"], "note": _NOTE}
    assert page.evaluate("heard") == [["escalate", escalated]]
    step.get_by_role("button", name="Show note").click()
    expect(step.locator("pre")).to_have_text(_NOTE)


def test_feedback_is_sent_with_its_reason_and_never_disturbs(controlled: WatchedPage, story_frames: list[str]) -> None:
    controlled.may_fail_requests = True
    sidebar = _open_with(controlled, story_frames)
    reports = _reports(sidebar.page)
    turn = sidebar.turns.last

    turn.get_by_role("button", name="Bad answer").click()
    expect(turn.get_by_label("A figure")).to_be_focused()
    turn.get_by_label("A figure").check()
    turn.get_by_label(re.compile("^Comment")).fill("  ₹63 is right ")
    turn.get_by_role("button", name="Send").click()

    expect(turn.get_by_text("Thank you.")).to_be_visible()
    turn.get_by_role("button", name="Bad answer").click()
    assert [(each["rating"], each["reason"], each["comment"]) for each in reports] == [
        ("down", None, None),
        ("down", "wrongFigure", "₹63 is right"),
        (None, None, None),
    ]
    expect(sidebar.problem).to_have_count(0)


def test_what_has_not_changed_is_folded_into_a_line(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = _open_with(controlled, story_frames)
    sidebar.send("And when?")
    _send(sidebar.page, *story_frames)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    newest = sidebar.turns.last

    folded = newest.get_by_text("Same as above: promised ₹100.00, granted ₹36.00, remaining ₹64.00")
    expect(folded).to_be_visible()
    expect(newest.locator("rewards-cashback-card")).to_be_hidden()
    expect(sidebar.found).to_have_count(0)
    folded.click()
    expect(newest.locator("rewards-cashback-card")).to_be_visible()

    sidebar.send("Now?")
    _send(sidebar.page, *(frame.replace('"amountMinor":6400', '"amountMinor":6300') for frame in story_frames))
    expect(newest.locator("rewards-cashback-card [data-figure=remaining]")).to_contain_text("₹63.00")
    expect(newest.locator("rewards-cashback-card")).to_be_visible()


def test_a_reply_in_an_outage_is_marked_and_can_be_looked_up_again(
    open_page: OpenPage, demo_without_concessions: str
) -> None:
    watched = open_page(demo_without_concessions)
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.ask(STORY)

    expect(sidebar.draft).to_contain_text("Holding reply.")
    expect(sidebar.draft.get_by_role("textbox")).not_to_contain_text("₹")
    sidebar.page.route("**/v1/chat", lambda route: route.abort("connectionrefused"))
    with sidebar.page.expect_request("**/v1/chat") as asked:
        sidebar.partial.get_by_role("button", name="Look again").click()

    assert (asked.value.post_data_json or {})["replacesTurn"] == 1
    expect(sidebar.problem).to_contain_text("cannot be reached")
    expect(sidebar.draft).to_contain_text("Holding reply.")


def test_every_text_has_its_language(watched: WatchedPage) -> None:
    sidebar = Sidebar(watched.open())
    sidebar.ask("ऑर्डर 404-1029384-5566778 में कितना कैशबैक बाकी है?")

    expect(sidebar.turns.last.locator(".prose")).to_have_attribute("lang", "hi")
    expect(sidebar.turns.last.locator(".question [lang]")).to_have_attribute("lang", "hi")
    expect(sidebar.draft.get_by_role("textbox")).to_have_attribute("lang", "hi")
    expect(sidebar.turns.last.locator("rewards-next-step [lang=hi]")).to_have_count(1)


@pytest.mark.parametrize(
    ("width", "size", "options"),
    [(320, "100%", {"color_scheme": "dark"}), (400, "200%", {"forced_colors": "active"})],
    ids=["narrow", "large"],
)
def test_every_state_of_a_turn_is_accessible(
    open_page: OpenPage, demo: str, story_frames: list[str], *, width: int, size: str, options: dict[str, Any]
) -> None:
    viewport = {"width": width, "height": 700}
    watched = open_page(demo, controls_stream=True, viewport=viewport, reduced_motion="reduce", **options)
    sidebar = Sidebar(watched.open())
    page = sidebar.page
    page.route("**/v1/feedback", lambda route: route.fulfill(status=204))
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    frames = with_answer(story_frames, _complete)
    sidebar.send(STORY)
    _send(page, *frames)
    turn = sidebar.turns.last
    turn.get_by_role("button", name="Bad answer").click()
    turn.get_by_role("button", name="Show note").click()
    turn.get_by_role("button", name="Edit question").click()
    expect(page.get_by_text("Editing the last question.")).to_be_visible()
    assert violations(page) == []

    sidebar.box.press("Escape")
    sidebar.send("And when?")
    _send(page, *frames)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    sidebar.box.fill("x" * 4100)
    assert violations(page) == []
    overflow = "(log) => log.scrollWidth - log.clientWidth"
    assert page.get_by_role("log").evaluate(overflow) <= 0
