"""Settings for tests of the live tier, independent of the environment."""

from typing import Any

from pydantic import SecretStr

from api.settings import Settings


def settings(**given: Any) -> Settings:
    """Return the default settings with some changes; those of the model by the names of their variables."""
    key, url = given.pop("OPENAI_API_KEY", None), given.pop("OPENAI_BASE_URL", None)
    return Settings.model_construct(openai_api_key=SecretStr(key) if key else None, openai_base_url=url, **given)
