"""The service over DynamoDB answers for the demo's order, and keeps its connections open until it stops."""

import httpx
import pytest

from rewards.app import create_app
from rewards.demo import DEMO_WORLD, STORY_ORDER
from rewards.errors import StoreUnavailable
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.rewards.conftest import ASHA, CLOCK, TOKENS

pytestmark = pytest.mark.slow


async def test_story_order_is_answered_from_dynamodb(dynamodb_settings: DynamoDbSettings) -> None:
    store = DynamoDbStore(dynamodb_settings)
    store.create_tables()
    load_jsonl(DEMO_WORLD, store)
    app = create_app(store=store, tokens=TOKENS, clock=CLOCK, settings=RewardsSettings(source_timeout_ms=5000))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rewards.test", headers=ASHA) as client,
    ):
        order = (await client.get(f"/promotion-executions/{STORY_ORDER}/cashback")).json()
        window = {"version": "2", "from": "2026-09-26T00:00:00+05:30", "to": "2026-09-27T00:00:00+05:30"}
        found = (await client.get("/customers/CUST-1001/promotion-executions", params=window)).json()
    (benefit,) = order["benefits"]
    amounts = {name: benefit["cashback"][name]["amountMinor"] for name in ("eligible", "granted", "remaining")}
    assert amounts == {"eligible": 10000, "granted": 3600, "remaining": 6400}
    (execution,) = found["data"]
    assert sum(len(promotion["benefits"]) for promotion in execution["promotions"]) == 3
    with pytest.raises(StoreUnavailable):
        await store.check()
