"""The events of one order from every source that holds events, all of them or an error."""

import asyncio
from collections.abc import Sequence

from core.structured_concurrency import run_all
from rewards.errors import SourceUnavailable, StoreUnavailable
from rewards.sources.base import Contribution, OwnerSource
from rewards.stores.rows import EventRow, MalformedRow

_TIMEOUT_S = 5.0


async def read_events(
    sources: Sequence[OwnerSource], business_reference_id: str, benefit_key: tuple[str, str]
) -> tuple[EventRow, ...]:
    """Return every event of an order. Continuing without one source could date a row wrongly.

    Raises:
        MalformedRow: if an event that may be one of the benefit is malformed, or an event belongs to another order;
            ``fields`` begin with the source's name.
        StoreUnavailable: if the store failed.
        SourceUnavailable: if a source did not answer for another reason.
    """
    parts = await run_all(_contribution(source, business_reference_id) for source in sources)
    unreadable = [row for part in parts for row in part.unreadable if row.benefit_key in (None, benefit_key)]
    if unreadable:  # an earlier reservation may be among them
        raise MalformedRow(tuple(dict.fromkeys(f"{row.source}.{name}" for row in unreadable for name in row.fields)))
    return tuple(event for part in parts for event in part.events)


async def _contribution(source: OwnerSource, business_reference_id: str) -> Contribution:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            answer = await source.of_order(business_reference_id)
    except MalformedRow as error:
        raise MalformedRow(tuple(f"{source.name}.{name}" for name in error.fields)) from None
    except StoreUnavailable:
        raise
    except Exception as error:
        raise SourceUnavailable from error  # a source may raise anything
    if any(event.business_reference_id != business_reference_id for event in answer.events):
        raise _foreign(source)
    return answer


def _foreign(source: OwnerSource) -> MalformedRow:
    return MalformedRow((f"{source.name}.businessReferenceId",))
