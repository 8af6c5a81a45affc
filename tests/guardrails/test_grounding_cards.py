"""What a scratch card is issued for: once it is revealed, and not once its day is over."""

import pytest
from guardrails.grounding import check_sentence
from tools.set_sentences.hindi import HINDI
from tools.set_sentences.hinglish import HINGLISH

from rewards.contract import Promotion, Reason
from tests.guardrails import worlds
from tests.guardrails.worlds import World, world
from tests.story import NOW, execution

PROCESS = (
    "The scratch card has not been revealed yet; its cashback is issued once it is revealed.",
    "Cashback is issued once a scratch card is revealed.",
    "Once the scratch card is revealed, the cashback is issued.",
    *(language.reasons[Reason.SCRATCH_CARD_UNREVEALED] for language in (HINDI, HINGLISH)),
)
UNREVEALED = ("The scratch card has not been revealed.", HINDI.unrevealed, HINGLISH.unrevealed)


def _one_of_each() -> World:
    good = worlds.scratch_card_benefit()
    late = good.model_copy(
        update={"benefit_id": "BEN-2", "reasons": [Reason.SCRATCH_CARD_UNREVEALED, Reason.EXPIRED], "expires_at": NOW}
    )
    both = Promotion(promotion_id="PROMO-FEST", promotion_name="Festive cashback", benefits=[good, late])
    return world(execution(benefit=good).model_copy(update={"promotions": [both], "totals": []}))


@pytest.mark.parametrize("sentence", PROCESS)
def test_how_it_is_issued_is_told_of_a_card_that_may_be_revealed(sentence: str) -> None:
    assert check_sentence(sentence, worlds.scratch_card().facts).code is None
    assert check_sentence(sentence, _one_of_each().facts).code is None


@pytest.mark.parametrize("sentence", PROCESS)
def test_it_is_not_told_of_a_card_whose_day_is_over(sentence: str) -> None:
    assert not check_sentence(sentence, worlds.scratch_card_past_its_day().facts).accepted


@pytest.mark.parametrize("sentence", UNREVEALED)
def test_that_it_was_not_revealed_is_told_all_the_same(sentence: str) -> None:
    assert check_sentence(sentence, worlds.scratch_card_past_its_day().facts).code is None
    assert not check_sentence(sentence, worlds.complete().facts).accepted
