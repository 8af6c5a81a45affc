"""The sidebar while a stream runs, is cut off or fails. The test sends the stream frame by frame."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.sidebar_page import STORY, Sidebar, amount
from tests.web.watched_page import WatchedPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _send(page: Page, *frames: str) -> None:
    page.evaluate("(text) => chat.send(text)", "".join(frames))


def _requests(page: Page) -> list[dict[str, Any]]:
    requests: list[dict[str, Any]] = page.evaluate("chat.requests")
    return requests


def _split(frames: list[str], event: str) -> tuple[list[str], list[str]]:
    """Return the frames up to the last one of an event type."""
    last = max(index for index, frame in enumerate(frames) if frame.startswith(f"event: {event}\n"))
    return frames[: last + 1], frames[last + 1 :]


def test_the_facts_are_shown_before_the_first_word(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = Sidebar(controlled.open())
    facts, prose = _split(story_frames, "facts")
    assert any(frame.startswith("event: answer.delta") for frame in prose)
    sidebar.send(STORY)

    _send(sidebar.page, *facts)

    expect(sidebar.found).to_contain_text(re.compile(r"Promised ₹100\.00\s+Granted ₹36\.00\s+Remaining ₹64\.00"))
    expect(sidebar.answer).to_have_count(0)
    expect(sidebar.page.get_by_role("log")).to_have_attribute("aria-busy", "true")

    _send(sidebar.page, *prose)

    expect(sidebar.figure("₹64.00")).to_be_visible()
    expect(sidebar.cards.locator("[data-figure=remaining]")).to_have_text(amount("₹64.00"))
    expect(sidebar.cards.locator("section tbody tr")).to_have_count(2)
    expect(sidebar.page.get_by_role("log")).to_have_attribute("aria-busy", "false")


def test_a_running_lookup_is_shown_and_announced(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = Sidebar(controlled.open())
    started, rest = _split(story_frames, "tool.started")
    sidebar.send(STORY)
    expect(sidebar.turns.last).to_contain_text("Thinking…")

    _send(sidebar.page, *started)

    expect(sidebar.turns.last.locator(".steps")).to_contain_text("Looking up the order…")
    expect(sidebar.announcement).to_have_text("Looking up the order…")

    _send(sidebar.page, *rest)

    expect(sidebar.turns.last.locator(".steps")).to_contain_text("Looked up the order")


def test_a_screen_reader_hears_the_facts_and_the_answer_but_no_fragment(
    controlled: WatchedPage, story_frames: list[str]
) -> None:
    sidebar = Sidebar(controlled.open())
    deltas, end = _split(story_frames, "answer.delta")
    sidebar.send(STORY)

    _send(sidebar.page, *deltas)

    expect(sidebar.answer).not_to_be_empty()
    expect(sidebar.announcement).to_have_text(re.compile(r"promised ₹100\.00, granted ₹36\.00, remaining ₹64\.00\.$"))
    expect(sidebar.page.get_by_role("log")).to_have_attribute("aria-live", "off")

    _send(sidebar.page, *end)

    expect(sidebar.announcement).to_have_text(re.compile(r"^Answer: .*₹64\.00", re.DOTALL))


def test_a_character_split_across_chunks_is_joined(controlled: WatchedPage) -> None:
    sidebar = Sidebar(controlled.open())
    sidebar.send("नमस्ते")
    frame = 'event: answer.delta\ndata: {"type":"answer.delta","text":"₹ नमस्ते 🪔"}\n\n'.encode()

    for byte in frame:
        sidebar.page.evaluate("(byte) => chat.sendBytes([byte])", byte)

    expect(sidebar.answer).to_have_text("₹ नमस्ते 🪔")


def test_stop_keeps_what_is_shown_and_marks_it_incomplete(controlled: WatchedPage, story_frames: list[str]) -> None:
    sidebar = Sidebar(controlled.open())
    facts, _ = _split(story_frames, "facts")
    sidebar.send(STORY)
    _send(sidebar.page, *facts)
    expect(sidebar.found).to_have_count(1)

    sidebar.page.get_by_role("button", name="Stop").click()

    expect(sidebar.turns.last).to_contain_text("Stopped. This answer is incomplete and was not saved.")
    expect(sidebar.cards).to_have_count(1)
    expect(sidebar.page.get_by_role("button", name="Send")).to_be_visible()
    expect(sidebar.box).to_be_focused()
    assert sidebar.page.evaluate("chat.isAborted")

    sidebar.turns.last.get_by_role("button", name="Ask again").click()

    assert [request["body"]["message"] for request in _requests(sidebar.page)] == [STORY, STORY]


@pytest.mark.parametrize("how", ["chat.end()", "chat.cut()"], ids=["ended early", "connection lost"])
def test_a_truncated_stream_is_reported_and_can_be_retried(
    controlled: WatchedPage, story_frames: list[str], how: str
) -> None:
    sidebar = Sidebar(controlled.open())
    deltas, _ = _split(story_frames, "answer.delta")
    sidebar.send(STORY)
    _send(sidebar.page, *deltas[:-1])

    sidebar.page.evaluate(how)

    expect(sidebar.problem).to_contain_text("The connection was lost before the answer was complete.")
    expect(sidebar.problem).to_contain_text("streamCut · request request-0001")

    sidebar.problem.get_by_role("button", name="Retry").click()
    _send(sidebar.page, *story_frames)

    expect(sidebar.turns).to_have_count(1)
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    assert "conversationId" not in _requests(sidebar.page)[1]["body"]


def test_a_failed_run_shows_its_code_and_request(controlled: WatchedPage) -> None:
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)
    failed = {"type": "run.failed", "code": "stepLimit", "retryable": True}

    _send(sidebar.page, f"event: run.failed\ndata: {json.dumps(failed)}\n\n")

    expect(sidebar.problem).to_contain_text("Ask about one order at a time.")
    expect(sidebar.problem).to_contain_text("stepLimit · request request-0001")


def test_a_frame_that_is_not_json_counts_as_a_broken_stream(controlled: WatchedPage) -> None:
    sidebar = Sidebar(controlled.open())
    sidebar.send(STORY)

    _send(sidebar.page, "data: {not json\n\n")

    expect(sidebar.problem).to_contain_text("streamCut")


def test_the_conversation_continues_until_a_new_one_is_started(
    controlled: WatchedPage, story_frames: list[str]
) -> None:
    sidebar = Sidebar(controlled.open())
    for question in (STORY, "And when?"):
        sidebar.send(question)
        _send(sidebar.page, *story_frames)
        expect(sidebar.turns.last).to_have_attribute("data-state", "completed")

    sidebar.page.get_by_role("button", name="New conversation").click()

    expect(sidebar.turns).to_have_count(0)
    expect(sidebar.box).to_be_focused()
    sidebar.send(STORY)
    conversations = [request["body"].get("conversationId") for request in _requests(sidebar.page)]
    assert conversations[0] is None
    assert conversations[1]
    assert conversations[2] is None


def test_what_arrives_after_a_new_conversation_started_is_dropped(
    controlled: WatchedPage, story_frames: list[str]
) -> None:
    sidebar = Sidebar(controlled.open())
    facts, _ = _split(story_frames, "facts")
    sidebar.send(STORY)
    _send(sidebar.page, *facts)
    expect(sidebar.found).to_have_count(1)

    sidebar.page.get_by_role("button", name="New conversation").click()

    expect(sidebar.turns).to_have_count(0)
    assert sidebar.page.evaluate("chat.isAborted")
    expect(sidebar.page.get_by_role("button", name="Send")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, "caseMismatch", "Your role does not allow this."),
        (409, "turnInProgress", "still being answered. Wait a moment"),
        (413, "tooLarge", "This is too long."),
        (422, "invalidRequest", "could not use this input"),
        (503, "conversationsUnavailable", "not available right now"),
    ],
)
def test_a_refusal_is_shown_with_its_code_and_request_id(
    watched: WatchedPage, status: int, code: str, words: str
) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    problem = {"title": "no", "status": status, "code": code, "requestId": "request-0007", "retryable": True}
    sidebar.page.route(
        "**/v1/chat",
        lambda route: route.fulfill(status=status, json=problem, content_type="application/problem+json"),
        times=1,
    )

    sidebar.ask(STORY)

    expect(sidebar.problem).to_contain_text(words)
    expect(sidebar.problem).to_contain_text(f"{code} · request request-0007")

    sidebar.problem.get_by_role("button", name="Retry").click()

    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")


def test_an_unreachable_service_is_reported(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.page.route("**/v1/chat", lambda route: route.abort("connectionrefused"))

    sidebar.ask(STORY)

    expect(sidebar.problem).to_contain_text("The service cannot be reached.")


def test_an_expired_token_is_renewed_once_without_a_message(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    tokens: list[str | None] = []

    def refuse_first(route: Route) -> None:
        tokens.append(route.request.headers.get("authorization"))
        if len(tokens) > 1:
            route.continue_()
        else:
            route.fulfill(status=401, json={"code": "tokenExpired", "status": 401, "title": "", "requestId": "r"})

    asked = []
    sidebar.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    sidebar.page.route("**/v1/chat", refuse_first)

    sidebar.ask(STORY)

    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")
    # The case summary has requested the first token.
    assert asked[-3:] == ["chat", "token", "chat"]


def test_a_token_refused_twice_is_reported(watched: WatchedPage) -> None:
    watched.may_fail_requests = True
    sidebar = Sidebar(watched.open())
    sidebar.page.route("**/v1/chat", lambda route: route.fulfill(status=401, json={"code": "tokenInvalid"}))

    sidebar.ask(STORY)

    expect(sidebar.problem).to_contain_text("Your session has ended. Sign in again.")
    expect(sidebar.problem).to_contain_text("tokenInvalid")


@pytest.mark.parametrize("kept", [True, False])
def test_an_unsaved_answer_says_so_and_is_not_continued(
    controlled: WatchedPage, story_frames: list[str], *, kept: bool
) -> None:
    sidebar = Sidebar(controlled.open())
    *frames, end = story_frames
    assert '"kept":true' in end
    sidebar.send(STORY)
    _send(sidebar.page, *frames, end if kept else end.replace('"kept":true', '"kept":false'))
    expect(sidebar.turns.last).to_have_attribute("data-state", "completed")

    expect(sidebar.turns.last.get_by_text("Not saved")).to_have_count(0 if kept else 1)
    sidebar.send("and what is left?")
    expect(sidebar.turns).to_have_count(2)
    assert ("conversationId" in _requests(sidebar.page)[-1]["body"]) is kept
