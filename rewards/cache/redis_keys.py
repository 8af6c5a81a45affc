"""The keys that replicas share in Redis, and how the client is configured.

An order has an entry, and a lease that whoever reads the order takes before it begins to read. An entry is stored only
while the lease is unchanged, and belongs to a generation. So deletions alone outdate what is cached: an order by its
entry and its lease, every order by the generation. A Redis that is full accepts deletions, and one that evicts a lease
or the generation loses an entry and never revives one.
"""

from collections.abc import Iterable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

LAYOUT = "rewards:4"
GENERATION = f"{LAYOUT}:generation"
SERVER = f"{LAYOUT}:server"
REPLICAS = f"{LAYOUT}:replicas"
# For bytes that are not Redis' protocol, the client's parser raises what Python raises, or returns another type.
REDIS_FAILURES = (RedisError, OSError, ValueError, LookupError, TypeError, AttributeError)


def entry_key(business_reference_id: str) -> str:
    return f"{LAYOUT}:order:{business_reference_id}"


def lease_key(business_reference_id: str) -> str:
    return f"{LAYOUT}:lease:{business_reference_id}"


def keys_of(business_reference_ids: Iterable[str]) -> list[str]:
    """Return all keys to delete when these orders have changed."""
    return [key(order) for order in business_reference_ids for key in (entry_key, lease_key)]


def redis_at(address: str) -> Redis:
    """Return a client that connects on first use, to a URL such as ``redis://host:6379/0`` or ``unix:///path``.

    It makes one attempt, by default it would retry for seconds, and has no timeout: every caller sets one around its
    command. The client's own is an ``asyncio.wait_for``, which on Python 3.11 loses a cancellation that arrives with
    the result; a stream whose reader left in that moment would never end.
    """
    retry = Retry(NoBackoff(), retries=0)
    return Redis.from_url(address, socket_timeout=None, socket_connect_timeout=None, retry=retry)
