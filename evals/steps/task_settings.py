"""The product's settings as a task gives them: by the names of environment variables, parsed as in production."""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

from api.settings import Settings
from rewards.settings import RewardsSettings

_Settings = TypeVar("_Settings", bound=BaseSettings)


def parsed_settings(settings: type[_Settings], names: Mapping[str, str]) -> _Settings:
    """Return settings that are read from these names alone, and from nothing of the machine.

    Raises:
        ValidationError: for a value that the product would refuse.
    """
    given = {name.lower(): value for name, value in names.items() if value}

    class FromTask(EnvSettingsSource):
        def _load_env_vars(self) -> Mapping[str, str | None]:
            return given

    class OfTask(settings):  # type: ignore[valid-type, misc]  # a class that is a parameter
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], **_: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (FromTask(settings_cls),)

    parsed: _Settings = OfTask()
    return parsed


@cache
def setting_names() -> frozenset[str]:
    """Return the names of the environment variables that both services read."""
    return _names_of(Settings) | _names_of(RewardsSettings)


def _names_of(settings: type[BaseSettings]) -> frozenset[str]:
    prefix = settings.model_config.get("env_prefix", "")
    return frozenset(field.alias or f"{prefix}{name}".upper() for name, field in settings.model_fields.items())
