"""The order cache in a Redis instance that several replicas share.

Redis holds the rows and nothing derived from them, so replicas of different releases may share it as long as they use
the same layout (``_LAYOUT``). Redis decides expiry and age: the replicas' clocks do not matter.

Invalidation leaves a version behind for longer than any read takes. A replica that started a read before another one
stored an event finds the version changed, and does not cache the outdated rows.
"""

import json
import logging
from collections.abc import Awaitable
from datetime import datetime
from functools import lru_cache
from typing import Any, Self, cast
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.contract import SourceReport
from rewards.cache.memory_cache import CachedSnapshot
from rewards.cache.snapshot import Snapshot
from rewards.ledger.evidence import Evidence
from rewards.sources.gathering import Gathered
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedInstant, PedRow, parse_row

_LOG = logging.getLogger(__name__)
_LAYOUT = "rewards:3"
_TIMEOUT_S = 0.05  # a cache slower than the databases is useless
_VERSION_KEPT_S = 60  # several times the longest deadline
_LARGEST_BYTES = 1_000_000
_SNAPSHOT, _OWNERS = "snapshot", "owners"  # fields of an entry: the owners can be read without the rows
_PUT_IF_UNCHANGED = """
if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then
  redis.call('HSET', KEYS[2], 'snapshot', ARGV[2], 'owners', ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
  return 1
end
return 0
"""


class RedisCache:
    """A cache in Redis. While Redis fails, nothing is cached and the databases are read."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._put = redis.register_script(_PUT_IF_UNCHANGED)

    @classmethod
    def at(cls, address: str) -> Self:
        """Return a cache that connects on first use, to a URL such as ``redis://host:6379/0`` or ``unix:///path``."""
        return cls(Redis.from_url(address, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S))

    async def get(self, business_reference_id: str) -> CachedSnapshot | None:
        key = _entry_key(business_reference_id)
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.hget(key, _SNAPSHOT)
                pipeline.pttl(key)
                text, left_ms = await pipeline.execute()
        except (RedisError, OSError):
            _LOG.warning("the shared cache could not be read")
            return None
        return None if text is None else _decode(business_reference_id, text, left_ms=left_ms)

    async def owners(self, business_reference_id: str) -> frozenset[str]:
        try:
            text = await cast(Awaitable[bytes | None], self._redis.hget(_entry_key(business_reference_id), _OWNERS))
        except (RedisError, OSError):
            _LOG.warning("the shared cache could not be read")
            return frozenset()
        return frozenset() if text is None else frozenset(json.loads(text))

    async def version(self, business_reference_id: str) -> str:
        try:
            version = await self._redis.get(_version_key(business_reference_id))
        except (RedisError, OSError):
            return uuid4().hex  # equals no version, so that the current read is not cached
        return version.decode() if isinstance(version, bytes) else version or ""

    async def put(self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, version: str) -> None:
        keep_ms = int(keep_s * 1000)
        text = _encode(snapshot, keep_ms=keep_ms)
        if len(text) > _LARGEST_BYTES:
            return
        owners = json.dumps(sorted(snapshot.evidence.owners))
        keys = [_version_key(business_reference_id), _entry_key(business_reference_id)]
        try:
            await cast(Awaitable[object], self._put(keys=keys, args=[version, text, owners, keep_ms]))
        except (RedisError, OSError):
            _LOG.warning("the shared cache could not be written")

    async def invalidate(self, business_reference_id: str) -> None:
        try:
            async with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.set(_version_key(business_reference_id), uuid4().hex, ex=_VERSION_KEPT_S)
                pipeline.delete(_entry_key(business_reference_id))
                await pipeline.execute()
        except (RedisError, OSError):
            # The event is stored and must be acknowledged; the cached order is outdated until it expires.
            _LOG.error("an order could not be invalidated in the shared cache")

    async def aclose(self) -> None:
        await self._redis.aclose()


# The braces keep both keys of an order on one node of a cluster.
def _entry_key(business_reference_id: str) -> str:
    return f"{_LAYOUT}:order:{{{business_reference_id}}}"


def _version_key(business_reference_id: str) -> str:
    return f"{_LAYOUT}:version:{{{business_reference_id}}}"


def _encode(snapshot: Snapshot, *, keep_ms: int) -> bytes:
    evidence = snapshot.evidence
    content = {
        "keepMs": keep_ms,
        "asOf": snapshot.as_of.isoformat(),
        "ped": [_encode_ped(row) for row in evidence.ped or ()],
        "items": [row.model_dump(mode="json", by_alias=True) for row in evidence.items or ()],
        "events": [
            {"source": row.source, "row": row.model_dump(mode="json", by_alias=True)} for row in evidence.events
        ],
        "reports": [report.model_dump(mode="json", by_alias=True) for report in snapshot.gathered.reports],
    }
    return json.dumps(content, separators=(",", ":")).encode()


def _decode(business_reference_id: str, text: bytes, *, left_ms: int) -> CachedSnapshot | None:
    """Return the cached snapshot, or None if the entry has another layout."""
    try:
        content: dict[str, Any] = json.loads(text)
        evidence = Evidence(
            business_reference_id=business_reference_id,
            ped=tuple(parse_row(PedRow, raw) for raw in content["ped"]),
            items=tuple(parse_row(LineItemRow, raw) for raw in content["items"]),
            events=tuple(parse_row(_event_model(raw["source"]), raw["row"]) for raw in content["events"]),
            events_complete=True,  # a partial snapshot is never cached
        )
        reports = [SourceReport.model_validate(raw) for raw in content["reports"]]
        snapshot = Snapshot(Gathered(evidence, reports), datetime.fromisoformat(content["asOf"]))
        return CachedSnapshot(snapshot, (content["keepMs"] - left_ms) / 1000)
    except (MalformedRow, KeyError, TypeError, ValueError):
        _LOG.warning("the shared cache holds an entry of another layout")
        return None


@lru_cache(maxsize=64)
def _event_model(source: str) -> type[EventRow]:
    """Return the model of a source's events: the source is an attribute of the model, not a field of a row."""
    if source == EventRow.source:
        return EventRow
    if not isinstance(source, str):
        raise TypeError("the name of a source is not a string")
    return type(EventRow.__name__, (EventRow,), {"__module__": __name__, "source": source})


def _encode_ped(row: PedRow) -> dict[str, Any]:
    """Return a PED row with its writer's own times, so that v1 and v2 are the same with and without the cache."""
    raw = row.model_dump(mode="json", by_alias=True)
    times = {name: getattr(row, name) for name in type(row).model_fields}
    instants = {
        PedRow.model_fields[name].alias: value.raw for name, value in times.items() if isinstance(value, PedInstant)
    }
    return raw | {alias: value for alias, value in instants.items() if alias is not None}
