"""The language models that the settings name."""

from typing import TYPE_CHECKING

from pydantic import SecretStr

from api.settings import Settings

if TYPE_CHECKING:
    from agent.provider.chat_model import ProviderModel


def configured_models(settings: Settings) -> "tuple[ProviderModel | None, ProviderModel | None]":
    """Return the configured model and its fallback, None for each that is not configured."""

    def model(key: SecretStr | None, url: str | None, name: str | None) -> "ProviderModel | None":
        secret = key.get_secret_value() if key else ""
        if not (secret and name):
            return None
        from agent.provider.chat_model import build_openai_model  # LangChain and aiohttp, where a model is configured

        return build_openai_model(
            api_key=secret,
            base_url=url,
            model=name,
            timeouts=settings.model_times,
            max_tokens=settings.model_max_tokens,
        )

    first = model(settings.openai_api_key, settings.openai_base_url, settings.model)
    second_key = settings.second_api_key or settings.openai_api_key
    second = model(second_key, settings.second_base_url or settings.openai_base_url, settings.second_model)
    return first, second if first else None
