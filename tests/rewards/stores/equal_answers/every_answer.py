"""Everything that can be asked about a world over HTTP, and what the service answers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

import httpx

from rewards.sections import Section
from tests.rewards.conftest import LEAD, WRITER, agent_of
from tests.rewards.stores.equal_answers.held_out_world import HeldOutWorld
from tests.rewards.world import STRANGER, day
from tests.thoroughness import share

_Case = TypeVar("_Case")
Question = tuple[str, ...]  # who asks, the method, the address, and which page
Answers = dict[Question, "Answer"]
SECTIONS = ("", *(section.value for section in Section), "issuances,conflicts")
SEARCHES = list(product(("created", "reserved", "issued"), ("1", "2"), ("asc", "desc")))  # field, version, order
FORMS: list[tuple[str, dict[str, str]]] = [
    ("", {}),
    ("", {"version": "2"}),
    ("/cashback", {}),
    ("/cashback", {"promotionId": "PROMO-1"}),
    ("/cashback", {"promotionId": "PROMO-NONE"}),
    ("/issuances", {}),
    ("/issuances", {"from": day(0), "to": day(5)}),
]
# In days: one with everything, and one that cuts through the world.
WINDOWS = ((-30, 60), (-3, 4))
# How long the reads took, in the one and in the other.
_VARYING = {"server-timing", "content-length"}
# Which databases a search read: DynamoDB has no exact index of undated rows, and reads events to place more orders.
_SOURCES_OF_SEARCH = re.compile(rb'(?<="partial":false,)"sources":\[[^]]*\]\}\Z')
_LATENCY = re.compile(rb'"latencyMs":[^,}]+')
_MOST_PAGES = 100


@dataclass(frozen=True)
class Answer:
    """What the client receives, without how long the reads took."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: httpx.Response) -> "Answer":
        headers = sorted((name, value) for name, value in response.headers.items() if name not in _VARYING)
        body = _LATENCY.sub(b'"latencyMs":0', response.content)
        if response.request.url.path.startswith("/customers/"):
            body = _SOURCES_OF_SEARCH.sub(b'"sources":[]}', body)
        return cls(response.status_code, tuple(headers), body)


class Asking:
    """Collects the answers of one service: all of them, or a share, for a store in which each read is a request."""

    def __init__(self, client: httpx.AsyncClient, *, is_whole: bool) -> None:
        self._client = client
        self._is_whole = is_whole
        self.answers: Answers = {}

    async def post(self, world: HeldOutWorld) -> None:
        """Send the events that arrive later."""
        for number, event in enumerate(world.posted):  # one by one: the stand-ins mix up transactions that overlap
            response = await self._client.post("/concession-events", json=event, headers=WRITER)
            self.answers["writer", "POST", "/concession-events", str(number)] = Answer.of(response)

    async def everything(self, world: HeldOutWorld, *, page: int) -> Answers:
        """Return the answers to the questions, and those to posts; lists are read in pages of so many entries."""
        for number, order in enumerate(world.order_ids):
            await self._order(f"/promotion-executions/{order}", number, world.customers)
        for card in world.gift_cards:
            await self._pages(f"/gift-cards/{card}/issuances", {"limit": 1})
        for customer in world.customers:
            await self._customer(customer, page=page)
        return self.answers

    def _chosen(self, cases: Sequence[_Case], *, of: int, place: int) -> Sequence[_Case]:
        return cases if self._is_whole else share(cases, of=of, place=place)

    async def _order(self, path: str, number: int, customers: list[str]) -> None:
        await self._get(path, {"version": "1"})
        for sections in self._chosen(SECTIONS, of=3, place=number):
            # What is cached may hold more databases than these sections need.
            await self._get(path, {"version": "2", "include": sections, "fresh": "true"})
        for rest, parameters in self._chosen(FORMS, of=2, place=number):
            await self._get(path + rest, parameters, is_repeated=True)
        await self._get(path, {"version": "2", "fresh": "true"}, method="HEAD")
        await self._pages(f"{path}/issuances", {"limit": 2})
        for customer in {*customers, STRANGER}:  # one of them is the owner
            for parameters in ({}, {"version": "2"}):
                await self._get(path, parameters, asker=customer)

    async def _customer(self, customer: str, *, page: int) -> None:
        path = f"/customers/{customer}/promotion-executions"
        windows = list(product(WINDOWS, SEARCHES))
        for (start, end), (at, version, order) in self._chosen(windows, of=7, place=2):
            ends = {"from": day(start), "to": day(end), "timeField": at}
            await self._pages(path, ends | {"version": version, "order": order, "limit": page})
        ends = {"from": day(WINDOWS[0][0]), "to": day(WINDOWS[0][1])}
        for version, status in (("1", "ISSUED"), ("2", "PARTIALLY_ISSUED")):
            await self._pages(path, ends | {"version": version, "status": status, "limit": page})
        await self._pages(path, ends | {"version": "2", "include": "issuances", "limit": page}, asker=customer)

    async def _pages(self, path: str, parameters: Mapping[str, Any], *, asker: str = "lead") -> None:
        """Read a list to its end."""
        cursor: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            response = await self._get(path, {**parameters, **cursor}, asker=asker)
            following = response.json().get("nextCursor")
            if following is None:
                return
            cursor = {"cursor": following}
        raise AssertionError("a list does not end")

    async def _get(
        self,
        path: str,
        parameters: Mapping[str, Any],
        *,
        asker: str = "lead",
        method: str = "GET",
        is_repeated: bool = False,
    ) -> httpx.Response:
        """Ask once, and with ``is_repeated`` again with the tag of the first answer."""
        headers = LEAD if asker == "lead" else agent_of(asker)
        address = str(httpx.URL(path, params=parameters))
        response = await self._client.request(method, address, headers=headers)
        self.answers[asker, method, address, "first"] = Answer.of(response)
        if is_repeated and "etag" in response.headers:  # an answer with gaps has none
            held = headers | {"If-None-Match": response.headers["etag"]}
            self.answers[asker, method, address, "held"] = Answer.of(await self._client.get(address, headers=held))
        return response


def list_of(answers: Answers, path: str, parameters: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the entries of all pages that were read of a list."""
    cursor: dict[str, str] = {}
    while True:
        address = str(httpx.URL(path, params={**parameters, **cursor}))
        page = json.loads(answers["lead", "GET", address, "first"].body)
        yield from page["data"]
        if page["nextCursor"] is None:
            return
        cursor = {"cursor": page["nextCursor"]}
