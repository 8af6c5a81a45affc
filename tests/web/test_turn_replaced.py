"""An answer that is written again, a question that is edited, a turn that is stopped, stalls, or finds no room."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.injected_answer import answer_of, with_answer
from tests.web.sidebar_page import STORY, Sidebar
from tests.web.watched_page import WatchedPage

pytestmark = pytest.mark.browser


def _send(page: Page, *frames: str) -> None:
    page.evaluate("(text) => chat.send(text)", "".join(frames))


def _asked(page: Page) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = page.evaluate("chat.requests.map(({ body }) => body)")
    return asked


def _open_with(controlled: WatchedPage, frames: list[str]) -> Sidebar:
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)
    _send(sidebar.page, *frames)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    return sidebar


def test_answering_again_replaces_the_turn_or_keeps_it(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = _open_with(controlled, story_frames)
    conversation = answer_of(story_frames)["conversationId"]
    button = sidebar.turns.last.get_by_role("button", name="Answer again")

    button.click()
    expect(sidebar.turns.last).to_have_attribute("data-state", "streaming")
    sidebar.page.keyboard.press("Escape")
    expect(sidebar.turns.last).to_contain_text("Stopped. The earlier answer is kept.")
    expect(sidebar.figure("₹64.00")).to_be_visible()
    expect(sidebar.box).to_be_focused()

    button.click()
    failed = {"type": "run.failed", "code": "modelUnavailable", "retryable": True}
    _send(sidebar.page, f"event: run.failed\ndata: {json.dumps(failed)}\n\n")
    expect(sidebar.problem).to_contain_text("modelUnavailable")
    expect(sidebar.figure("₹64.00")).to_be_visible()

    sidebar.problem.get_by_role("button", name="Retry").click()
    _send(sidebar.page, *with_answer(story_frames, lambda answer: {**answer, "text": "Written again.", "figures": []}))
    expect(sidebar.answer).to_have_text("Written again.")
    expect(sidebar.turns).to_have_count(1)
    again = {"message": STORY, "conversationId": conversation, "replacesTurn": 1, "caseId": "CASE-9001"}
    assert _asked(sidebar.page)[1:] == [again] * 3


def test_the_last_question_is_edited_in_the_box(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = _open_with(controlled, story_frames)
    edit = sidebar.turns.last.get_by_role("button", name="Edit question")

    edit.click()
    expect(sidebar.box).to_have_value(STORY)
    expect(sidebar.box).to_be_focused()
    sidebar.box.press("Escape")
    expect(sidebar.box).to_have_value("")
    edit.click()
    sidebar.send("What is left?")
    _send(sidebar.page, *story_frames)

    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns).to_have_count(1)
    expect(sidebar.turns.last.locator(".question")).to_contain_text("What is left?")
    assert _asked(sidebar.page)[-1]["replacesTurn"] == 1
    sidebar.send("And then?")
    assert "replacesTurn" not in _asked(sidebar.page)[-1]


def test_a_stream_ends_after_two_missed_keep_alives(controlled: WatchedPage, story_frames: list[str]) -> None:
    controlled.page.clock.install()
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)
    _send(sidebar.page, *story_frames[:2])
    expect(sidebar.turns.last.locator(".steps")).to_contain_text("Looking up the order…")
    for _ in range(3):
        controlled.page.clock.run_for(16_000)
        _send(sidebar.page, ": keep-alive\n\n")
        sidebar.page.evaluate("() => new Promise((done) => queueMicrotask(done))")
    expect(sidebar.turns.last).to_have_attribute("data-state", "streaming")

    controlled.page.clock.run_for(33_000)

    expect(sidebar.problem).to_contain_text("The service has stopped answering.")
    expect(sidebar.problem).to_contain_text("streamStalled · request request-0001")
    sidebar.problem.get_by_role("button", name="Retry").click()
    _send(sidebar.page, *story_frames)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    expect(sidebar.turns).to_have_count(1)

    controlled.page.clock.run_for(15 * 60_000)
    expect(sidebar.turns.last.get_by_text("The records may have changed since.")).to_be_visible()
    sidebar.turns.last.get_by_role("button", name="Look again").click()
    assert _asked(sidebar.page)[-1]["replacesTurn"] == 1


def test_a_full_conversation_offers_a_new_one(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.ask("hello")
    full = {"status": 429, "code": "conversationFull", "title": "", "requestId": "request-0007", "retryable": False}
    sidebar.page.route("**/v1/chat", lambda route: route.fulfill(status=429, json=full), times=1)
    sidebar.ask(STORY)
    expect(sidebar.problem).to_contain_text("This conversation has reached its limit.")

    with sidebar.page.expect_request("**/v1/chat") as asked:
        sidebar.problem.get_by_role("button", name="Ask in a new conversation").click()

    assert (asked.value.post_data_json or {})["message"] == STORY
    assert "conversationId" not in (asked.value.post_data_json or {})
    expect(sidebar.turns).to_have_count(1)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")


def test_a_question_over_the_limit_is_kept_whole_and_not_sent(controlled: WatchedPage) -> None:
    sidebar = Sidebar(controlled.open())
    send = sidebar.page.get_by_role("button", name="Send")
    sidebar.box.fill("🪔" * 4001)

    expect(sidebar.page.get_by_text("4001 characters: 1 over the limit of 4000.")).to_be_visible()
    expect(sidebar.box).to_have_attribute("aria-invalid", "true")
    expect(send).to_be_disabled()
    sidebar.box.press("Enter")
    expect(sidebar.turns).to_have_count(0)
    sidebar.box.fill("🪔" * 4000 + "  ")
    expect(sidebar.page.get_by_text("4000 of 4000 characters")).to_be_visible()
    sidebar.box.press("Enter")
    assert len(_asked(sidebar.page)[0]["message"]) == 4000
