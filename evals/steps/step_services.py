"""The two services of a task of steps, wired as in production, over the files of the task; each can be restarted."""

from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Literal

import httpx
from starlette.types import ASGIApp

from api.app import create_app as create_chat
from api.chat_service import ChatService, build_service, rate_limits
from api.settings import Settings
from core.http.in_process_transport import InProcessTransport
from core.identity.issuers import delegation_tokens, production_issuers
from core.identity.jwks import KeySet
from core.identity.settings import IdentitySettings
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, Tokens, TokenVerifier
from evals.harness.injected_faults import Fault, RouteFault, SourceFault
from evals.harness.rewards_app import LONG_TIMEOUT_MS, FaultySources
from evals.harness.rewards_double import RewardsDouble
from evals.harness.service_under_test import SECRET, empty_conversations
from evals.harness.shared_setup import approved_texts, with_shared_routes
from evals.harness.task import Task
from evals.harness.turn_observer import ObservedPolicy
from evals.harness.world import World
from evals.steps.actor import Actor
from evals.steps.breakable_store import BreakableStore
from evals.steps.handoff_receiver import HandoffReceiver
from evals.steps.identity_provider import IdentityProvider, signed_token
from evals.steps.moving_clock import MovingClock
from evals.steps.state_steps import Service
from evals.steps.task_settings import parsed_settings
from rewards.app import create_app as create_rewards
from rewards.settings import RewardsSettings

_TOKEN_TTL = timedelta(minutes=10)
_AUDIENCES = {"chat": AUDIENCE_AGENT, "rewards": AUDIENCE_REWARDS}
# A busy machine must not look like a database that is down, and a test of times needs no real ones.
_ON_A_SLOW_MACHINE = {
    "REWARDS_SOURCE_TIMEOUT_MS": str(LONG_TIMEOUT_MS),
    "REWARDS_DEADLINE_MS": str(2 * LONG_TIMEOUT_MS),
}


class StepServices:
    """Rewards API and chat service of one task. Both read one clock, which steps advance."""

    def __init__(self, task: Task, world: World, folder: Path, *, model: dict[str, str]) -> None:
        """``model``: the settings by which the chat service finds the model that answers, empty without one."""
        self.clock = MovingClock(task.now)
        self._folder = folder
        self._names = {**_ON_A_SLOW_MACHINE, **model, **task.settings}
        self._identity = parsed_settings(IdentitySettings, self._names)
        self.tokens = self._signer()
        self.provider = IdentityProvider()
        self.handoffs = HandoffReceiver(self.clock.now)
        # Routes depend on settings, so only services with the same ones share them.
        self._routes = repr(sorted(task.settings.items()))
        self._store_path = world.store_file(folder)
        self.store = BreakableStore.open(self._store_path)
        self._sources = FaultySources(self.store)
        self._faults: Sequence[Fault] = task.faults
        self._apps: dict[str, ASGIApp] = {}
        self._running: dict[str, AsyncExitStack] = {}
        self.double = RewardsDouble(_not_started, tokens=self.tokens, has_lookups=True)
        self.chat: ChatService
        (folder / "conversations.sqlite3").write_bytes(empty_conversations())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run both services in the block."""
        try:
            await self._start_rewards()
            await self._start_chat()
            yield
        finally:
            for service in ("chat", "rewards"):
                if (stack := self._running.pop(service, None)) is not None:
                    await stack.aclose()
            self.store.close()

    def switch(self, faults: Sequence[Fault]) -> None:
        """Apply these faults from now on, and no others."""
        self._faults = faults
        self._sources.switch([fault for fault in faults if isinstance(fault, SourceFault)])
        self.store.switch(faults)
        self.double.switch([fault for fault in faults if isinstance(fault, RouteFault)])

    async def restart(self, service: Service) -> None:
        """Stop a service and start a new one over the same files."""
        await self._running.pop(service).aclose()
        if service == "chat":
            await self._start_chat()
            return
        self.store.close()
        self.store = BreakableStore.open(self._store_path)
        self._sources = FaultySources(self.store)
        await self._start_rewards()

    def app(self, service: Service) -> ASGIApp:
        """Return the application that runs now."""
        return self._apps[service]

    def client(self, service: Service, auth: httpx.Auth | None = None) -> httpx.AsyncClient:
        """Return a client of a service, which reaches the application that runs at each request."""
        return httpx.AsyncClient(base_url=f"http://{service}.eval", transport=_Current(self, service), auth=auth)

    def token(self, actor: Actor, service: Service, life: timedelta) -> str:
        """Return a new token of an actor for a service: the provider's in production."""
        if not self._identity.is_production:
            return self.tokens.mint(actor.principal(), audiences=(_AUDIENCES[service],), ttl=life)
        audience = self._identity.agent_audience if service == "chat" else self._identity.rewards_audience
        return signed_token(
            actor, actor.token, now=self.clock.now(), issuer=self._identity.issuer or "", audience=audience or ""
        )

    def _signer(self) -> Tokens:
        """Return what the chat service signs its lookups with."""
        identity = self._identity
        if identity.delegation_secret is not None:
            return delegation_tokens(identity.delegation_secret.get_secret_value(), clock=self.clock)
        return Tokens(SECRET, clock=self.clock, longest_life=identity.longest_token_life)

    def _verifier(self) -> TokenVerifier:
        """Return a new verifier of the tokens of callers, as each process has one."""
        if not self._identity.is_production:
            return self.tokens
        keys = KeySet(self._identity.jwks_url or "", transport=self.provider.transport())
        return production_issuers(self._identity, keys, delegated=self.tokens, clock=self.clock)

    async def _start_rewards(self) -> None:
        settings = parsed_settings(RewardsSettings, self._names)
        app = create_rewards(
            store=self.store,
            sources=self._sources.sources,
            tokens=self._verifier(),
            clock=self.clock,
            settings=settings,
            metrics_at=_place(settings.metrics),
        )
        self._apps["rewards"] = with_shared_routes(f"steps rewards {self._routes}", app)
        self._running["rewards"] = stack = AsyncExitStack()
        await stack.enter_async_context(app.router.lifespan_context(app))
        self.double.serve(app)
        self.switch(self._faults)

    async def _start_chat(self) -> None:
        settings = parsed_settings(Settings, self._names)
        limits = rate_limits(settings)
        self.chat = service = build_service(
            settings,
            data=self._folder,
            secret=SECRET,
            tokens=self.tokens,
            clock=self.clock,
            rewards=self.double.client(),
            knowledge=approved_texts(),
            make_policy=ObservedPolicy,
            webhook=None if settings.handoff_url is None else self.handoffs.client(),
        )
        self._running["chat"] = stack = AsyncExitStack()
        stack.push_async_callback(service.aclose)
        await stack.enter_async_context(service.agent.handoffs.running())
        app = create_chat(
            agent=service.agent,
            tokens=self._verifier(),
            on_close=service.aclose,
            limits=limits,
            readiness=service.readiness,
            audit_log=service.audit_log,
            embedding=settings.embedding,
            token_provider=settings.token_provider,
            metrics_at=_place(settings.metrics),
        )
        self._apps["chat"] = with_shared_routes(f"steps chat {self._routes}", app)


class Bearer(httpx.Auth):
    """Signs each request as an actor at the task's present; an actor with a life of its token gets one token only."""

    def __init__(self, actor: Actor, services: StepServices, service: Service) -> None:
        self._actor, self._services, self._service = actor, services, service
        life_s = actor.ttl_s
        self._token = None if life_s is None else services.token(actor, service, timedelta(seconds=life_s))

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.setdefault("Authorization", f"Bearer {self._token or self._new()}")
        yield request

    def _new(self) -> str:
        return self._services.token(self._actor, self._service, _TOKEN_TTL)


class _Current(httpx.AsyncBaseTransport):
    """Reaches the application of a service that runs at the time of each request."""

    def __init__(self, services: StepServices, service: Service) -> None:
        self._services, self._service = services, service

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await InProcessTransport(self._services.app(self._service)).handle_async_request(request)


def _place(setting: str) -> Literal["public", "off"]:
    """Return where metrics are served; a task listens nowhere."""
    return "public" if setting == "public" else "off"


async def _not_started(*_: object) -> None:
    raise RuntimeError("the rewards API of the task was not started")
