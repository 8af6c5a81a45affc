"""The command line: what it prints, and how it reports errors."""

import logging
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from core.clock import SystemClock
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, Role, Tokens
from tests.api.test_settings import PRODUCTION

pytestmark = pytest.mark.slow

WHO = ["--role", "support_agent", "--subject", "ravi", "--case", "CASE-9001", "--customer", "CUST-1001"]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*PRODUCTION, "REWARDS_TOKEN_SECRET", "REWARDS_TOKEN_COMMAND", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logging.root, "handlers", [])


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that must fail, and return its one line of error."""
    try:
        status = main(argv)
    except SystemExit as stop:
        status = int(stop.code or 0)
    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    [line] = captured.err.splitlines()
    return line


def test_help_lists_every_command_without_heavy_imports() -> None:
    probe = (
        "import sys; from cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('langchain', 'fastapi', 'presidio_analyzer', 'pydantic', 'httpx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    for command in ("demo", "serve", "rewards", "ask", "token", "data", "knowledge", "check-model", "evals"):
        assert f"    {command} " in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["demo", "ask", "token", "backfill"])
def test_help_states_only_defaults_that_mean_something(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])

    shown = " ".join(capsys.readouterr().out.split())
    assert "(default: data)" in shown
    assert not [value for value in ("None", "False", "[]") if f"(default: {value})" in shown]


def test_a_token_is_accepted_with_the_key_of_its_data_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "d" / "development.key"
    for argv, audience in (([], AUDIENCE_AGENT), (["--audience", "rewards-api"], AUDIENCE_REWARDS)):
        assert main(["token", *WHO, *argv, "--data", str(tmp_path / "d")]) == 0
        token = capsys.readouterr().out.strip()
        principal = Tokens(key.read_text(), clock=SystemClock()).verify(token, audience=audience)
        assert (principal.role, principal.customer_id) == (Role.SUPPORT_AGENT, "CUST-1001")
    assert key.stat().st_mode & 0o077 == 0


def test_the_development_key_is_created_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["token", *WHO, "--data", str(tmp_path)])
    key = (tmp_path / "development.key").read_text()
    main(["token", *WHO, "--data", str(tmp_path), "--ttl", "5"])

    assert (tmp_path / "development.key").read_text() == key


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "a command is required"),
        (["sing"], "invalid choice"),
        (["demo", "--port", "99999"], "a whole number from 1 to 65535"),
        (["demo", "--port", "eighty"], "a whole number from 1 to 65535"),
        (["demo", "--now", "yesterday"], "not ISO 8601"),
        (["demo", "--now", "2026-11-23T10:00:00"], "needs an offset"),
        (["demo", "--fail", "everything"], "invalid choice"),
        (["token", "--role", "support_agent", "--subject", "x"], "requires --case and --customer"),
        (["token", "--role", "support_lead", "--subject", "x"], "requires --reason"),
        (["token", "--role", "king", "--subject", "x"], "invalid choice"),
        (["token", *WHO, "--ttl", "0"], "--ttl must be 1 to 86400"),
        (["token", *WHO, "--ttl", "soon"], "invalid int value"),
        (["ask", ""], "a question must have 1 to 4000 characters"),
        (["ask", "hi", "--url", "http://127.0.0.1:1"], "--url and --token must be given together"),
        (["ask", "hi", "--url", "http://127.0.0.1:1", "--token", "t"], "cannot be reached"),
        (["ask", "hi", "--role", "support_lead"], "requires --reason"),
        (["data", "load", "missing.jsonl"], "is not a file"),
        (["demo", "--now", "9999-12-31T23:59:59-12:00"], "the year must be 2000 to 2100"),
        (["ask", "hi \udcff"], "cannot be sent"),
        (["ask", "hi", "--url", "http://127.0.0.1:1", "--token", "é"], "cannot be sent"),
        (["ask", "hi", "--role", "support_lead", "--reason", "  "], "requires --reason"),
        (
            ["serve", "--rewards-url", "http://[::1", "--port", "18099"],
            "the address of the rewards API is not an http or https URL",
        ),
        (
            ["serve", "--rewards-url", "nope", "--port", "18099"],
            "the address of the rewards API is not an http or https URL",
        ),
    ],
)
def test_invalid_input_is_reported_in_one_line(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in refused(argv, capsys)


def test_production_issues_no_development_tokens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    assert "disabled in production" in refused(["token", *WHO], capsys)


def test_the_token_command_can_be_disabled(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REWARDS_TOKEN_COMMAND", "false")

    assert "disabled by REWARDS_TOKEN_COMMAND" in refused(["token", *WHO], capsys)


@pytest.mark.parametrize("command", ["serve", "rewards", "token"])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"REWARDS_AGENT_AUDIENCE": ""}, "REWARDS_AGENT_AUDIENCE is required in production"),
        ({"REWARDS_TOKEN_JWKS_URL": ""}, "REWARDS_TOKEN_JWKS_URL is required in production"),
        ({"REWARDS_TOKEN_SECRET": "p" * 40}, "REWARDS_TOKEN_SECRET is for development"),
        ({"REWARDS_TOKEN_COMMAND": "true"}, "REWARDS_TOKEN_COMMAND must not be on in production"),
    ],
)
def test_production_refuses_development_settings(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    changes: dict[str, str],
    words: str,
) -> None:
    for name, value in (PRODUCTION | changes).items():
        monkeypatch.setenv(name, value)
    argv = [command, *(WHO if command == "token" else ["--port", "18999"])]

    assert refused(argv, capsys) == f"rewards-agent: {words}" + (
        " and must not be set in production" if "is for development" in words else ""
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["serve", "--port", "18999"],
        ["rewards", "--port", "18999"],
        ["conversations", "purge"],
        ["conversations", "erase", "--customer", "CUST-1001"],
    ],
)
def test_production_refuses_a_fixed_clock(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, argv: list[str]
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    line = refused([*argv, "--now", "2026-11-23T10:00:00Z"], capsys)

    assert line == "rewards-agent: --now is for development and is refused in production"
    assert not (tmp_path / "data").exists()


def test_production_refuses_plain_http_to_the_rewards_api(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    line = refused(["serve", "--port", "18999", "--rewards-url", "http://rewards.example"], capsys)

    assert line == "rewards-agent: --rewards-url must be an https address in production"


@pytest.mark.parametrize(
    ("name", "value", "options", "words"),
    [
        ("REWARDS_REDIS_URL", "redis://cache.example:6379", [], "REWARDS_REDIS_URL must require TLS"),
        ("REWARDS_DYNAMODB_ENDPOINT", "http://db.example:8000", ["--store", "dynamodb"], "must be an https address"),
        ("REWARDS_DEADLINE_MS", "1", [], "a setting cannot be used: REWARDS_DEADLINE_MS"),
    ],
)
def test_the_rewards_api_refuses_unusable_addresses_and_settings(
    name: str,
    value: str,
    options: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for key, text in (PRODUCTION | {name: value}).items():
        monkeypatch.setenv(key, text)

    line = refused(["rewards", "--port", "18999", *options], capsys)

    assert words in line
    assert value not in line.removesuffix(words)


def test_production_refuses_a_plain_endpoint_given_as_an_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, text in PRODUCTION.items():
        monkeypatch.setenv(key, text)

    line = refused(
        ["rewards", "--port", "18999", "--store", "dynamodb", "--endpoint", "http://db.example:8000"], capsys
    )

    assert line == "rewards-agent: the address of DynamoDB must be an https address in production"


def test_a_damaged_key_is_reported_and_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "development.key").write_text("short")

    assert "is damaged" in refused(["token", *WHO, "--data", str(tmp_path)], capsys)
    assert (tmp_path / "development.key").read_text() == "short"


def test_a_port_in_use_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is in use" in refused(["demo", "--port", str(port)], capsys)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])  # noqa: S104  (refused)
@pytest.mark.parametrize("name", ["rewards", "serve"])
def test_other_machines_are_served_in_production_only(
    name: str, host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused([name, "--host", host, "--port", "18999", "--data", str(tmp_path)], capsys)
    assert line == "rewards-agent: --host other than a loopback address requires REWARDS_AGENT_ENV=production"


def test_an_address_of_another_machine_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, text in PRODUCTION.items():
        monkeypatch.setenv(key, text)
    line = refused(["rewards", "--host", "192.0.2.7", "--port", "18999"], capsys)
    assert line == "rewards-agent: --host is not an address of this machine"


@pytest.mark.parametrize(
    ("command", "given", "message"),
    [
        ("rewards", {}, "REWARDS_REDIS_URL and REWARDS_CURSOR_SECRET"),
        ("rewards", {"REWARDS_REDIS_URL": "redis://127.0.0.1:1/0"}, "REWARDS_CURSOR_SECRET"),
        ("serve", {}, "REWARDS_AGENT_DATABASE_URL and REWARDS_AGENT_LIMITS_URL"),
        ("serve", {"REWARDS_AGENT_LIMITS_URL": "redis://127.0.0.1:1/0"}, "REWARDS_AGENT_DATABASE_URL"),
    ],
)
def test_workers_need_what_they_share(
    command: str,
    given: dict[str, str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for key, text in given.items():
        monkeypatch.setenv(key, text)
    line = refused([command, "--workers", "2", "--port", "18999", "--data", str(tmp_path)], capsys)
    assert line == f"rewards-agent: --workers above 1 requires {message}"


def test_workers_have_no_separate_address_for_metrics(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = {"REWARDS_REDIS_URL": "redis://127.0.0.1:1/0", "REWARDS_CURSOR_SECRET": "x9" * 20}
    for key, text in (shared | {"REWARDS_METRICS": "127.0.0.1:9090"}).items():
        monkeypatch.setenv(key, text)
    line = refused(["rewards", "--workers", "2", "--port", "18999", "--data", str(tmp_path)], capsys)
    assert line == (
        "rewards-agent: --workers above 1 requires REWARDS_METRICS=off or public: one address is for one process"
    )


def test_an_address_for_metrics_that_is_in_use_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("REWARDS_AGENT_METRICS", f"127.0.0.1:{taken.getsockname()[1]}")
        line = refused(["serve", "--port", "18999", "--data", str(tmp_path)], capsys)
    assert line.startswith("rewards-agent: the address of REWARDS_AGENT_METRICS cannot be used")


@pytest.mark.parametrize(
    "option", [("--workers", "0"), ("--workers", "many"), ("--host", "api.example"), ("--host", "")]
)
def test_a_host_or_a_number_of_workers_that_is_none_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert option[0] in refused(["rewards", *option], capsys)


@pytest.mark.parametrize("name", ["conversations.sqlite3", "rewards.sqlite3"])
def test_damaged_files_are_reported_in_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(b"no database" * 400)

    assert "damaged" in refused(["ask", "hi", "--data", str(tmp_path)], capsys)


@pytest.mark.parametrize("argv", [["serve", "--port", "18999"], ["demo", "--port", "18999"], ["ask", "hi"]])
def test_a_missing_entity_model_is_reported_in_one_line(
    argv: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REWARDS_AGENT_ENTITY_MODEL", "no_such_model")

    line = refused([*argv, "--data", str(tmp_path)], capsys)

    assert line == "rewards-agent: the entity model is not installed"


def test_an_interrupt_during_startup_exits_at_once(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "cli.main", "demo", "--port", port, "--data", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "development.key").exists():  # the imports have started by then
        assert process.poll() is None
    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 130


def test_an_invalid_row_file_is_refused_with_its_line_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"store": "ped", "row": {"customerPhone": "98450 12345"}}\n')

    line = refused(["data", "load", str(rows), "--data", str(tmp_path)], capsys)

    assert "line 1" in line
    assert "98450" not in line
