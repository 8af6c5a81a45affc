"""The whole product in one process: the rewards API on the embedded store with demo data, and the chat service."""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from fastapi import FastAPI

from api.chat_service import ChatService, build_service
from api.settings import Settings
from cli.chosen_store import open_store
from cli.errors import UsageError
from cli.options import clock, data_folder, rewards_settings, settings
from cli.startup_errors import startup_errors_reported
from cli.token_trust import data_secret, development_tokens
from core.clock import Clock, SystemClock
from core.contract import SourceName
from core.http.in_process_transport import InProcessTransport
from core.identity.tokens import Tokens
from rewards.app import create_app as create_rewards
from rewards.demo import DEMO_ATTENTION, DEMO_NOW, DEMO_WORLD
from rewards.demo.dated_world import world_on
from rewards.ingest.row_files import load_jsonl
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from rewards.worklist.refresh import WorklistRefresh
from statements.approved_texts import load_knowledge

DEMO_KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@dataclass(frozen=True, slots=True)
class DemoStack:
    """The services behind ``demo``, ``ask`` and ``explain``."""

    service: ChatService
    rewards: FastAPI
    tokens: Tokens
    clock: Clock
    store: Store
    settings: Settings

    async def aclose(self) -> None:
        await self.service.aclose()
        self.store.close()


def build_demo(arguments: argparse.Namespace) -> DemoStack:
    """Build the services over ``--data``; the demo data is loaded only into an empty store.

    Raises:
        UsageError: in production, or if the data folder cannot be used.
    """
    configured = settings()
    if configured.environment == "production":
        raise UsageError("the demo does not run in production")
    data = data_folder(arguments.data)
    time = clock(arguments, configured)
    tokens = development_tokens(configured, data, time)
    store = _filled_store(data, DEMO_NOW if arguments.now else time.now())
    sources = standard_sources(store)
    if arguments.fail:
        sources = with_failure(sources, SourceName(arguments.fail))
    rewards = create_rewards(store=store, sources=sources, tokens=tokens, clock=time, settings=rewards_settings())
    http = httpx.AsyncClient(base_url="http://rewards/", transport=InProcessTransport(rewards))
    with startup_errors_reported(data):
        service = build_service(
            configured,
            data=data,
            secret=data_secret(configured, data),
            tokens=tokens,
            clock=time,
            rewards=http,
            knowledge=load_knowledge(configured.knowledge or DEMO_KNOWLEDGE),
        )
    return DemoStack(service, rewards, tokens, time, store, configured)


@asynccontextmanager
async def running_demo(arguments: argparse.Namespace) -> AsyncIterator[DemoStack]:
    """Build the services, and close them at the end of the block."""
    stack = build_demo(arguments)
    try:
        yield stack
    finally:
        await stack.aclose()


def _filled_store(data: Path, now: datetime) -> Store:
    """Open the store of a data folder, with the demo data of this day if it is empty."""
    store = open_store(data)
    if store.is_empty():
        today = now.astimezone(DEMO_NOW.tzinfo).date()
        lines = [line for world in (DEMO_WORLD, DEMO_ATTENTION) for line in world_on(today, world=world)]
        load_jsonl(lines, store)
        orders = {json.loads(line)["row"]["businessReferenceId"] for line in lines}
        # On a separate thread: the caller's may run an event loop already.
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(asyncio.run, _fill_worklist(store, orders)).result()
    return store


async def _fill_worklist(store: Store, orders: Collection[str]) -> None:
    refresh = WorklistRefresh(store, standard_sources(store), SystemClock())
    for order in sorted(orders):
        await refresh.require(order)
