"""Lists that may lack some of their entries: nobody counts them, and nothing of an unknown kind is told."""

from dataclasses import replace

import pytest
from agent.offline.compose import compose
from agent.offline.language import Language
from agent.offline.understand import understand
from agent.offline.wording.languages import WORDINGS
from guardrails.grounding import check_sentence

from tests.guardrails.worlds import World, story, world
from tests.story import NOW, ORDER, benefit, execution, issuance

QUESTION = f"Show me the history of order {ORDER}"


def _cut_off() -> World:
    """36.00 granted in two installments of which one is listed."""
    return world(execution(benefit=benefit(issuances=benefit().issuances[:1])))


@pytest.mark.parametrize(
    ("sentence", "of_whole", "of_cut_off"),
    [
        ("{granted} has been granted in 2 installments.", True, False),
        ("{granted} has been granted in 1 installment.", False, False),
        ("{granted} has been granted in one installment.", False, False),
        ("{amount1} was issued on {day1}.", True, True),
    ],
)
def test_only_a_whole_list_is_counted(sentence: str, *, of_whole: bool, of_cut_off: bool) -> None:
    verdicts = [check_sentence(found.fill(sentence), found.facts).accepted for found in (story(), _cut_off())]

    assert verdicts == [of_whole, of_cut_off]


def test_an_event_of_an_unknown_type_is_not_told_as_issued() -> None:
    newer = issuance("EV-4", 3000, "GC-1212-3434-5656", NOW, "SHP-3").model_copy(update={"status": "UNRECOGNISED"})
    found = world(execution(benefit=benefit(issuances=[*benefit().issuances, newer], line_items=[])))

    assert not check_sentence("₹30.00 was issued.", found.facts).accepted
    assert not check_sentence("₹30.00 was issued on 23 Nov 2026.", found.facts).accepted


@pytest.mark.parametrize("language", Language)
def test_who_named_an_order_is_not_asked_for_one(language: Language) -> None:
    found = story()
    asked = replace(understand(QUESTION, today=NOW.date()), language=language)
    view = found.outcome.view.model_copy(update={"has_more": True})
    fixed = WORDINGS[language].fixed

    text = compose([view], asked, is_open_search=False, for_staff=True)

    assert fixed.more_history in text
    assert fixed.more_found not in text
