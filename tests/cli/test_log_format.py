"""Logs record what happened, and never the content of a conversation."""

import json
import logging
import sys

import httpx
import pytest

from cli.log_format import ContentFreeFormatter, log_to_stderr

pytestmark = pytest.mark.slow

SECRET = "98450 12345"


def record(message: str, *, exc_info: bool = False, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(
        "agent.turn", logging.WARNING, __file__, 1, message, (), sys.exc_info() if exc_info else None
    )
    for name, value in extra.items():
        setattr(made, name, value)
    return made


def test_a_line_is_an_object_with_the_allowed_fields_only() -> None:
    line = json.loads(ContentFreeFormatter().format(record("turn failed", code="notFound", question=SECRET)))

    assert (line["message"], line["code"], line["level"]) == ("turn failed", "notFound", "warning")
    assert "question" not in line


def test_a_provider_refusal_is_logged_with_its_status_and_no_empty_code() -> None:
    refusal = record("model failed", model="m1", provider_code=None, parameter="temperature", status=400, text=SECRET)
    line = json.loads(ContentFreeFormatter().format(refusal))

    assert {name: line[name] for name in ("model", "parameter", "status")} == {
        "model": "m1",
        "parameter": "temperature",
        "status": 400,
    }
    assert not line.keys() & {"provider_code", "text"}


def test_an_exception_and_its_causes_are_logged_without_their_text() -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise LookupError(SECRET) from error
    except LookupError:
        text = ContentFreeFormatter().format(record("it broke", exc_info=True))

    assert SECRET not in text
    names = [entry.split(" ")[0] for entry in json.loads(text)["exception"]]
    assert names == ["LookupError", "ValueError"]


async def test_the_address_of_a_request_is_not_logged_at_any_level(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, clients = logging.getLogger(), [logging.getLogger(name) for name in ("httpx", "httpcore")]
    monkeypatch.setattr(root, "handlers", [])
    levels = [each.level for each in (root, *clients)]
    try:
        log_to_stderr(logging.DEBUG)
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
            await http.get("http://rewards.test/gift-cards/GC-7F3K-9Q2M-1111/issuances")
        logging.getLogger("agent").warning("something else")
    finally:
        logging.captureWarnings(capture=False)
        for each, level in zip((root, *clients), levels, strict=True):
            each.setLevel(level)

    logged = capsys.readouterr().err
    assert "something else" in logged
    assert "1111" not in logged
