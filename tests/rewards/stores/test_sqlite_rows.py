"""Rows as JSON text in the embedded store."""

import json
from typing import Any

import pytest

from rewards.stores.sqlite_rows import parse_rows, to_json


@pytest.mark.parametrize(
    "row",
    [
        {"promotionName": "दीपावली ₹100 offer", "eligibleMinor": 10_000},
        {"memo": 'quote " backslash \\ tab \t null \x00 delete \x7f'},
        {"unknown": {"nested": [1, 1.5, None, True]}, "large": 2**70},
        {"memo": "half of a pair: \ud83c"},
    ],
)
def test_a_row_is_read_as_it_was_written(row: dict[str, Any]) -> None:
    assert parse_rows([to_json(row)]) == [row]


def test_numbers_that_json_does_not_have_stay_what_they_are() -> None:
    assert "NaN" in to_json({"factor": float("nan")})
    assert json.loads(to_json({"factor": float("inf")})) == {"factor": float("inf")}


def test_text_that_is_no_json_is_an_empty_row_beside_the_others() -> None:
    texts = [to_json({"benefitId": "BEN-1"}), '{"benefitId": ', "1,2"]
    assert parse_rows(texts) == [{"benefitId": "BEN-1"}, {}, {}]


@pytest.mark.parametrize("text", ["[1]", "null", '"text"', "7"])
def test_json_that_is_no_object_is_an_empty_row(text: str) -> None:
    assert parse_rows([text, to_json({"benefitId": "BEN-1"})]) == [{}, {"benefitId": "BEN-1"}]
