"""``rewards-agent audit``: what it shows, and that it detects tampering."""

import json
import logging
from pathlib import Path

import pytest

from cli.main import main

pytestmark = pytest.mark.slow

QUESTION = "What is left on order 404-1029384-5566778?"


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in ("REWARDS_AGENT_ENV", "REWARDS_TOKEN_SECRET", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.chdir(tmp_path)
    assert main(["ask", QUESTION, "--data", str(tmp_path), "--now", "2026-11-23T10:00:00+05:30"]) == 0
    lead = ["--role", "support_lead", "--reason", "escalation"]
    assert main(["ask", QUESTION, *lead, "--data", str(tmp_path), "--now", "2026-11-24T10:00:00+05:30"]) == 0
    capsys.readouterr()
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["audit", *words])
    return status, capsys.readouterr().out


def test_a_truncated_log_is_detected(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--data", str(data))
    status, out = run(capsys, "verify", *where)
    assert (status, out.split(";")[0]) == (0, "2 records, whole")
    head = out.split()[-1]
    assert run(capsys, "verify", "--head", head, *where)[0] == 0

    log = data / "audit.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(lines[0])
    status, out = run(capsys, "verify", *where)
    assert status == 1
    assert out.startswith("line 2: cut at the end: 2 records were written, the last here is 1\n1 records, NOT whole")
    status, out = run(capsys, "verify", "--json", *where)
    assert (status, json.loads(out)["isWhole"], json.loads(out)["findings"][0]["line"]) == (1, False, 2)


def test_records_are_shown_and_filtered(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--data", str(data))
    status, out = run(capsys, "show", *where)
    assert status == 0
    assert [word in out for word in ("support_agent", "support_lead", "escalation", "lead-sees-all")] == [True] * 4
    for words, count in (
        ((), 2),
        (("--role", "support_lead"), 1),
        (("--role", "customer"), 0),
        (("--order", "404 1029384 5566778"), 2),
        (("--order", "404-0000000-0000000"), 0),
        (("--since", "2026-11-24T00:00:00+05:30"), 1),
        (("--until", "2026-11-24T00:00:00+05:30"), 1),
        (("--last", "1"), 1),
        (("--decision", "deny"), 0),
    ):
        status, out = run(capsys, "show", "--json", *words, *where)
        assert (status, len(out.splitlines())) == (0, count), words
        assert "404-1029384" not in out


def test_a_folder_without_a_log_is_reported_and_stays_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for action in ("verify", "show"):
        assert main(["audit", action, "--data", str(tmp_path)]) == 2
        assert "there is no audit log in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
