"""The settings of DynamoDB and the mapping of the site's tables, with the identifiers that the mapping accepts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cli.errors import UsageError

if TYPE_CHECKING:
    from rewards.stores.dynamodb.settings import DynamoDbSettings


def dynamodb_settings(*, endpoint: str | None = None, mapping: Path | None = None) -> "DynamoDbSettings":
    """Return the settings of the environment, and accept the identifiers of the site from now on.

    ``endpoint`` and ``mapping`` are options that take precedence over the environment.

    Raises:
        UsageError: naming the settings, or the line of the mapping file, that cannot be used.
    """
    from pydantic import ValidationError

    from core.ids import SITE_IDENTIFIERS
    from core.settings_errors import settings_error_text
    from rewards.errors import MappingInvalid
    from rewards.stores.dynamodb.settings import DynamoDbSettings

    options: dict[str, Any] = {"endpoint": endpoint and _checked(endpoint), "mapping": mapping}
    try:
        configured = DynamoDbSettings(**{name: option for name, option in options.items() if option})
    except ValidationError as error:
        raise UsageError(settings_error_text(error, prefix="REWARDS_DYNAMODB_")) from error
    except MappingInvalid as error:
        raise UsageError(str(error)) from error
    if (ids := configured.mapping.ids) is not None:
        SITE_IDENTIFIERS.accept(ids.pattern, max_length=ids.max_length)
    return configured


def _checked(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("--endpoint must be an http or https address")
    return endpoint
