"""Who acts in a task of steps: their clients of both services, and the conversations that they have."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from evals.harness.service_under_test import ModelServer, ServiceUnderTest
from evals.harness.task import Task
from evals.steps.actor import Actor
from evals.steps.state_steps import Service
from evals.steps.step import NEW, NOBODY
from evals.steps.step_services import Bearer, StepServices

_OWN = "the task's principal"


class StepActors:
    """The principals of a task by name. Clients are closed with ``closing``."""

    def __init__(
        self,
        task: Task,
        services: StepServices,
        folder: Path,
        *,
        server: ModelServer | None,
        model: Callable[[], str],
        closing: AsyncExitStack,
    ) -> None:
        self._task, self._services, self._folder = task, services, folder
        self._server, self._model, self._closing = server, model, closing
        self._clients: dict[tuple[str, Service, Service], httpx.AsyncClient] = {}
        self._latest: dict[str, ServiceUnderTest] = {}
        self._by_id: dict[tuple[str, str], ServiceUnderTest] = {}

    def name(self, actor: str | None) -> str:
        """Return the name of an actor for a report."""
        return actor or _OWN

    def actor(self, actor: str | None) -> Actor:
        """Return the identity of an actor; the task's principal has no name."""
        if actor is None:
            return Actor(**self._task.principal.model_dump())
        return self._task.principals[actor]

    def client(self, actor: str | None, service: Service, token_for: Service | None = None) -> httpx.AsyncClient:
        """Return the client of an actor; ``token_for`` is the audience of the token, by default the service."""
        key = (actor or "", service, token_for or service)
        if key not in self._clients:
            auth = None if actor == NOBODY else Bearer(self.actor(actor), self._services, token_for or service)
            client = self._clients[key] = self._services.client(service, auth)
            self._closing.push_async_callback(client.aclose)
        return self._clients[key]

    def conversation(self, actor: str | None, wanted: str | None) -> ServiceUnderTest:
        """Return the conversation in which an actor asks: their latest one, a new one, or one by its id."""
        name = actor or ""
        if wanted is None and name in self._latest:
            return self._latest[name]
        known = self._by_id.get((name, wanted or ""))
        if known is None:
            known = self._begun(actor, None if wanted in (None, NEW) else wanted)
        self._latest[name] = known
        return known

    def note(self, actor: str | None, conversation: ServiceUnderTest) -> None:
        """Remember a conversation by its id, which it has from its first answer on."""
        if conversation.conversation_id is not None:
            self._by_id[actor or "", conversation.conversation_id] = conversation

    def _begun(self, actor: str | None, conversation_id: str | None) -> ServiceUnderTest:
        return ServiceUnderTest(
            self._task,
            chat=self.client(actor, "chat"),
            double=self._services.double,
            folder=self._folder,
            server=self._server,
            model=self._model(),
            conversation_id=conversation_id,
        )
