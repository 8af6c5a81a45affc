"""The receiver of hand-offs: what the webhook of a task was sent, and how it answers."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from evals.checks.canaries import found_in
from evals.steps.matchers import Expected, Fill, find, mismatch

_FIELDS = {
    "version", "type", "deliveryId", "requestedAt", "conversationId", "turn", "turns", "language", "orders", "reasons",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the webhook, and when it came."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def note(self) -> Any:
        return json.loads(self.body)


class HandoffReceiver:
    """Records each request, and answers it with a status. A redirect names an address that must not be asked."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.status = 204
        self.deliveries: list[Delivery] = []
        self._now = now

    def client(self) -> httpx.AsyncClient:
        """Return the client that the chat service posts with."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.deliveries.append(Delivery(request.method, str(request.url), headers, request.content, self._now()))
        return httpx.Response(self.status, headers={"Location": "https://elsewhere.example/"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What every delivery must fit: the address and the secret of the settings, and what no note may hold."""

    url: str
    secret: str
    secrets: Sequence[str]

    def problems(self, delivery: Delivery) -> Iterator[str]:
        """Yield what is wrong with a delivery, whatever the step expects of it."""
        if (delivery.method, delivery.url) != ("POST", self.url):
            yield f"{delivery.method} {delivery.url} is not the webhook"
            return
        note, moment = delivery.note, int(delivery.at.timestamp())
        signed = f"{moment}.".encode() + delivery.body
        digest = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        expected = {
            "content-type": "application/json",
            "idempotency-key": note.get("deliveryId"),
            "rewards-signature": f"t={moment},v1={digest}",
        }
        for name, value in expected.items():
            if delivery.headers.get(name) != value:
                yield f"header {name} is {delivery.headers.get(name)!r}, not {value!r}"
        if note.keys() != _FIELDS:
            yield f"the note has other fields: {', '.join(sorted(note.keys() ^ _FIELDS))}"
        yield from (f"{secret} is in the note" for secret in found_in(delivery.body.decode(), self.secrets))


def delivery_problems(
    deliveries: Sequence[Delivery], expected: Iterable[Mapping[str, Expected]], receipt: Receipt, fill: Fill
) -> Iterator[str]:
    """Yield what is wrong with the deliveries of a time, of which as many are expected as there are notes."""
    notes = list(expected)
    if len(deliveries) != len(notes):
        yield f"deliveries: expected {len(notes)}, found {len(deliveries)}"
    for number, (delivery, wanted) in enumerate(zip(deliveries, notes, strict=False), start=1):
        yield from (f"delivery {number}: {problem}" for problem in receipt.problems(delivery))
        for pointer, value in wanted.items():
            if (line := mismatch(value, find(delivery.note, pointer), fill)) is not None:
                yield f"delivery {number}: {pointer}: {line}"
