"""Whole turns about an order with thousands of events, and about one with hundreds of benefits."""

from pathlib import Path

import pytest

from agent.turn_events import Answer, Outcome
from evals.menu_oracle.worlds import World
from statements.kinds.installments import MAX_LINES
from statements.kinds.orders import MAX_BENEFIT_LINES
from tests.agent.large_orders import ORDER, as_execution, gathered_rows, of_benefits, of_installments
from tests.agent.test_turn import PATH, shown
from tests.harness import answer_json, harness
from tools.cards import Label
from tools.facts import MAX_SOURCES
from tools.listing_limits import MAX_BENEFITS, MAX_INSTALLMENTS

pytestmark = pytest.mark.slow


async def _answer(path: Path, world: World, question: str) -> tuple[Answer, str]:
    execution = as_execution(await gathered_rows(world))
    async with harness(path) as running:
        running.router.get(PATH).mock(return_value=answer_json(execution))
        answer = await running.ask(question)
    return answer, shown(answer.text, answer.facts)


async def test_an_order_of_five_thousand_installments(tmp_path: Path) -> None:
    answer, text = await _answer(tmp_path, of_installments(5000), f"Show all installments of order {ORDER}")

    assert answer.outcome is Outcome.ANSWERED
    for words in ("₹5,005.00", "₹5,000.00", "5000 installments", "₹5.00 remains"):
        assert words in text
    assert len(answer.installments) == MAX_INSTALLMENTS
    assert len(answer.facts) < 5 * MAX_INSTALLMENTS
    assert max(len(fact.sources) for fact in answer.facts) <= 2 * MAX_SOURCES
    [count] = [fact.value for fact in answer.facts if fact.label is Label.INSTALLMENT_COUNT]
    assert count == 5000
    assert len(text) < 3000


async def test_the_earliest_and_the_latest_installments_are_listed(tmp_path: Path) -> None:
    answer, _ = await _answer(tmp_path, of_installments(1000), f"Show all installments of order {ORDER}")

    days = sorted({card.issued_at.day for card in answer.installments if card.issued_at})
    assert (days[0], days[-1]) == (6, 14)


async def test_an_order_of_two_hundred_benefits(tmp_path: Path) -> None:
    answer, text = await _answer(tmp_path, of_benefits(200), f"What is left on order {ORDER}?")

    assert answer.outcome is Outcome.ANSWERED
    first, second, *_ = text.split("\n")
    for words in ("₹1,200.00", "₹200.00", "₹1,000.00 remains"):
        assert words in first
    assert "200 benefits in all" in first + second
    assert len(answer.cashback) == MAX_BENEFITS
    assert text.count("₹6.00 promised") == MAX_BENEFIT_LINES
    assert len(answer.facts) < 20 * MAX_BENEFITS
    assert len(text) < 4000


async def test_closed_benefits_give_way_to_open_ones(tmp_path: Path) -> None:
    world = of_benefits(60)
    closed = {f"BEN-{n:03}" for n in range(50)}
    rows = tuple(row | {"eligibleMinor": 100} if row["benefitId"] in closed else row for row in world.ped)
    answer, _ = await _answer(tmp_path, world.changed(ped=rows), f"What is left on order {ORDER}?")

    listed = [card.benefit_id for card in answer.cashback]
    assert listed == sorted(listed)
    assert {f"BEN-{n:03}" for n in range(50, 60)} <= set(listed)


async def test_a_claim_that_equals_every_installment_is_not_answered_by_all_of_them(tmp_path: Path) -> None:
    question = f"Was 1 rupee of order {ORDER} issued on 8 Nov, and how many gift cards?"
    _, text = await _answer(tmp_path, of_installments(1000), question)

    assert text.count("is an installment") == MAX_LINES
