"""A client of the rewards API over routes that each test sets up."""

from collections.abc import AsyncIterator

import httpx
import pytest
import respx

from tests.harness import REWARDS
from tools.rewards_client import RewardsClient


@pytest.fixture
def router() -> respx.MockRouter:
    return respx.MockRouter(base_url=REWARDS)


@pytest.fixture
async def client(router: respx.MockRouter) -> AsyncIterator[RewardsClient]:
    transport = httpx.MockTransport(router.async_handler)
    client = RewardsClient(httpx.AsyncClient(base_url=REWARDS, transport=transport))
    yield client
    await client.aclose()
