"""Makes the requests of steps, and records what each brought about."""

import asyncio
from dataclasses import replace

import httpx

from evals.harness.rewards_double import RewardsDouble
from evals.harness.turn_observer import Observations, observed_turn
from evals.steps.audit_tail import AuditTail, shortened
from evals.steps.open_stream import OpenStream
from evals.steps.saved_values import SavedValues
from evals.steps.seen_step import SeenStep
from evals.steps.step import Request, StreamStep
from evals.steps.step_actors import StepActors

_ENDS_WITHIN_S = 5.0  # a response that has not ended by then is a stream that should not have been opened


class StepRequests:
    """Sends requests as their actors, with saved values filled in."""

    def __init__(self, actors: StepActors, double: RewardsDouble, audit: AuditTail, saved: SavedValues) -> None:
        self._actors, self._double, self._audit, self._saved = actors, double, audit, saved

    async def send(self, number: int, step: Request) -> SeenStep:
        """Send one request and read the whole response; of a stream that does not end, what came in time."""
        self._audit.added()  # what came before is not of this step
        mark = _Mark(self._double)
        client = self._actors.client(step.actor, step.service, step.token_for)
        with observed_turn() as observations:
            response = await client.send(self._built(client, step.request, step), stream=True)
            text = await _body(response)
        return replace(self._seen(number, step, response, mark, observations), text=text)

    async def open(self, number: int, step: StreamStep) -> tuple[OpenStream | None, SeenStep]:
        """Open a stream. A response that is no stream is read as a whole."""
        self._audit.added()  # what came before is not of this step
        mark = _Mark(self._double)
        client = self._actors.client(step.actor, step.service)
        with observed_turn() as observations:
            response = await client.send(self._built(client, step.stream, step), stream=True)
        seen = self._seen(number, step, response, mark, observations)
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return OpenStream(response), seen
        return None, replace(seen, text=(await response.aread()).decode())

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
        added = self._audit.added()
        return SeenStep(
            number=number,
            title=step.title,
            actor=self._actors.name(step.actor),
            method=response.request.method,
            service=step.service,
            url=str(response.request.url),
            status=response.status_code,
            headers=dict(response.headers),
            requests=tuple(self._double.requests[mark.requests :]),
            unexpected_requests=tuple(self._double.unexpected_requests[mark.unexpected :]),
            audit=tuple(map(shortened, added)),
            audit_text="\n".join(added),
            logs=tuple(observations.logs),
        )


async def _body(response: httpx.Response) -> str:
    """Return the body as text, and leave a stream that goes on, so that a refusal that is missing ends no run."""
    parts: list[str] = []
    try:
        async with asyncio.timeout(_ENDS_WITHIN_S):
            async for part in response.aiter_text():
                parts.append(part)
    except TimeoutError:
        pass
    finally:
        await response.aclose()
    return "".join(parts)


class _Mark:
    """How much had been recorded before a request."""

    def __init__(self, double: RewardsDouble) -> None:
        self.requests = len(double.requests)
        self.unexpected = len(double.unexpected_requests)
