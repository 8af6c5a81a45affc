"""``rewards-agent redact``, as a compliance officer runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

COMMAND = [str(Path(sys.executable).with_name("rewards-agent")), "redact"]


def redact(given: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        COMMAND, input=given, capture_output=True, timeout=120, env={**os.environ, **environment}, check=False
    )


def objects(ran: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


def test_each_line_gives_its_redacted_text_and_the_spans_found() -> None:
    given = "call 98450 12345 or +91-9845012345\n\n₹36 of order 404-1029384-5566778\nमेरा नंबर ९८४५०१२३४५ 👍 है"
    ran = redact(given.encode())

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert objects(ran) == [
        {
            "text": "call <PHONE_1> or <PHONE_1>",
            "spans": [{"start": 5, "end": 16, "type": "PHONE"}, {"start": 20, "end": 34, "type": "PHONE"}],
        },
        {"text": "", "spans": []},
        {"text": "₹36 of order 404-1029384-5566778", "spans": []},
        {"text": "मेरा नंबर <PHONE_1> 👍 है", "spans": [{"start": 10, "end": 20, "type": "PHONE"}]},
    ]


def test_no_input_gives_no_output() -> None:
    ran = redact(b"")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


def test_an_unreadable_line_is_reported_and_no_other_is_lost() -> None:
    ran = redact(b"9845012345\n\xff 9845012345\nasha@okaxis\r\n")

    assert ran.returncode == 1
    assert ran.stderr == b"rewards-agent: line 2 is not UTF-8\n"
    assert objects(ran) == [
        {"text": "<PHONE_1>", "spans": [{"start": 0, "end": 10, "type": "PHONE"}]},
        {"text": None, "spans": [], "error": "notUtf8"},
        {"text": "<UPI_1>\r", "spans": [{"start": 0, "end": 11, "type": "UPI"}]},
    ]


@pytest.mark.parametrize("length", [200_001, 1_700_000])
def test_an_overlong_line_does_not_pass_unsearched(length: int) -> None:
    ran = redact(b"9845012345" + b" " * length + b"\nasha@okaxis\n")

    assert ran.returncode == 1
    assert ran.stderr == b"rewards-agent: line 1 is too long to be searched\n"
    assert [found["text"] for found in objects(ran)] == [None, "<UPI_1>"]


def test_the_longest_line_is_searched() -> None:
    ran = redact(b"9845012345" + b" x" * 99_995 + b"\n")

    assert ran.returncode == 0
    assert objects(ran)[0]["spans"] == [{"start": 0, "end": 10, "type": "PHONE"}]


def test_a_closed_output_pipe_ends_it_quietly() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        running.stdin.write(b"9845012345\n" * 10)
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 1


def test_a_result_is_written_while_the_input_is_still_open() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"9845012345\n")
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["text"] == "<PHONE_1>"
        running.stdin.close()
        assert running.wait(timeout=60) == 0


def test_a_missing_entity_model_is_reported_in_one_line() -> None:
    ran = redact(b"hello\n", REWARDS_AGENT_ENTITY_MODEL="no_such_model")

    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == b"rewards-agent: the entity model is not installed\n"
