"""A world that is copied within SQLite is one of the same form: every row has its own keys, in columns and in JSON."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench import bulk_load

_COUNTS = "SELECT (SELECT count(*) FROM ped), (SELECT count(*) FROM line_items), (SELECT count(*) FROM concessions)"
_UNLIKE = """
SELECT count(*) FROM concessions
WHERE (event_id, business_reference_id, customer_id) IS NOT
    (row ->> '$.eventId', row ->> '$.businessReferenceId', row ->> '$.customerId') OR gc_id IS NOT row ->> '$.gcId'
"""
_PED_UNLIKE = """
SELECT count(*) FROM ped
WHERE (business_reference_id, customer_id) IS NOT (row ->> '$.businessReferenceId', row ->> '$.customerId')
"""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_load, "MOST_GENERATED", 40)


def test_copies_have_their_own_keys(tmp_path: Path) -> None:
    copied, base = bulk_load.load_world(tmp_path, orders=120), tmp_path / "40.sqlite3"
    with closing(sqlite3.connect(copied)) as connection, closing(sqlite3.connect(base)) as generated:
        assert connection.execute(_COUNTS).fetchone() == tuple(3 * n for n in generated.execute(_COUNTS).fetchone())
        for name in ("business_reference_id", "customer_id"):
            distinct = f"SELECT count(DISTINCT {name}) FROM ped"  # noqa: S608  (no input)
            assert connection.execute(distinct).fetchone()[0] == 3 * generated.execute(distinct).fetchone()[0]
        assert connection.execute(_UNLIKE).fetchone() == connection.execute(_PED_UNLIKE).fetchone() == (0,)


def test_sampled_issuances_are_those_of_the_file(tmp_path: Path) -> None:
    path = bulk_load.load_world(tmp_path, orders=80)
    sampled = bulk_load.sample_issuances(path, count=60)
    with closing(sqlite3.connect(path)) as connection:
        stored = {name for (name,) in connection.execute("SELECT event_id FROM concessions WHERE type = 'ISSUED'")}
    assert {event["eventId"] for event in sampled} <= stored
    assert len({event["businessReferenceId"] for event in sampled}) > 10
    assert bulk_load.sample_issuances(path, count=60) == sampled


def test_file_of_an_earlier_run_is_used_if_it_is_finished(tmp_path: Path) -> None:
    (tmp_path / "20.unfinished").write_text("interrupted", encoding="utf-8")
    path = bulk_load.load_world(tmp_path, orders=20)
    written_at = path.stat().st_mtime_ns
    assert bulk_load.load_world(tmp_path, orders=20).stat().st_mtime_ns == written_at


def test_size_that_is_no_multiple_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="multiple"):
        bulk_load.load_world(tmp_path, orders=50)
