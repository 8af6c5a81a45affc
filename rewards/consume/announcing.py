"""Where a consumer that is a process by itself announces changed orders."""

from collections.abc import Collection

from rewards.order_changes import OrderChanges
from rewards.settings import RewardsSettings


class NoChanges:
    """Nobody to announce changes to: other processes see them when their cached orders expire."""

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        """Return."""


class SharedCacheChanges:
    """The cache that the processes of the rewards API share."""

    def __init__(self, address: str) -> None:
        from rewards.cache.redis_cache import RedisCache  # its library is installed where it is used

        self._cache = RedisCache.at(address)

    async def publish(self, business_reference_ids: Collection[str]) -> None:
        for order in business_reference_ids:
            await self._cache.invalidate(order)


def shared_changes(settings: RewardsSettings) -> OrderChanges | None:
    """Return where changes are announced to the processes of the rewards API; None without a Redis."""
    return None if settings.redis_url is None else SharedCacheChanges(settings.redis_url.get_secret_value())
