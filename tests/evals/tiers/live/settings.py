"""Settings for tests of the live tier: nothing of the environment has a part in them."""

from typing import Any

from pydantic import SecretStr

from api.settings import Settings


def settings(**given: Any) -> Settings:
    """Return the usual settings with some changes, the model's by the names of their variables."""
    key, url = given.pop("OPENAI_API_KEY", None), given.pop("OPENAI_BASE_URL", None)
    return Settings.model_construct(openai_api_key=SecretStr(key) if key else None, openai_base_url=url, **given)
