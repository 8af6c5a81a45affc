"""The settings, and the example file that documents them."""

import re
from pathlib import Path

import pytest

from agent.provider.timeouts import ModelTimeouts
from api.settings import Settings, SettingsError, load_settings
from rewards.settings import RewardsSettings
from rewards.stores.dynamodb.settings import DynamoDbSettings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def test_the_example_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^([A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE))

    chat = {field.alias for field in Settings.model_fields.values()}
    rewards = {field.alias or f"REWARDS_{name.upper()}" for name, field in RewardsSettings.model_fields.items()}
    dynamodb = {
        field.alias or f"REWARDS_DYNAMODB_{name.upper()}" for name, field in DynamoDbSettings.model_fields.items()
    }
    assert named == chat | rewards | dynamodb


def test_the_example_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"^([A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE):
        monkeypatch.delenv(name, raising=False)

    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
    assert RewardsSettings(_env_file=EXAMPLE) == RewardsSettings(_env_file=None)
    assert DynamoDbSettings(_env_file=EXAMPLE) == DynamoDbSettings(_env_file=None)


def test_the_times_of_a_model_are_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_AGENT_FIRST_TOKEN_MS", "200000")
    monkeypatch.setenv("REWARDS_AGENT_BETWEEN_TOKENS_MS", "70000")
    monkeypatch.setenv("REWARDS_AGENT_CONNECT_MS", "1500")
    monkeypatch.setenv("REWARDS_AGENT_MODEL_TURN_MS", "300000")

    assert Settings(_env_file=None).model_times == ModelTimeouts(
        connect_s=1.5, first_token_s=200.0, between_tokens_s=70.0, turn_s=300.0
    )


def test_the_times_of_a_model_are_by_default_those_of_the_client() -> None:
    assert Settings(_env_file=None).model_times == ModelTimeouts()


PRODUCTION = {
    "REWARDS_AGENT_ENV": "production",
    "REWARDS_TOKEN_JWKS_URL": "https://login.example/keys",
    "REWARDS_TOKEN_ISSUER": "https://login.example",
    "REWARDS_AGENT_AUDIENCE": "api://rewards-agent",
    "REWARDS_API_AUDIENCE": "api://rewards-api",
    "REWARDS_DELEGATION_SECRET": "abcdefghijklmnopqrstuvwxyz-delegation",
    "REWARDS_DATA_SECRET": "abcdefghijklmnopqrstuvwxyz-data-of-ours",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [field.alias for field in Settings.model_fields.values()]:
        monkeypatch.delenv(str(name), raising=False)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_starts_when_nothing_is_missing(production: pytest.MonkeyPatch) -> None:
    settings = load_settings()

    assert settings.is_production
    assert not settings.has_token_command


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"REWARDS_AGENT_ENV"}))
def test_production_needs_each_of_its_settings(production: pytest.MonkeyPatch, name: str) -> None:
    production.delenv(name)

    with pytest.raises(SettingsError, match=f"^{name} is required in production$"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("REWARDS_TOKEN_SECRET", "a secret of development, long enough", "REWARDS_TOKEN_SECRET is for development"),
        ("REWARDS_TOKEN_COMMAND", "true", "REWARDS_TOKEN_COMMAND must not be on"),
        ("REWARDS_TOKEN_JWKS_URL", "http://login.example/keys", "must be an https address"),
        ("REWARDS_TOKEN_JWKS_URL", "file:///etc/keys", "must be an https address"),
        ("REWARDS_TOKEN_JWKS_URL", "https://", "must be an https address"),
        ("REWARDS_URL", "http://rewards.example", "^REWARDS_URL must be an https address$"),
        ("REWARDS_URL", "http://[::1", "^REWARDS_URL must be an https address$"),
        ("OPENAI_BASE_URL", "http://models.example/v1", "^OPENAI_BASE_URL must be an https address$"),
        ("REWARDS_AGENT_SECOND_BASE_URL", "http://10.0.0.5/v1", "^REWARDS_AGENT_SECOND_BASE_URL must be an https"),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://collector.example:4318",
            "^OTEL_EXPORTER_OTLP_ENDPOINT must be an https",
        ),
        (
            "REWARDS_AGENT_DATABASE_URL",
            "postgresql://app@db.example/agent",
            "^REWARDS_AGENT_DATABASE_URL must require TLS$",
        ),
        ("REWARDS_AGENT_LIMITS_URL", "redis://cache.example:6379", "^REWARDS_AGENT_LIMITS_URL must require TLS$"),
        ("REWARDS_API_AUDIENCE", PRODUCTION["REWARDS_AGENT_AUDIENCE"], "must differ"),
        ("REWARDS_DATA_SECRET", PRODUCTION["REWARDS_DELEGATION_SECRET"], "must be random, and differ"),
        ("REWARDS_DATA_SECRET", "change-me" * 4, "must be random, and differ"),
        ("REWARDS_DATA_SECRET", "x" * 40, "must be random, and differ"),
        ("REWARDS_DATA_SECRET", "short", "a setting cannot be used: REWARDS_DATA_SECRET"),
        ("REWARDS_AGENT_ENV", "staging", "a setting cannot be used: REWARDS_AGENT_ENV"),
    ],
)
def test_production_refuses_what_is_of_development(
    production: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    production.setenv(name, value)

    with pytest.raises(SettingsError, match=words) as raised:
        load_settings()

    assert "\n" not in str(raised.value)
    assert value == "true" or name == "REWARDS_AGENT_ENV" or value not in str(raised.value)


@pytest.mark.parametrize(
    "name",
    [
        "REWARDS_TOKEN_JWKS_URL",
        "REWARDS_URL",
        "OPENAI_BASE_URL",
        "REWARDS_AGENT_SECOND_BASE_URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ],
)
def test_production_may_use_plain_http_on_this_machine(production: pytest.MonkeyPatch, name: str) -> None:
    production.setenv(name, "http://127.0.0.1:9000/path")

    assert load_settings().is_production


def test_a_bad_setting_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_TOKEN_SECRET", "short-secret")

    with pytest.raises(SettingsError, match="REWARDS_TOKEN_SECRET") as raised:
        load_settings()

    assert "short-secret" not in str(raised.value)
