import pytest
from pydantic import ValidationError

from rewards.settings import RewardsSettings


def test_every_setting_has_a_default() -> None:
    settings = RewardsSettings()
    assert (settings.source_timeout_ms, settings.deadline_ms) == (800, 1500)
    assert settings.cursor_secret is None


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REWARDS_SOURCE_TIMEOUT_MS", "250")
    monkeypatch.setenv("REWARDS_CURSOR_SECRET", "x" * 32)
    settings = RewardsSettings()
    assert settings.source_timeout_ms == 250
    assert "x" * 32 not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("deadline_ms", 49), ("deadline_ms", 10_001), ("source_timeout_ms", 0), ("cursor_secret", "short")],
)
def test_settings_out_of_bounds_are_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        RewardsSettings.model_validate({name: value})
