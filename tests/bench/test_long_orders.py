"""The benchmark of long orders measures every part of an answer."""

from bench.long_orders import rows_for


def test_every_part_of_an_answer_is_measured() -> None:
    rows = rows_for(3)

    assert [row.what.split(":")[0] for row in rows] == [
        "read",
        "fold",
        "text",
        "in all",
        "longest time on the event loop",
    ]
    assert all(row.figure > 0 for row in rows)
