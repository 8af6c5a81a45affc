"""The settings, and the example file that documents them."""

import re
from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, load_settings
from rewards.settings import RewardsSettings
from rewards.stores.dynamodb.settings import DynamoDbSettings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def test_the_example_names_every_setting_and_no_other() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))

    chat = {field.alias for field in Settings.model_fields.values()}
    rewards = {f"REWARDS_{name.upper()}" for name in RewardsSettings.model_fields}
    dynamodb = {f"REWARDS_DYNAMODB_{name.upper()}" for name in DynamoDbSettings.model_fields}
    assert named == chat | rewards | dynamodb


def test_the_example_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE):
        monkeypatch.delenv(name, raising=False)

    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
    assert RewardsSettings(_env_file=EXAMPLE) == RewardsSettings(_env_file=None)
    assert DynamoDbSettings(_env_file=EXAMPLE) == DynamoDbSettings(_env_file=None)


def test_production_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_AGENT_ENV", "production")
    monkeypatch.delenv("REWARDS_TOKEN_SECRET", raising=False)

    with pytest.raises(SettingsError, match="REWARDS_TOKEN_SECRET is required"):
        load_settings()


def test_a_bad_setting_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_TOKEN_SECRET", "short-secret")

    with pytest.raises(SettingsError, match="REWARDS_TOKEN_SECRET") as raised:
        load_settings()

    assert "short-secret" not in str(raised.value)
