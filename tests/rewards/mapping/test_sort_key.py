"""Sort keys: built from fields, and taken apart where there is one way only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.mapping.fields import Unreadable
from rewards.mapping.sort_key import SortKey

OWN = SortKey("key", "{promotionId}#{benefitId}#{eventId}", is_escaped=True)
TEXT = st.text(st.sampled_from("ab#%/=|2350"), min_size=1, max_size=8)


@settings(deadline=None)
@given(TEXT, TEXT, TEXT)
def test_own_key_holds_any_identifier(promotion: str, benefit: str, event: str) -> None:
    parts = {"promotionId": promotion, "benefitId": benefit, "eventId": event}
    assert OWN.split(OWN.build(parts)) == parts


def test_own_key_of_usual_identifiers_is_as_it_always_was() -> None:
    assert OWN.build({"promotionId": "P-1", "benefitId": "B.2:x", "eventId": "E@3"}) == "P-1#B.2:x#E@3"


@pytest.mark.parametrize(
    ("form", "text", "parts"),
    [
        ("{eventId}", "any#thing|at-all", {"eventId": "any#thing|at-all"}),
        ("BENEFIT#{benefitId}", "BENEFIT#a#b", {"benefitId": "a#b"}),
        ("{benefitId}|{promotionId}", "b|p", {"benefitId": "b", "promotionId": "p"}),
        ("P={promotionId};B={benefitId}", "P=p;B=b", {"promotionId": "p", "benefitId": "b"}),
    ],
)
def test_key_is_taken_apart(form: str, text: str, parts: dict[str, str]) -> None:
    assert SortKey("key", form).split(text) == parts


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("BENEFIT#{benefitId}", "PROMO#x"),
        ("{promotionId}#{benefitId}", "a#b#c"),
        ("{promotionId}#{benefitId}", "a"),
        ("{promotionId}{benefitId}", "ab"),
    ],
)
def test_key_with_another_form_or_several_readings_is_refused(form: str, text: str) -> None:
    with pytest.raises(Unreadable):
        SortKey("key", form).split(text)


@pytest.mark.parametrize(
    ("form", "known", "prefix"),
    [
        ("{promotionId}#{benefitId}#{eventId}", {"promotionId": "p", "benefitId": "b"}, "p#b#"),
        ("EVENT#{eventId}", {"promotionId": "p"}, "EVENT#"),
        ("{eventId}#{promotionId}", {"promotionId": "p"}, ""),
    ],
)
def test_prefix_is_what_all_keys_of_the_known_fields_begin_with(
    form: str, known: dict[str, object], prefix: str
) -> None:
    assert SortKey("key", form).prefix(known) == prefix
