"""The order cache in a Redis instance that several replicas share.

Redis holds the rows and nothing derived from them, so replicas of different releases may share it as long as they use
the same layout (``rewards.cache.redis_keys``). Redis decides expiry and age: the replicas' clocks do not matter.

Whoever publishes a change deletes the entry and the lease of the order in the same transaction
(``rewards/replicas/redis_channel.py``). A replica that started a read before finds its lease gone, and does not cache
the outdated rows.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, Self, cast
from uuid import uuid4

from pydantic.dataclasses import dataclass
from redis.asyncio import Redis

from core.contract import SourceReport
from rewards.cache.memory_cache import CachedSnapshot
from rewards.cache.redis_keys import GENERATION, REDIS_FAILURES, entry_key, lease_key, redis_at
from rewards.cache.snapshot import Snapshot
from rewards.ledger.evidence import Evidence
from rewards.sources.gathering import Gathered
from rewards.stores.row_fields import row_fields
from rewards.stores.rows import (
    ROW_CONFIG,
    EventRow,
    LineItemRow,
    MalformedRow,
    PedInstant,
    PedRow,
    parse_row,
    row_adapter,
)

_LOG = logging.getLogger(__name__)
_TIMEOUT_S = 0.05  # a cache slower than the databases is useless
_LEASE_KEPT_S = 60  # several times the longest deadline
_LARGEST_BYTES = 1_000_000
_NOT_TO_BE_CACHED = ""  # a version that no order has
_PUT_IF_LEASED = """
local generation = redis.call('GET', KEYS[1])
local lease = redis.call('GET', KEYS[2])
if generation and lease and generation .. ':' .. lease == ARGV[1] then
  local is_current = redis.call('HGET', KEYS[3], 'generation') == generation
  if is_current and redis.call('PTTL', KEYS[3]) > tonumber(ARGV[4]) then
    return
  end
  redis.call('HSET', KEYS[3], 'generation', generation, 'snapshot', ARGV[2], 'owners', ARGV[3])
  redis.call('PEXPIRE', KEYS[3], ARGV[4])
end
"""


class RedisCache:
    """A cache in Redis. While Redis fails, nothing is cached and the databases are read.

    ``may_use`` says whether Redis can be relied on for an order: not while this process is out of contact with it, and
    not while a change of the order waits to be published. An order that it denies is not looked up, nor cached.
    """

    def __init__(self, redis: Redis, *, may_use: Callable[[str], bool]) -> None:
        self._redis = redis
        self._may_use = may_use
        self._put = redis.register_script(_PUT_IF_LEASED)

    @classmethod
    def at(cls, address: str, *, may_use: Callable[[str], bool]) -> Self:
        """Return a cache that connects on first use; see ``redis_at``."""
        return cls(redis_at(address), may_use=may_use)

    async def get(self, business_reference_id: str) -> CachedSnapshot | None:
        if not self._may_use(business_reference_id):
            return None
        key = entry_key(business_reference_id)
        try:
            async with asyncio.timeout(_TIMEOUT_S), self._redis.pipeline(transaction=False) as pipeline:
                pipeline.get(GENERATION)
                pipeline.hmget(key, "generation", "snapshot")
                pipeline.pttl(key)
                generation, (stored_in, text), left_ms = await pipeline.execute()
        except REDIS_FAILURES:
            _LOG.warning("the shared cache could not be read")
            return None
        if text is None or stored_in != generation:
            return None
        return _decode(business_reference_id, text, left_ms=left_ms)

    def at_hand(self, business_reference_id: str) -> Snapshot | None:
        """Return None: what Redis holds are rows, without anything that was derived from them."""

    async def owners(self, business_reference_id: str) -> frozenset[str]:
        if not self._may_use(business_reference_id):
            return frozenset()
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                text = await cast(Awaitable[bytes | None], self._redis.hget(entry_key(business_reference_id), "owners"))
            return frozenset() if text is None else frozenset(json.loads(text))
        except REDIS_FAILURES:
            _LOG.warning("the shared cache could not be read")
            return frozenset()

    async def version(self, business_reference_id: str) -> str:
        if not self._may_use(business_reference_id):
            return _NOT_TO_BE_CACHED
        key = lease_key(business_reference_id)
        try:
            async with asyncio.timeout(_TIMEOUT_S), self._redis.pipeline(transaction=True) as pipeline:
                pipeline.set(GENERATION, uuid4().hex, nx=True)
                pipeline.get(GENERATION)
                pipeline.set(key, uuid4().hex, nx=True, ex=_LEASE_KEPT_S)  # concurrent readers share a lease
                pipeline.get(key)
                _, generation, _, lease = await pipeline.execute()
            return f"{generation.decode()}:{lease.decode()}"
        except REDIS_FAILURES:
            return _NOT_TO_BE_CACHED

    async def put(
        self, business_reference_id: str, snapshot: Snapshot, *, keep_s: float, age_s: float, version: str
    ) -> None:
        if version == _NOT_TO_BE_CACHED or not self._may_use(business_reference_id):
            return
        keep_ms = int(keep_s * 1000)
        left_ms = keep_ms - int(age_s * 1000)
        text = _encode(snapshot, keep_ms=keep_ms)
        if len(text) > _LARGEST_BYTES:
            return
        owners = json.dumps(sorted(snapshot.evidence.owners))
        keys = [GENERATION, lease_key(business_reference_id), entry_key(business_reference_id)]
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await cast(Awaitable[object], self._put(keys=keys, args=[version, text, owners, left_ms]))
        except REDIS_FAILURES:
            _LOG.warning("the shared cache could not be written")

    def drop(self, business_reference_id: str) -> None:
        """Do nothing: this process holds no copy, and the publication drops what is shared."""

    def drop_all(self) -> None:
        """Do nothing, as ``drop``."""

    async def aclose(self) -> None:
        await self._redis.aclose()


def _encode(snapshot: Snapshot, *, keep_ms: int) -> bytes:
    evidence = snapshot.evidence
    content = {
        "keepMs": keep_ms,
        "asOf": snapshot.as_of.isoformat(),
        "ped": [_encode_ped(row) for row in evidence.ped or ()],
        "items": [_encode_row(row) for row in evidence.items or ()],
        "events": [{"source": row.source, "row": _encode_row(row)} for row in evidence.events],
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
    model = type(EventRow.__name__, (EventRow,), {"__module__": __name__, "source": source})
    declared = dataclass(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)(model)
    return cast(type[EventRow], declared)


def _encode_row(row: PedRow | LineItemRow | EventRow) -> dict[str, Any]:
    encoded: dict[str, Any] = row_adapter(type(row)).dump_python(row, mode="json", by_alias=True)
    return encoded


def _encode_ped(row: PedRow) -> dict[str, Any]:
    """Return a PED row with its writer's own times, so that v1 and v2 are the same with and without the cache."""
    times = {field.name: getattr(row, field.attribute) for field in row_fields(PedRow)}
    return _encode_row(row) | {name: time.raw for name, time in times.items() if isinstance(time, PedInstant)}
