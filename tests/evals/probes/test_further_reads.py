"""The further reads of the probe pass an API that agrees with itself and the rows, and name what does not."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from evals.checks.world_state import AllowedValues, WorldState
from evals.probes.further_reads import further_reads
from tests.evals.checks.oracle_turns import ROWS, body, issuance
from tests.evals.checks.transcripts import ORDER

WHOLE = body() | {"asOf": "2026-11-23T04:30:00Z"}
BENEFIT = WHOLE["promotions"][0]["benefits"][0]
OF_POSITION = ("benefitId", "benefitType", "issuanceStatus", "reversalStatus", "cashback", "reasons")
ABOUT = {"businessReferenceId": ORDER, "customerId": "CUST-1", "promotionId": "PROMO", "benefitId": "BEN-1"}
EVENT = issuance() | ABOUT | {"reversesEventId": None, "reinstates": None}
POSITION, SECTION, CARD = 0, 1, 2  # whose turn it is


def position(**changes: Any) -> dict[str, Any]:
    benefit = {"promotionId": "PROMO", "promotionName": None} | {name: BENEFIT[name] for name in OF_POSITION}
    return {name: value for name, value in WHOLE.items() if name != "promotions"} | {"benefits": [benefit]} | changes


def section(**changes: Any) -> dict[str, Any]:
    """The order with ``include=cashback``."""
    kept = {name: BENEFIT[name] for name in OF_POSITION}
    part = WHOLE | {"promotions": [{"promotionId": "PROMO", "promotionName": None, "benefits": [kept | changes]}]}
    return {name: value for name, value in part.items() if name != "conflicts"}


def _read(number: int, answers: Mapping[str, Any]) -> list[str]:
    def answer(request: httpx.Request) -> httpx.Response:
        found = answers.get(request.url.query.decode() or request.url.path.rsplit("/", 1)[-1])
        return httpx.Response(200, json=found) if found is not None else httpx.Response(404)

    async def run() -> list[str]:
        allowed = AllowedValues(WorldState(ROWS), [frozenset()], frozenset())
        async with httpx.AsyncClient(base_url="http://rewards", transport=httpx.MockTransport(answer)) as client:
            return [line async for line in further_reads(client, number, ORDER, WHOLE, allowed)]

    return asyncio.run(run())


def test_an_api_that_agrees_with_itself_and_the_rows_passes() -> None:
    assert _read(POSITION, {"cashback": position(), "promotionId=PROMO": position()}) == []
    assert _read(SECTION, {"version=2&include=cashback": section()}) == []
    assert _read(CARD, {"issuances": {"data": [EVENT]}}) == []


@pytest.mark.parametrize(
    ("number", "answers", "says"),
    [
        (POSITION, {"cashback": position(partial=True), "promotionId=PROMO": position()}, "partial of the position"),
        (POSITION, {"cashback": position(), "promotionId=PROMO": position(benefits=[])}, "the position of PROMO"),
        (SECTION, {"version=2&include=cashback": section(reasons=[])}, "reasons of BEN-1 with include=cashback is not"),
        (SECTION, {"version=2&include=cashback": section(lineItems=[])}, "lineItems is there"),
        (
            SECTION,
            {"version=2&include=cashback": section() | {"conflicts": []}},
            "conflicts is there with",
        ),
        (CARD, {"issuances": {"data": []}}, "the issuances on a gift card"),
        (CARD, {"issuances": {"data": [EVENT | {"customerId": "CUST-2"}]}}, "customerId is CUST-2"),
    ],
)
def test_what_differs_is_named(number: int, answers: Mapping[str, Any], says: str) -> None:
    assert any(says in line for line in _read(number, answers))
