"""What is told of the sums that are no longer due, and of orders of which the same is true."""

from dataclasses import replace

import pytest
from agent.offline.compose import compose
from agent.offline.language import Language
from agent.offline.understand import understand
from agent.offline.wording.languages import WORDINGS

from rewards.contract import Reason
from tests.guardrails import worlds
from tests.guardrails.worlds import World, world
from tests.story import NOW, ORDER, benefit, execution
from tools.result import Label, reference

OTHER_ORDER = "171-5550123-9988776"
QUESTION = f"Why did order {ORDER} not get all of its 100 rupees?"


def _told(found: World, language: Language = Language.ENGLISH, question: str = QUESTION) -> list[str]:
    asked = replace(understand(question, today=NOW.date()), language=language)
    return compose([found.outcome.view], asked, is_open_search=False, for_staff=True).splitlines()


@pytest.mark.parametrize("language", Language)
def test_sums_that_are_no_longer_due_are_told(language: Language) -> None:
    found, say = worlds.no_longer_due(), WORDINGS[language]
    amounts = {fact.label: reference(fact.fact_id) for fact in found.facts.values()}
    told = _told(found, language)

    assert say.cancelled.format(amount=amounts[Label.CANCELLED]) in told
    assert say.expired.format(amount=amounts[Label.EXPIRED]) in told
    assert say.reasons[Reason.CAP_REACHED] in told
    assert say.reasons[Reason.CANCELLED] not in told  # it says "a part"


@pytest.mark.parametrize("language", Language)
def test_an_item_that_has_shipped_is_told_apart_from_one_that_has_not(language: Language) -> None:
    found, say = worlds.shipped_not_issued(), WORDINGS[language]
    lunch_box, cooker = ([f"item{number}", f"title{number}"] for number in (2, 3))
    told = _told(found, language)

    for shape, (amount, title) in ((say.shipped_item, lunch_box), (say.waiting_item, cooker)):
        assert shape.format(title=f"“{found.refs[title]}”", amount=found.refs[amount]) in told
    assert say.waiting in told
    assert say.waiting_because.format(remaining=found.refs["remaining"]) not in told


def test_a_gift_card_that_only_ped_holds_is_told_as_recorded() -> None:
    found = worlds.card_of_ped_only()
    cards = [fact for fact in found.facts.values() if fact.label is Label.GIFT_CARD]
    told = _told(found)

    assert [fact.sources[0].source for fact in cards] == ["concessions", "concessions", "ped"]
    assert [line for line in told if line.startswith("- Recorded on") and reference(cards[2].fact_id) in line]
    assert WORDINGS[Language.ENGLISH].unproven in told
    assert [fact.value for fact in found.facts.values() if fact.label is Label.INSTALLMENT_COUNT] == [2]


def test_what_is_true_of_two_orders_is_told_of_both() -> None:
    old = benefit(created_at_source="lastUpdatedFallback", reasons=[Reason.ITEM_RETURNED], line_items=[])
    found = world(execution(benefit=old), execution(benefit=old, business_reference_id=OTHER_ORDER))
    named = f"What became of {ORDER} and {OTHER_ORDER}?"

    told = _told(found, question=named)

    assert told.count("An item was returned.") == 2


def test_an_order_that_two_lookups_found_is_told_once() -> None:
    view = worlds.story().outcome.view
    asked = understand(QUESTION, today=NOW.date())

    one = compose([view], asked, is_open_search=False, for_staff=True)

    assert compose([view, view], asked, is_open_search=False, for_staff=True) == one
