"""A lexicon is a file of words, and missing keys are listed."""

from typing import Any

import pytest
import yaml

from language.concepts import Concept
from language.lexicon import (
    InvalidLexicon,
    find_missing_keys,
    list_languages,
    load_lexicon,
    load_ready_lexicons,
    parse_lexicon,
)
from language.vocabulary import TimeRole, build_vocabulary, get_vocabulary

READY = ("en", "hi", "hi-Latn")


def test_the_ready_languages() -> None:
    assert tuple(found.language for found in load_ready_lexicons()) == READY
    assert set(READY) <= set(list_languages())


@pytest.mark.parametrize("language", READY)
def test_a_ready_language_lacks_nothing_that_another_has(language: str) -> None:
    assert find_missing_keys(language) == ()


@pytest.mark.parametrize("language", READY)
def test_a_ready_language_names_every_concept_and_every_role_of_time(language: str) -> None:
    found = load_lexicon(language)
    sections = {key.partition(".")[0] for key in found.time}
    derived = {TimeRole.OF_AFTERWARDS, TimeRole.ON_AFTERWARDS, TimeRole.FESTIVAL}

    assert set(found.concepts) == set(Concept)
    assert sections == {role.value for role in TimeRole if role not in derived}
    assert all(found.time[f"months.{month}"] for month in range(1, 13))
    assert all(found.time[f"weekdays.{day}"] for day in range(1, 8))


def test_a_draft_says_what_it_lacks_and_is_not_used() -> None:
    lacking = find_missing_keys("mr")

    assert not load_lexicon("mr").is_ready
    assert {"concepts.compare", "time.units.quarter", "festivals.onam", "products.chair"} <= set(lacking)
    assert "concepts.cashback" not in lacking
    assert "कॅशबॅक" not in get_vocabulary().concepts


def test_a_draft_becomes_readable_by_its_file_alone() -> None:
    table = build_vocabulary([*load_ready_lexicons(), load_lexicon("mr")])

    assert table.concepts["कॅशबॅक"] == (Concept.CASHBACK,)
    assert table.roles["सप्टेंबर"][TimeRole.MONTH] == 9


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"concepts": {"cashbak": "x"}}, "cashbak"),
        ({"concepts": {"cashback": "a phrase of four words"}}, "5 words"),
        ({"time": {"munths": {"1": "x"}}}, "munths"),
        ({"status": "done"}, "status"),
        ({"money": {"minor": 3}}, "minor"),
        ({"script": None, "extra": {}}, "extra"),
    ],
)
def test_a_file_that_cannot_be_used_names_the_key(change: dict[str, Any], named: str) -> None:
    empty = "{}"
    raw = {
        **{key: yaml.safe_load(empty) for key in ("concepts", "askedLanguages", "time", "numbers", "money")},
        **{key: yaml.safe_load(empty) for key in ("markers", "festivals", "products")},
        **{"language": "xx", "script": "Latn", "adpositions": "before", "status": "draft", "fillers": "", "common": ""},
    }

    with pytest.raises(InvalidLexicon, match=named):
        parse_lexicon(raw | change, name="xx/lexicon.yaml")
