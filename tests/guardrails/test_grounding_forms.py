"""Form by form: what is true goes out, and the same with a wrong value, label, currency or order does not."""

from functools import cache

import pytest
from guardrails.grounding import check_sentence

from tests.guardrails import worlds
from tests.guardrails.sentences_forms import FORMS
from tests.guardrails.worlds import World
from tests.story import FIRST_AT, FIRST_CARD, SECOND_AT, SECOND_CARD, benefit, cashback, execution, issuance, item


@cache
def _world(name: str) -> World:
    return {"story": worlds.story, "large": _large, "complete": worlds.complete, "failed": worlds.failed}[name]()


def _large() -> World:
    """2,50,000 promised, of which a laptop and a case have shipped and a fridge has not."""
    paid = [
        issuance("EV-1", 1_00_000_00, FIRST_CARD, FIRST_AT, "SHP-1"),
        issuance("EV-2", 2_064_00, SECOND_CARD, SECOND_AT, "SHP-2"),
    ]
    items = [
        item(1, "Laptop", 1_00_000_00, 1_00_000_00, "SHP-1"),
        item(2, "Laptop case", 2_064_00, 2_064_00, "SHP-2"),
        item(3, "Fridge", 1_47_936_00, 0, None),
    ]
    position = cashback(eligible=2_50_000_00, issued=1_02_064_00, remaining=1_47_936_00)
    return worlds.world(execution(benefit=benefit(cashback=position, issuances=paid, line_items=items)))


def _goes_out(sentence: str, world: World) -> bool:
    return check_sentence(world.fill(sentence), world.facts).accepted


@pytest.mark.parametrize(("world", "sentence"), [(w, true) for forms in FORMS.values() for w, true, _ in forms])
def test_what_is_true_goes_out(world: str, sentence: str) -> None:
    assert _goes_out(sentence, _world(world))


@pytest.mark.parametrize(("world", "sentence"), [(w, false) for forms in FORMS.values() for w, _, false in forms])
def test_the_same_with_another_value_does_not(world: str, sentence: str) -> None:
    assert not _goes_out(sentence, _world(world))


@pytest.mark.parametrize(
    ("world", "sentence"),
    [
        ("complete", "Cashback abhi baaki hai."),
        ("complete", "अभी बाकी है।"),
        ("complete", "Abhi poora cashback nahi mila hai."),
        ("complete", "पूरे पैसे आपको नहीं मिले।"),
        ("story", "Sab kuch nahi mila hai."),
        ("story", "do sau rupaye ka vaada tha."),
        ("story", "das bees rupaye mile hain."),
        ("story", "chausath hazaar rupaye baaki hain."),
        ("story", "₹36 लाख मिले हैं।"),
        ("story", "₹15 was issued on Monday, 8 Nov 2026."),
        ("story", "₹15 सोमवार, 8 नवंबर 2026 को मिले।"),
        ("story", "8/11 items have shipped."),
        ("story", "₹15 was issued on 31/11."),
        ("story", "₹64 me se ₹36 mile hain."),
        ("story", "36% was granted."),
        ("story", "36% cashback was granted."),
        ("story", "36% of the items have been granted."),
        ("story", "36% of the promised cashback was granted on 8 Nov 2026."),
        ("story", "More than 36% of the promise has been granted."),
        ("story", "Up to 64% of the promise remains."),
        ("story", "36% of the promised cashback has been refunded."),
        ("story", "36% of the remaining ₹64 has been granted."),
    ],
)
def test_what_is_close_to_a_form_does_not_pass_for_it(world: str, sentence: str) -> None:
    assert not _goes_out(sentence, _world(world))


@pytest.mark.parametrize("sentence", ["{remaining} बाकी है।", "{remaining} ab bhi baaki hai.", "{remaining} baaki hai."])
def test_nothing_left_may_be_told_as_an_amount(sentence: str) -> None:
    assert _goes_out(sentence, _world("complete"))


@pytest.mark.parametrize("name", ["Cashback", "cashback", "Reward", "prom"])
def test_a_name_that_is_a_common_word_is_not_quoted_where_the_word_stands(name: str) -> None:
    named = execution()
    promotions = [named.promotions[0].model_copy(update={"promotion_name": name})]
    found = worlds.world(named.model_copy(update={"promotions": promotions}))
    verdict = check_sentence(found.fill("{promised} cashback was promised as a reward."), found.facts)

    assert (verdict.code, verdict.text) == (None, found.fill("{promised} cashback was promised as a reward."))
