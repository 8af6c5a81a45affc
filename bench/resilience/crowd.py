"""The load of the drill: clients that ask all the time, and a writer that posts events, each keeping what it saw."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

import httpx

from rewards.demo import STORY_ORDER

QUESTION = f"What is left on order {STORY_ORDER}?"
# Every true amount of the story's order; promised and granted must never be stated as remaining.
TRUE_AMOUNTS = {"100.00", "36.00", "64.00", "15.00", "21.00", "34.00", "30.00"}
_AMOUNT = re.compile(r"₹\s?([\d,]+(?:\.\d+)?)")
_WRONG_REST = re.compile(r"₹(?!64\.00|34\.00|30\.00)[\d.,]+ (?:remains|is left|is still)")
_PAUSE_S = 0.5
_TURN_WITHIN_S = 90.0


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """One turn as its client saw it. ``verdict`` is one of ``VERDICTS``."""

    at_s: float
    took_s: float
    verdict: str
    conversation_id: str | None = None


# From best to worst. Everything but ``wrong`` is honest.
VERDICTS = ("right", "right, no model", "partial", "unavailable", "refused", "broken off", "wrong")


@dataclass(slots=True)
class Crowd:
    """Clients of the chat service. ``seen`` grows for as long as they run."""

    url: str
    token: str
    size: int
    seen: list[SeenAnswer] = field(default_factory=list)

    async def run(self) -> None:
        """Ask until cancelled."""
        async with httpx.AsyncClient(timeout=_TURN_WITHIN_S, limits=httpx.Limits(max_connections=None)) as http:
            await asyncio.gather(*(self._ask_for_ever(http) for _ in range(self.size)))

    async def _ask_for_ever(self, http: httpx.AsyncClient) -> None:
        while True:
            began = monotonic()
            verdict, conversation_id = await self._ask(http)
            self.seen.append(SeenAnswer(monotonic(), monotonic() - began, verdict, conversation_id))
            await asyncio.sleep(_PAUSE_S)

    async def _ask(self, http: httpx.AsyncClient) -> tuple[str, str | None]:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"}
        name, last = "", None
        try:
            async with http.stream("POST", self.url, json={"message": QUESTION}, headers=headers) as response:
                if response.status_code != 200:
                    return ("refused" if response.status_code < 600 else "broken off"), None
                async for line in response.aiter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: ") and name in ("answer.completed", "run.failed"):
                        last = json.loads(line[6:])
        except httpx.HTTPError:
            return "broken off", None
        if last is None:
            return "broken off", None
        if name == "run.failed" or "answer" not in last:
            return "unavailable", None
        return judge(last["answer"])


def judge(answer: dict[str, object]) -> tuple[str, str | None]:
    """Return the verdict on an answer, and the id of its conversation if the answer says that it was stored."""
    text = str(answer["text"])
    kept = str(answer["conversationId"]) if answer.get("kept", True) else None
    amounts = {found.replace(",", "") for found in _AMOUNT.findall(text)}
    if amounts - TRUE_AMOUNTS or _WRONG_REST.search(text):
        return "wrong", kept
    if answer["outcome"] == "partial":
        return "partial", kept
    if answer["outcome"] != "answered":
        return "unavailable", kept
    if "64.00" not in amounts:
        return "wrong", kept
    return ("right, no model" if answer["degraded"] else "right"), kept


@dataclass(slots=True)
class EventWriter:
    """Posts one event after the other; ``acknowledged`` holds the ids that the service has confirmed."""

    url: str
    token: str
    order: str
    acknowledged: list[str] = field(default_factory=list)
    _count: int = 0

    async def run(self) -> None:
        """Post until cancelled. What is not acknowledged is posted again, as a writer does."""
        async with httpx.AsyncClient(timeout=5) as http:
            while True:
                self._count += 1
                await self._post(http, f"EV-DRILL-{self._count}")
                await asyncio.sleep(0.1)

    async def _post(self, http: httpx.AsyncClient, event_id: str) -> None:
        event = {
            "eventId": event_id,
            "type": "ISSUED",
            "businessReferenceId": self.order,
            "promotionId": "PROMO-DRILL",
            "benefitId": "BEN-DRILL",
            "customerId": "CUST-DRILL",
            "amountMinor": 100,
            "currency": "INR",
            "eventTime": datetime.now(UTC).isoformat(),
        }
        while True:
            try:
                response = await http.post(
                    f"{self.url}/concession-events", json=event, headers={"Authorization": f"Bearer {self.token}"}
                )
            except httpx.HTTPError:
                await asyncio.sleep(0.2)
                continue
            if response.status_code in (200, 201):
                self.acknowledged.append(event_id)
                return
            await asyncio.sleep(0.2)


def counted(seen: list[SeenAnswer]) -> str:
    """Return how many answers had each verdict, worst last."""
    counts = Counter(answer.verdict for answer in seen)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])


async def until(condition: Callable[[], Awaitable[bool]], *, within_s: float) -> float | None:
    """Return the seconds until a condition held, None if it did not in time."""
    began = monotonic()
    while monotonic() - began < within_s:
        if await condition():
            return monotonic() - began
        await asyncio.sleep(0.1)
    return None
