"""An exchange is keyed by its whole request, and keeps only the listed fields."""

import json
from typing import Any

import pytest

from evals.tiers.recorded.model_exchange import Exchange, first_difference, frames_of, key_of

BODY: dict[str, Any] = {
    "model": "some-model",
    "temperature": 0.0,
    "messages": [
        {"role": "user", "content": "What is left?"},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "call_x", "function": {"name": "f"}}]},
        {"role": "tool", "tool_call_id": "call_x", "content": "{}"},
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps(BODY | changes))  # type: ignore[no-any-return]


def renamed(one: str, other: str) -> dict[str, Any]:
    body = changed()
    body["messages"][1]["tool_calls"][0]["id"] = one
    body["messages"][2]["tool_call_id"] = other
    return body


def test_the_order_of_keys_and_the_ids_of_calls_change_nothing() -> None:
    assert key_of(dict(reversed(BODY.items()))) == key_of(BODY)
    assert key_of(renamed("call_y", "call_y")) == key_of(BODY)


@pytest.mark.parametrize(
    "other",
    [
        changed(model="another"),
        changed(temperature=0.1),
        changed(seed=7),
        changed(messages=BODY["messages"][:1]),
        renamed("call_x", "call_y"),  # the answer of another call
    ],
)
def test_everything_else_does(other: dict[str, Any]) -> None:
    assert key_of(other) != key_of(BODY)


def test_only_listed_fields_are_kept() -> None:
    frame = {
        "id": "chatcmpl-canary",
        "model": "some-model",
        "system_fingerprint": "fp-canary",
        "choices": [{"index": 0, "delta": {"content": "Hello", "audio": "canary"}, "logprobs": "canary"}],
        "usage": {"prompt_tokens": 3, "cost_details": "canary"},
        "organization": "org-canary",
    }
    body = changed(user="user-canary", metadata={"org": "canary"})
    body["messages"][0]["signature"] = "canary"
    headers = {"content-type": "text/event-stream", "set-cookie": "canary", "openai-organization": "org-canary"}
    received = f": ping canary\n\ndata: {json.dumps(frame)}\n\ndata: [DONE]\n\n".encode()

    kept = Exchange.kept(body, status=200, headers=headers, received=received)

    assert "canary" not in repr(kept)
    assert (kept.request, kept.is_request_whole, kept.is_whole) == (BODY, False, True)
    assert kept.headers == {"content-type": "text/event-stream"}
    assert kept.answered_by == {"some-model"}
    [played] = frames_of(kept.wire())
    assert played["choices"] == [{"index": 0, "delta": {"content": "Hello"}}]
    assert kept.wire().endswith(b"data: [DONE]\n\n")


def test_an_error_stays_an_error_and_an_incomplete_answer_stays_incomplete() -> None:
    received = b'data: {"choices": []}\n\ndata: {"error": {"message": "canary"}}\n\ndata: {"choi'

    kept = Exchange.kept(BODY, status=200, headers={}, received=received)

    assert "canary" not in repr(kept)
    assert [bool(frame.get("error")) for frame in kept.frames] == [False, True]
    assert b"[DONE]" not in kept.wire()


@pytest.mark.parametrize(
    ("other", "where"),
    [
        (changed(), None),
        (changed(temperature=1.0), "body.temperature"),
        (changed(seed=7), "body.seed"),
        (renamed("call_x", "call_y"), "body.messages[2].tool_call_id"),
        (changed(messages=[]), "body.messages"),
    ],
)
def test_the_first_difference_is_located_without_its_values(other: dict[str, Any], where: str | None) -> None:
    assert first_difference(BODY, other) == where
