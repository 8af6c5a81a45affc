"""Rows parsed by columns are the same as rows parsed one by one, whatever their values."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.stores.row_columns import parse_columns
from rewards.stores.row_fields import row_fields
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row
from rewards.stores.unreadable_rows import read_rows
from tests.rewards.world import ORDER, event, event_raw, item_raw, ped_raw

MODELS = {PedRow: ped_raw(), LineItemRow: item_raw(), EventRow: event_raw()}
# Values of other types and forms: some of them are valid in some fields.
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["", "INR", "inr", "XXX", "A-1", "a b", "ISSUED", "2026-11-02T10:00:00+05:30", "20261102T100000Z"]),
    st.sampled_from(["2026-11-02T10:00:00", "2026-11-02T10:00:00Z", "2026-11-02", "1786711800", "true"]),
    st.sampled_from([None, True, False, 0, 1, 1.0, 2.5, -1, 10**16, ["GC-1", None], [], {}]),
)


@st.composite
def batches(draw: st.DrawFn) -> tuple[Any, list[dict[str, Any]]]:
    """Draw valid rows of one database, and change the values of one or two fields in some or all of them."""
    model = draw(st.sampled_from(list(MODELS)))
    rows = [dict(MODELS[model]) for _ in range(draw(st.integers(16, 20)))]
    names = st.sampled_from([field.name for field in row_fields(model)])
    for name in draw(st.lists(names, min_size=1, max_size=2, unique=True)):
        changed = rows if draw(st.booleans()) else draw(st.lists(st.sampled_from(rows), min_size=1, max_size=4))
        shared = draw(st.none() | st.tuples(VALUES))
        for row in changed:
            row[name] = shared[0] if shared else draw(VALUES)
    return model, rows


@settings(max_examples=200)
@given(batches())
def test_columns_give_the_rows_that_single_parsing_gives(batch: tuple[Any, list[dict[str, Any]]]) -> None:
    model, raws = batch
    try:
        one_by_one = [parse_row(model, raw) for raw in raws]
    except MalformedRow:
        one_by_one = None

    assert parse_columns(model, raws) == one_by_one


def test_rows_are_frozen() -> None:
    rows = parse_columns(EventRow, [event_raw(f"E-{number}") for number in range(16)])
    assert rows is not None
    assert [type(row) for row in rows] == [EventRow] * 16
    with pytest.raises(AttributeError):
        rows[0].amount_minor = 1  # type: ignore[misc]


def test_row_of_another_order_is_found_among_many() -> None:
    raws = [event_raw(f"E-{number}") for number in range(20)] + [event_raw("E-9", businessReferenceId="OTHER-1")]
    read = read_rows(EventRow, raws, source="concessions", order=ORDER)
    assert len(read.rows) == 20
    assert [row.fields for row in read.unreadable] == [("businessReferenceId",)]


@pytest.mark.parametrize("odd", ["text", None, 7])
def test_value_that_is_not_an_object_is_found_among_many(odd: object) -> None:
    read = read_rows(EventRow, [*(event_raw(f"E-{number}") for number in range(20)), odd], source="concessions")
    assert len(read.rows) == 20
    assert [row.fields for row in read.unreadable] == [("row",)]


def test_subclass_without_the_decorator_is_refused() -> None:
    class Undeclared(EventRow):
        pass

    with pytest.raises(TypeError, match="Undeclared is not declared as a row"):
        parse_row(Undeclared, event_raw())


def test_row_has_no_field_under_its_name_in_the_code() -> None:
    assert parse_row(EventRow, event_raw() | {"gc_id": "GC-1"}) == event()
