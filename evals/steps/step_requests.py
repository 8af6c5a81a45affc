"""Makes the requests of steps, and records what each brought about."""

from dataclasses import replace
from pathlib import Path

import httpx

from evals.harness.rewards_double import RewardsDouble
from evals.harness.turn_observer import Observations, observed_turn
from evals.steps.open_stream import OpenStream
from evals.steps.saved_values import SavedValues
from evals.steps.seen_step import SeenStep
from evals.steps.step import Request, StreamStep
from evals.steps.step_actors import StepActors
from evals.steps.written_files import AuditTail, StoredText

_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class StepRequests:
    """Sends requests as their actors, with saved values filled in."""

    def __init__(self, actors: StepActors, double: RewardsDouble, folder: Path, saved: SavedValues) -> None:
        self._actors, self._double, self._saved = actors, double, saved
        self._audit, self._stored = AuditTail(folder), StoredText(folder)

    async def send(self, number: int, step: Request) -> SeenStep:
        """Send one request and read the whole response."""
        mark = self._marked()
        client = self._actors.client(step.actor, step.service, step.token_for)
        with observed_turn() as observations:
            response = await client.send(self._built(client, step.request, step))
        may_store = step.service == "chat" and response.request.method in _CHANGING
        return replace(
            self._seen(number, step, response, mark, observations),
            text=response.text,
            stored=self._stored.read() if may_store else "",
        )

    async def open(self, number: int, step: StreamStep) -> tuple[OpenStream | None, SeenStep]:
        """Open a stream. A response that is no stream is read as a whole."""
        mark = self._marked()
        client = self._actors.client(step.actor, step.service)
        with observed_turn() as observations:
            response = await client.send(self._built(client, step.stream, step), stream=True)
        seen = self._seen(number, step, response, mark, observations)
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return OpenStream(response), seen
        return None, replace(seen, text=(await response.aread()).decode())

    def _marked(self) -> "_Mark":
        self._audit.read()  # what was recorded since the last request, by a stream that is open
        return _Mark(self._double)

    def _built(self, client: httpx.AsyncClient, target: str, step: Request | StreamStep) -> httpx.Request:
        fill = self._saved.fill
        method, _, path = fill(target).partition(" ")
        headers = dict(fill(step.headers))
        if isinstance(step, StreamStep):
            headers.setdefault("Accept", "text/event-stream")
        content = fill(step.text).encode() if isinstance(step, Request) and step.text is not None else None
        body = None if step.body is None else fill(step.body)
        query = fill(step.query) or None
        return client.build_request(method, path, params=query, headers=headers, json=body, content=content)

    def _seen(
        self,
        number: int,
        step: Request | StreamStep,
        response: httpx.Response,
        mark: "_Mark",
        observations: Observations,
    ) -> SeenStep:
        audit, audit_text = self._audit.read()
        return SeenStep(
            number=number,
            title=step.title,
            actor=self._actors.name(step.actor),
            status=response.status_code,
            headers=dict(response.headers),
            requests=tuple(self._double.requests[mark.requests :]),
            unexpected_requests=tuple(self._double.unexpected_requests[mark.unexpected :]),
            audit=tuple(audit),
            audit_text=audit_text,
            logs=tuple(observations.logs),
        )


class _Mark:
    """How much had been recorded before a request."""

    def __init__(self, double: RewardsDouble) -> None:
        self.requests = len(double.requests)
        self.unexpected = len(double.unexpected_requests)
