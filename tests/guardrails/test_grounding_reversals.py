"""What was taken back at several times: each sum is told on its own day, and the sum of all on none of them."""

import pytest
from guardrails.grounding import check_sentence

from tests.guardrails import worlds
from tests.guardrails.worlds import World
from tools.result import Label, reference

TWICE = worlds.taken_back_twice()


def _ref(found: World, shown: str, label: Label) -> str:
    return next(reference(f.fact_id) for f in found.facts.values() if f.label is label and f.display == shown)


@pytest.mark.parametrize(
    "sentence",
    [
        "₹30.00 of it was reversed on 12 Nov 2026.",
        "₹20.00 of it was reversed on 13 Nov 2026.",
        "₹50.00 of it was reversed.",
        "₹50.00 of it was reversed on 12 Nov 2026 and 13 Nov 2026.",
        "₹30.00 was reversed on 12 Nov 2026 and ₹20.00 was reversed on 13 Nov 2026.",
        "On 12 Nov 2026 ₹30.00 was reversed and on 13 Nov 2026 ₹20.00 was reversed.",
        "₹20.00 and ₹4.00 were reversed on 13 Nov 2026.",
        "All of it was reversed.",
        "All of it was reversed on 13 Nov 2026 and 14 Nov 2026.",
    ],
)
def test_a_sum_goes_out_with_its_day(sentence: str) -> None:
    assert check_sentence(sentence, TWICE.facts).code is None


@pytest.mark.parametrize(
    "sentence",
    [
        "₹50.00 of it was reversed on 13 Nov 2026.",
        "₹60.00 was reversed on 14 Nov 2026.",
        "₹30.00 of it was reversed on 13 Nov 2026.",
        "₹20.00 of it was reversed on 12 Nov 2026.",
        "₹30.00 and ₹20.00 were reversed on 13 Nov 2026.",
        "₹30.00 was reversed on 13 Nov 2026 and ₹20.00 was reversed on 12 Nov 2026.",
        "On 13 Nov 2026 ₹30.00 was reversed and on 12 Nov 2026 ₹20.00 was reversed.",
        "₹10.00 of it was reversed on 14 Nov 2026.",
        "All of it was reversed on 14 Nov 2026.",
    ],
)
def test_a_sum_with_the_day_of_another_does_not(sentence: str) -> None:
    assert not check_sentence(sentence, TWICE.facts).accepted


@pytest.mark.parametrize(
    ("amount", "day", "is_told"),
    [("₹30.00", "12 Nov 2026", True), ("₹30.00", "13 Nov 2026", False), ("₹50.00", "13 Nov 2026", False)],
)
def test_the_set_sentence_holds_a_sum_to_its_day(amount: str, day: str, *, is_told: bool) -> None:
    told = f"इसमें से {_ref(TWICE, amount, Label.REVERSED)} {_ref(TWICE, day, Label.REVERSED_ON)} को वापस लिया गया।"

    assert check_sentence(told, TWICE.facts).accepted is is_told


@pytest.mark.parametrize("day", ["13 Nov 2026", "14 Nov 2026"])
def test_the_set_sentence_does_not_put_a_whole_reversal_on_the_day_of_its_last_part(day: str) -> None:
    assert not check_sentence(f"यह पूरा {_ref(TWICE, day, Label.REVERSED_ON)} को वापस लिया गया।", TWICE.facts).accepted
