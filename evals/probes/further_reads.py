"""Further reads of an order for the probe ``rewardsReads``, one of them for each order in turn.

The position, of the whole order and of one promotion; one section of the order; the issuances on one of its gift cards.
What the whole order says is compared with the rows by then, so these are compared with it, or with the rows.
"""

from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

import httpx

from evals.checks.ledger import history_problems, position_problems
from evals.checks.world_state import AllowedValues
from evals.oracles import sections
from evals.oracles.wire import Json
from evals.oracles.world_rows import instant

Reader = Callable[[httpx.AsyncClient, int, str, Json, AllowedValues], AsyncIterator[str]]


async def further_reads(
    client: httpx.AsyncClient, number: int, order: str, whole: Json, allowed: AllowedValues
) -> AsyncIterator[str]:
    """Yield what differs in the read whose turn it is, for the order with this number."""
    readers: tuple[Reader, ...] = (_position, _section, _gift_card)
    async for line in readers[number % len(readers)](client, number // len(readers), order, whole, allowed):
        yield f"{order}: {line}"


async def _position(
    client: httpx.AsyncClient, _: int, order: str, whole: Json, allowed: AllowedValues
) -> AsyncIterator[str]:
    path = f"/promotion-executions/{order}/cashback"
    position = (await client.get(path)).json()
    for line in position_problems(position, allowed, instant(whole["asOf"])):
        yield f"the position: {line}"
    for name in ("customerId", "totals", "partial", "conflicts"):
        if position[name] != whole[name]:
            yield f"{name} of the position is not that of the order"
    last = whole["promotions"][-1]["promotionId"]
    of_one = (await client.get(path, params={"promotionId": last})).json()
    if of_one["benefits"] != [each for each in position["benefits"] if each["promotionId"] == last]:
        yield f"the position of {last} is not its part of the whole position"


async def _section(
    client: httpx.AsyncClient, turn: int, order: str, whole: Json, _: AllowedValues
) -> AsyncIterator[str]:
    section = sections.NAMES[turn % len(sections.NAMES)]
    path, asked = f"/promotion-executions/{order}", {"version": "2", "include": section}
    part = (await client.get(path, params=asked)).json()
    for line in sections.problems(part, [section]):
        yield line
    for name in sections.OF_ORDER:
        if part.get(name, whole[name]) != whole[name]:
            yield f"{name} with include={section} is not as in the whole order"
    found = [benefit for promotion in part["promotions"] for benefit in promotion["benefits"]]
    expected = [benefit for promotion in whole["promotions"] for benefit in promotion["benefits"]]
    for benefit, known in zip(found, expected, strict=True):
        for name in sections.OF_BENEFIT.get(section, ()):
            if benefit.get(name) != known[name]:
                yield f"{name} of {known['benefitId']} with include={section} is not as in the whole order"


async def _gift_card(
    client: httpx.AsyncClient, turn: int, _order: str, whole: Json, allowed: AllowedValues
) -> AsyncIterator[str]:
    events = [row for sources in allowed.state.world.orders.values() for row in sources.own_events]
    cards = [
        card["giftCardId"]
        for promotion in whole["promotions"]
        for benefit in promotion["benefits"]
        for card in benefit["giftCards"]
    ]
    if not cards:
        return
    card = cards[turn % len(cards)]
    response = await client.get(f"/gift-cards/{quote(card)}/issuances")
    expected = sorted((instant(row["eventTime"]), row["eventId"]) for row in events if row.get("gcId") == card)
    if not expected:
        if response.status_code != httpx.codes.NOT_FOUND:
            yield f"a card that no event names is answered with status {response.status_code}"
        return
    data = response.json()["data"]
    if [each["eventId"] for each in data] != [event for _, event in expected]:
        yield "the issuances on a gift card are not the events that name it, by time"
    for name in {each["businessReferenceId"] for each in data}:
        for line in history_problems([each for each in data if each["businessReferenceId"] == name], name, allowed):
            yield line
