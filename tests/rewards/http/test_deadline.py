"""A deadline is of the answer: what the sources may take of it leaves time to make one."""

import asyncio
from dataclasses import replace

from core.contract import ExecutionV2, SourceStatus
from rewards.settings import MIN_DEADLINE_MS, TO_ANSWER_MS
from rewards.sources.base import Contribution, SourceKind
from rewards.sources.standard import standard_sources
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import READER, MakeClient
from tests.rewards.world import ORDER, load, ped_raw


class Stalled:
    name = "lineItems"
    kind = SourceKind.LINE_ITEMS

    async def of_order(self, business_reference_id: str) -> Contribution:
        await asyncio.Event().wait()
        return Contribution()


async def test_a_stalled_source_is_given_less_than_the_deadline(make_client: MakeClient, store: SqliteStore) -> None:
    load(store, ("p", ped_raw()))
    client = make_client(replace(standard_sources(store), line_items=Stalled()))
    query = {"version": "2", "deadlineMs": str(MIN_DEADLINE_MS)}
    answer = await client.get(f"/promotion-executions/{ORDER}", params=query, headers=READER)

    execution = ExecutionV2.model_validate_json(answer.content)
    (late,) = (report for report in execution.sources if report.source == "lineItems")
    assert (execution.partial, late.status) == (True, SourceStatus.TIMEOUT)
    assert 0 < late.latency_ms <= MIN_DEADLINE_MS - TO_ANSWER_MS
