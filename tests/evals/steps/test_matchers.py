"""What a value of a response is compared with: literals, rules, and JSON pointers."""

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from evals.steps.matchers import MISSING, Expected, find, mismatch
from evals.steps.saved_values import SavedValues

EXPECTED: TypeAdapter[Any] = TypeAdapter(Expected)
DOCUMENT = {"data": [{"id": "a", "sum": 3}, {"id": "b"}], "next": None, "a/b": True}


def is_right(expected: Any, found: Any) -> bool:
    return mismatch(EXPECTED.validate_json(json.dumps(expected)), found, SavedValues().fill) is None


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/data/0/sum", 3),
        ("/data/1/sum", MISSING),
        ("/data/2", MISSING),
        ("/next", None),
        ("/a~1b", True),
        ("/data/*/id", ["a", "b"]),
        ("/data/*/sum", [3]),
        ("/nothing/*/id", []),
        ("/data/[id=b]", {"id": "b"}),
        ("/data/[id=a]/sum", 3),
        ("/data/[id=c]/sum", MISSING),
    ],
)
def test_a_pointer_finds(pointer: str, found: Any) -> None:
    assert find(DOCUMENT, pointer) == found


@pytest.mark.parametrize(
    ("expected", "right", "wrong"),
    [
        ("a", "a", "A"),
        (1, 1, True),
        (True, True, 1),
        (None, None, MISSING),
        ([1, 2], [1, 2], [2, 1]),
        ({"regex": "^conv_"}, "conv_1", "a conv_1"),
        ({"length": 2}, ["a", "b"], ["a"]),
        ({"absent": True}, MISSING, None),
        ({"present": True}, 0, None),
        ({"contains": "b"}, ["a", "b"], ["ab"]),
        ({"contains": "b"}, "abc", "ac"),
        ({"lacks": "b"}, MISSING, "abc"),
        ({"lacks": "b"}, ["ab"], ["b"]),
        ({"any_order": [1, 2]}, [2, 1], [2, 1, 1]),
        ({"differs_from": "a"}, "b", "a"),
        ({"differs_from": "a"}, "b", MISSING),
        ({"one_of": ["a", "b"]}, "b", "c"),
    ],
)
def test_a_value_is_compared_with_a_literal_or_a_rule(expected: Any, right: Any, wrong: Any) -> None:
    assert is_right(expected, right)
    assert not is_right(expected, wrong)


def test_a_finding_says_what_was_expected_and_what_was_found() -> None:
    values = SavedValues()
    values.save("TAG", "W/1")

    line = mismatch(EXPECTED.validate_python({"differs_from": "${TAG}"}), "W/1", values.fill)

    assert line == "expected differs_from 'W/1', found 'W/1'"


def test_a_saved_value_keeps_its_type_where_it_stands_alone() -> None:
    values = SavedValues()
    values.save("TURN", 2)

    filled = values.fill({"turn": "${TURN}", "path": ["/turns/${TURN}", True]})

    assert filled == {"turn": 2, "path": ["/turns/2", True]}
    with pytest.raises(KeyError, match="OTHER"):
        values.fill("${OTHER}")
