"""Parsing a refusal yields a code and one of the request's parameters, never its text."""

import json
from typing import Any

import pytest

from agent.provider.error_bodies import ServerRefusal, parse_refusal

SENT = ("model", "messages", "stream", "temperature", "stream_options", "max_tokens", "response_format", "tools")
PRIVATE = "98450 12345"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            {"error": {"message": PRIVATE, "param": "temperature", "code": "unsupported_value"}},
            ServerRefusal("unsupported_value", "temperature"),
        ),
        (
            {"error": {"message": PRIVATE, "param": "response_format.json_schema", "type": "invalid_request_error"}},
            ServerRefusal("invalid_request_error", "response_format"),
        ),
        (
            {"error": {"message": "Use 'max_completion_tokens' instead of 'max_tokens'.", "code": None}},
            ServerRefusal(None, "max_tokens"),
        ),
        (
            {"detail": [{"loc": ["body", "stream_options"], "msg": "extra fields not permitted", "input": PRIVATE}]},
            ServerRefusal(None, "stream_options"),
        ),
        (
            {"object": "error", "message": "json_schema is not supported", "type": "BadRequestError", "code": 400},
            ServerRefusal("BadRequestError", "response_format"),
        ),
        ({"error": "temperature cannot be set"}, ServerRefusal(None, "temperature")),
        ([{"error": {"message": "include_usage?", "code": 400}}], ServerRefusal("400", "stream_options")),
        # The prompt is the cause, although a parameter is named.
        (
            {"error": {"message": "maximum context length is 4096, max_tokens is 1200", "param": "max_tokens"}},
            ServerRefusal(None, None),
        ),
        (
            {"error": {"message": PRIVATE, "code": "context_length_exceeded", "param": "max_tokens"}},
            ServerRefusal("context_length_exceeded", None),
        ),
        # Invalid codes, and parameters that were not sent or cannot be left out.
        ({"error": {"message": "top_p", "code": PRIVATE, "param": "messages"}}, ServerRefusal(None, None)),
        ({"error": {"message": PRIVATE, "code": "a" * 49, "param": {"x": 1}}}, ServerRefusal(None, None)),
        ({"error": {"code": 98450}}, ServerRefusal(None, None)),
        ({}, ServerRefusal()),
        ([], ServerRefusal()),
        ("x", ServerRefusal()),
        (None, ServerRefusal()),
    ],
)
def test_code_and_parameter(body: Any, refusal: ServerRefusal) -> None:
    assert parse_refusal(json.dumps(body).encode(), sent=SENT) == refusal


@pytest.mark.parametrize("body", [b"", b"<html>temperature</html>", b"\xff", b"[" * 100_000])
def test_what_is_no_json_says_nothing(body: bytes) -> None:
    assert parse_refusal(body, sent=SENT) == ServerRefusal()
