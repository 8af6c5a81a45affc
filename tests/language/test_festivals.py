"""The table of festivals."""

from datetime import date

import pytest

from language.days import Days
from language.festivals import load_festivals
from language.lexicon import load_ready_lexicons

YEARS = range(2024, 2029)
# By the central government's lists of holidays and timeanddate.com.
FROZEN = {
    ("diwali", 2024): "2024-10-31",
    ("diwali", 2025): "2025-10-20",
    ("diwali", 2026): "2026-11-08",
    ("holi", 2026): "2026-03-04",
    ("dussehra", 2026): "2026-10-20",
    ("rakshaBandhan", 2026): "2026-08-28",
    ("janmashtami", 2026): "2026-09-04",
    ("eidAlFitr", 2025): "2025-03-31",
    ("guruNanakJayanti", 2026): "2026-11-24",
    ("christmas", 2027): "2027-12-25",
    ("republicDay", 2028): "2028-01-26",
}


def test_every_festival_holds_every_year_and_its_day_lies_in_its_season() -> None:
    for name, festival in load_festivals().items():
        assert set(festival.days) == set(YEARS), name
        assert festival.unchecked <= set(YEARS), name
        for year in YEARS:
            season = festival.season(year)
            assert season is not None, name
            assert season.first <= festival.days[year].first <= festival.days[year].last <= season.last, name
            assert season.first.year == season.last.year == year, name
        assert festival.season(2019) is None


@pytest.mark.parametrize(("name", "year"), FROZEN)
def test_days_are_those_of_published_lists(name: str, year: int) -> None:
    day = date.fromisoformat(FROZEN[name, year])

    assert load_festivals()[name].days[year].first == day or day in (
        load_festivals()[name].season(year) or Days(day, day)
    )


def test_every_festival_has_its_names_in_every_language() -> None:
    for lexicon in load_ready_lexicons():
        assert set(lexicon.festivals) == set(load_festivals())
