"""The SSE parser, run in a browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_PARSE_PIECES = """async (pieces) => {
  const { SseParser } = await import('/web/sse.js');
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.feed(piece));
}"""

_STREAM_EVERY_CUT = """async (text) => {
  const { frames } = await import('/web/sse.js');
  const bytes = new TextEncoder().encode(text);
  const results = new Set();
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const pieces = [bytes.slice(0, cut), bytes.slice(cut)];
    const body = new ReadableStream({ start(stream) { pieces.forEach((p) => stream.enqueue(p)); stream.close(); } });
    const got = [];
    for await (const frame of frames(body)) got.push(frame);
    results.add(JSON.stringify(got));
  }
  return [...results].map((result) => JSON.parse(result));
}"""


def _frame(data: str, *, event: str = "message", id: str = "") -> dict[str, str]:
    return {"event": event, "id": id, "data": data}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event: facts\nid: 3\ndata: {}\n\n", [_frame("{}", event="facts", id="3")]),
        ("data: one\ndata: two\n\n", [_frame("one\ntwo")]),
        ("data:no space\n\n", [_frame("no space")]),
        ("data:  two spaces\n\n", [_frame(" two spaces")]),
        (": keep-alive\n\ndata: x\n\n", [_frame("x")]),
        ("data: x\r\n\r\ndata: y\r\r", [_frame("x"), _frame("y")]),
        ("\ufeffdata: x\n\n", [_frame("x")]),
        ("event: only\n\n", []),
        ("data\n\n", [_frame("")]),
        ("retry: 5\nunknown: z\ndata: x\n\n", [_frame("x")]),
        ("data: never closed\n", []),
    ],
)
def test_frames_follow_the_rules_of_the_standard(modules: Page, text: str, expected: list[Any]) -> None:
    # A trailing CR waits for the next character, so the text ends with an empty comment, as a stream would continue.
    assert modules.evaluate(_PARSE_PIECES, [text, ":\n"]) == expected


def test_a_frame_arrives_when_it_is_whole_and_not_before(modules: Page) -> None:
    assert modules.evaluate(_PARSE_PIECES, ["da", "ta: ₹3", "6\n"]) == []
    assert modules.evaluate(_PARSE_PIECES, ["da", "ta: ₹3", "6\n", "\n"]) == [_frame("₹36")]


def test_every_cut_of_the_bytes_gives_the_same_frames(modules: Page) -> None:
    text = 'event: facts\r\nid: 1\r\ndata: {"a": "₹100 नमस्ते 🪔"}\r\n\r\n: ping\n\ndata: end\n\n'

    results = modules.evaluate(_STREAM_EVERY_CUT, text)

    assert results == [[_frame('{"a": "₹100 नमस्ते 🪔"}', event="facts", id="1"), _frame("end", id="1")]]
