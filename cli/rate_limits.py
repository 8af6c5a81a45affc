"""The rate limits of the chat service, built from the settings."""

from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from api.settings import Settings
    from core.rate_limits import RateLimits


def configured_rate_limits(configured: "Settings") -> "RateLimits":
    """Return the rate limits of the service.

    Raises:
        UsageError: if the Redis that is to hold the counts cannot be used.
    """
    from limits.errors import ConfigurationError

    from api.chat_service import rate_limits

    try:
        return rate_limits(configured)
    except ConfigurationError as error:
        raise UsageError("REWARDS_AGENT_LIMITS_URL requires the extra 'redis' of this package") from error
    except ValueError as error:
        raise UsageError("REWARDS_AGENT_LIMITS_URL is not the address of a Redis server") from error
