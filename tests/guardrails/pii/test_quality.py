"""The labelled Indian texts: how much of what is marked is found, and that no look-alike is touched."""

import pytest

from bench.pii_quality import LABELLED, Labelled, Quality, measure, read
from guardrails.pii import PiiType, Span
from tests.harness import detector

FILES = ("development", "held_out", "typed", "extended_development", "extended_held_out")
FEWEST_TEXTS = 600
FLOOR = 0.99  # of recall and of precision, for each kind


@pytest.fixture(scope="module", params=FILES)
def quality(request: pytest.FixtureRequest) -> Quality:
    return measure(read(LABELLED / f"{request.param}.jsonl"), detector())


def test_each_kind_is_found_and_nothing_else_is(quality: Quality) -> None:
    missed = {kind: (quality.recall(kind), quality.precision(kind)) for kind in quality.marked | quality.found}

    assert all(min(recall or 0, precision or 0) >= FLOOR for recall, precision in missed.values()), missed


def test_no_look_alike_is_masked(quality: Quality) -> None:
    assert quality.masked == []


def test_the_texts_are_many_and_half_of_them_look_alikes() -> None:
    texts = [labelled for name in FILES for labelled in read(LABELLED / f"{name}.jsonl")]
    look_alikes = sum(not labelled.spans for labelled in texts)

    assert len({labelled.text for labelled in texts}) >= FEWEST_TEXTS
    assert 0.45 <= look_alikes / len(texts) <= 0.55
    kinds = {span.type for labelled in texts for span in labelled.spans}
    assert kinds == set(PiiType)


def test_a_value_counts_only_where_its_place_and_its_type_are_right() -> None:
    texts = [Labelled("x 9845012345", (Span(1, 12, PiiType.PHONE),)), Labelled("98450 12345", ())]
    counted = measure(texts, detector())

    assert (counted.marked[PiiType.PHONE], counted.found[PiiType.PHONE], counted.right[PiiType.PHONE]) == (1, 2, 0)
    assert (counted.recall(PiiType.PHONE), counted.precision(PiiType.PHONE)) == (0, 0)
    assert counted.masked == ["98450 12345"]
    assert counted.recall(PiiType.PAN) is None
