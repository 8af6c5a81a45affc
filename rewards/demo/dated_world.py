"""The demo world, moved by whole days: a search of the last 90 days finds its orders in any year."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rewards.demo import DEMO_NOW, DEMO_WORLD
from rewards.stores.base import Store
from rewards.stores.rows import read_ped_instant

_TIME_FIELDS = ("At", "Time")
_MILLISECONDS_FROM = 10**11
_DAY_S = 86_400


def world_on(today: date, *, world: Path = DEMO_WORLD) -> Iterator[str]:
    """Yield the lines of a demo world as if it took place on ``today``, a day in Asia/Kolkata."""
    days = (today - DEMO_NOW.date()).days
    with world.open(encoding="utf-8") as lines:
        for line in lines:
            envelope = json.loads(line)
            envelope["row"] = {name: _moved(name, value, days) for name, value in envelope["row"].items()}
            yield json.dumps(envelope, ensure_ascii=False)


async def created_on(store: Store, business_reference_id: str) -> date | None:
    """Return the day in Asia/Kolkata on which an order of the demo was created, None if the store does not say it."""
    for row in await store.ped_of_order(business_reference_id):
        if created_at := row.get("createdAt"):
            return read_ped_instant(created_at).at.astimezone(DEMO_NOW.tzinfo).date()
    return None


def _moved(name: str, value: Any, days: int) -> Any:
    if not name.endswith(_TIME_FIELDS):
        return value
    if isinstance(value, int):
        return value + days * _DAY_S * (1000 if value >= _MILLISECONDS_FROM else 1)
    return (datetime.fromisoformat(value) + timedelta(days=days)).isoformat()
