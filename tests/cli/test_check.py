"""``rewards-agent check`` and ``health``: what an operator runs before and beside a service."""

from pathlib import Path

import pytest

from cli.main import main
from tests.api.test_settings import PRODUCTION


def checked(*argv: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    """Return the exit status and the result of each line by its name."""
    status = main(["check", *argv])
    *lines, _ = capsys.readouterr().out.splitlines()
    return status, {line.split()[1]: line.split()[0] for line in lines}


def test_a_rewards_api_that_would_be_ready(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked("rewards", "--data", str(tmp_path / "data"), capsys=capsys)

    assert status == 0
    assert lines["store"] == "ok"
    assert lines["environment"] == lines["cursors"] == "advice"


@pytest.mark.parametrize("service", ["chat", "rewards"])
def test_development_fails_a_check_for_production(
    service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = checked(service, "--production", "--data", str(tmp_path / "data"), capsys=capsys)

    assert status == 1
    assert (lines["environment"], lines["metrics"]) == ("failed", "failed")


@pytest.mark.parametrize(
    ("setting", "service"), [("REWARDS_AGENT_METRICS", "chat"), ("REWARDS_METRICS", "rewards")], ids=["chat", "rewards"]
)
def test_metrics_that_are_not_public_pass(
    setting: str, service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(setting, "127.0.0.1:9090")

    _, lines = checked(service, "--production", "--data", str(tmp_path / "data"), capsys=capsys)

    assert lines["metrics"] == "ok"


def test_a_chat_service_without_its_rewards_api(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = checked("chat", "--data", str(tmp_path / "data"), capsys=capsys)

    assert status == 1
    assert (lines["start"], lines["database"], lines["rewards"]) == ("ok", "ok", "failed")


@pytest.mark.parametrize("service", ["chat", "rewards"])
def test_an_identity_provider_that_does_not_answer(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (PRODUCTION | {"REWARDS_TOKEN_JWKS_URL": "http://127.0.0.1:9/keys"}).items():
        monkeypatch.setenv(name, value)

    status, lines = checked(service, "--production", "--data", str(tmp_path / "data"), capsys=capsys)

    assert status == 1
    assert (lines["environment"], lines["identity"]) == ("ok", "failed")


@pytest.mark.parametrize("service", ["chat", "rewards"])
def test_a_wrong_setting_is_named_and_not_quoted(
    service: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REWARDS_TOKEN_MAX_LIFE_S", "a-day")

    assert main(["check", service]) == 1
    output = capsys.readouterr().out
    assert "REWARDS_TOKEN_MAX_LIFE_S" in output
    assert "a-day" not in output


def test_a_damaged_database_would_keep_it_from_starting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "conversations.sqlite3").write_text("this is no database, and never was one")

    status, lines = checked("chat", "--data", str(tmp_path), capsys=capsys)

    assert status == 1
    assert lines["start"] == "failed"


def test_the_health_of_a_service_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--url", "http://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err == "rewards-agent: no answer\n"
    assert main(["health", "--url", "file:///etc/hostname"]) == 2
