"""The settings of DynamoDB and the mapping of the site's tables, with the identifiers that the mapping accepts."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from rewards.stores.dynamodb.settings import DynamoDbSettings


def dynamodb_settings(*, mapping: Path | None = None) -> "DynamoDbSettings":
    """Return the settings of the environment, and accept the identifiers of the site from now on.

    ``mapping`` is a file to use in place of the one that ``REWARDS_MAPPING`` names.

    Raises:
        UsageError: naming the settings, or the line of the mapping file, that cannot be used.
    """
    from pydantic import ValidationError

    from core.ids import SITE_IDENTIFIERS
    from rewards.errors import MappingInvalid
    from rewards.stores.dynamodb.settings import DynamoDbSettings

    try:
        configured = DynamoDbSettings() if mapping is None else DynamoDbSettings.with_mapping(mapping)
    except ValidationError as error:
        names = sorted({f"REWARDS_DYNAMODB_{str(detail['loc'][0]).upper()}" for detail in error.errors()})
        raise UsageError("a setting cannot be used: " + ", ".join(names)) from error
    except MappingInvalid as error:
        raise UsageError(str(error)) from error
    if (ids := configured.mapping.ids) is not None:
        SITE_IDENTIFIERS.accept(ids.pattern, max_length=ids.max_length)
    return configured
