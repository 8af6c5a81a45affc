"""The whole product in one process: rewards API on the embedded store, agent over it, demo world loaded."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

from api.chat_service import ChatService, build_service
from api.settings import Settings
from cli.chosen_store import open_store, usable_data
from cli.errors import UsageError
from cli.options import clock, data_folder, settings
from cli.token_trust import data_secret, development_tokens
from core.clock import Clock
from core.contract import SourceName
from core.identity.tokens import Tokens
from rewards.app import create_app as create_rewards
from rewards.demo import DEMO_WORLD
from rewards.ingest.row_files import load_jsonl
from rewards.settings import RewardsSettings
from rewards.sources.failing import with_failure
from rewards.sources.standard import standard_sources
from rewards.stores.base import Store
from statements.approved_texts import load_knowledge

DEMO_KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@dataclass(frozen=True, slots=True)
class DemoStack:
    """What `demo` serves and `ask` asks."""

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
    """Build it over ``--data``; the demo world is loaded only into an empty store.

    Raises:
        UsageError: when the data folder cannot be used.
    """
    configured = settings()
    if configured.environment == "production":
        raise UsageError("the demo does not run in production")
    data = data_folder(arguments.data)
    time = clock(arguments)
    tokens = development_tokens(configured, data, time)
    store = _filled_store(data)
    sources = standard_sources(store)
    if arguments.fail:
        sources = with_failure(sources, SourceName(arguments.fail))
    rewards = create_rewards(store=store, sources=sources, tokens=tokens, clock=time, settings=RewardsSettings())
    http = httpx.AsyncClient(base_url="http://rewards/", transport=httpx.ASGITransport(app=rewards))
    with usable_data(data):
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
    stack = build_demo(arguments)
    try:
        yield stack
    finally:
        await stack.aclose()


def _filled_store(data: Path) -> Store:
    store = open_store(data)
    if store.is_empty():
        load_jsonl(DEMO_WORLD, store)
    return store
