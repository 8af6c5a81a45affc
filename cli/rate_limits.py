"""How often one principal may ask, from the settings."""

from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from api.rate_limits import RateLimits
    from api.settings import Settings


def limits_of(configured: "Settings") -> "RateLimits":
    """Return the limits of the service.

    Raises:
        UsageError: when the counts cannot be kept where they should be.
    """
    from limits.errors import ConfigurationError

    from api.chat_service import rate_limits

    try:
        return rate_limits(configured)
    except ConfigurationError as error:
        raise UsageError("REWARDS_AGENT_LIMITS_URL needs the extra 'redis' of this package") from error
    except ValueError as error:
        raise UsageError("REWARDS_AGENT_LIMITS_URL is not the address of a Redis") from error
