"""The events of one order from every source that holds events, all of them or an error."""

import asyncio
from collections.abc import Sequence

from core.structured_concurrency import run_all
from rewards.errors import SourceFailed, SourceUnavailable, StoreUnavailable
from rewards.sources.base import OwnerSource
from rewards.sources.gathering import FOREIGN_ROW
from rewards.stores.rows import EventRow, MalformedRow

_TIMEOUT_S = 5.0


async def read_events(sources: Sequence[OwnerSource], business_reference_id: str) -> tuple[EventRow, ...]:
    """Return every event of an order. Continuing without one source could date a row wrongly.

    Raises:
        MalformedRow: if an event is malformed, or belongs to another order; ``fields`` begin with the source's name.
        StoreUnavailable: if the store failed.
        SourceUnavailable: if a source did not answer for another reason.
    """
    parts = await run_all(_events_of(source, business_reference_id) for source in sources)
    return tuple(event for part in parts for event in part)


async def _events_of(source: OwnerSource, business_reference_id: str) -> tuple[EventRow, ...]:
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            answer = await source.of_order(business_reference_id)
    except MalformedRow as error:
        raise MalformedRow(tuple(f"{source.name}.{name}" for name in error.fields)) from None
    except SourceFailed as error:
        if error.code == FOREIGN_ROW:
            raise _foreign(source) from None
        raise SourceUnavailable from error
    except StoreUnavailable:
        raise
    except Exception as error:
        raise SourceUnavailable from error  # a source may raise anything
    if any(event.business_reference_id != business_reference_id for event in answer.events):
        raise _foreign(source)
    return answer.events


def _foreign(source: OwnerSource) -> MalformedRow:
    return MalformedRow((f"{source.name}.businessReferenceId",))
