import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.errors import InvalidCursor
from rewards.http.cursors import Cursors

CURSORS = Cursors(b"one secret")
BOUND = ("executions", "CUST-1", "agent-1")


@given(st.lists(st.text(max_size=40), max_size=3))
def test_place_comes_back(place: list[str]) -> None:
    assert CURSORS.open(CURSORS.seal(place, bound_to=BOUND), bound_to=BOUND) == place


@pytest.mark.parametrize(
    "bound_to", [("executions", "CUST-2", "agent-1"), ("executions", "CUST-1"), ("executions", "CUST-1agent-1"), ()]
)
def test_cursor_is_of_no_use_to_another_search_or_caller(bound_to: tuple[str, ...]) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.open(CURSORS.seal(["place"], bound_to=BOUND), bound_to=bound_to)


def test_cursor_of_another_secret_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        Cursors(b"another").open(CURSORS.seal(["place"], bound_to=BOUND), bound_to=BOUND)


def test_place_cannot_be_changed_by_hand() -> None:
    _, signature = CURSORS.seal(["place"], bound_to=BOUND).split(".")
    forged = base64.urlsafe_b64encode(json.dumps(["other"]).encode()).decode().rstrip("=")
    with pytest.raises(InvalidCursor):
        CURSORS.open(f"{forged}.{signature}", bound_to=BOUND)


@given(st.text())
def test_any_text_is_refused_in_the_same_way(text: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.open(text, bound_to=BOUND)
