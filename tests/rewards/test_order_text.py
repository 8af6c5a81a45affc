"""The text of the v2 answer is byte for byte what the wire models give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import EventType, ExecutionV2, SourceReport, SourceStatus
from rewards.cache.snapshot import REQUEST_ID_MARK, Snapshot
from rewards.http.execution_body import execution_body
from rewards.ledger.evidence import Evidence
from rewards.sections import EVERY_SECTION, Section, left_out_fields
from rewards.sources.gathering import Gathered
from tests.rewards.world import NOW, day, event, evidence, item, ped

pytestmark = pytest.mark.slow

_TEXTS = st.one_of(
    st.sampled_from(["GC-1,GC-2", '"giftCards":[]', '\\"issuances\\":[]', "ए\u2028\x7f\x01", "GC 3", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
_TIMES = st.sampled_from([day(0), day(1.000001), "2026-11-03T10:00:00.120000+05:30", "1900-01-01T00:00:00Z"])
_IDS = [f"E-{number}" for number in range(6)]


@st.composite
def _evidences(draw: st.DrawFn) -> Evidence:
    benefits = ("BEN-1", "BEN-2")
    events = [
        event(
            name,
            draw(st.sampled_from([*EventType, "NEWER_TYPE"])),
            draw(st.integers(0, 5000)),
            benefitId=draw(st.sampled_from(benefits)),
            eventTime=draw(_TIMES),
            gcId=draw(_TEXTS),
            lineItemId=draw(st.sampled_from([None, "LI-1"])),
            shipmentId=draw(st.sampled_from([None, "S-1"])),
            reversesEventId=draw(st.sampled_from([None, *_IDS])),
            reasonCode=draw(st.sampled_from([None, "CAP_REACHED"])),
            currency=draw(st.sampled_from(["INR", "INR", "USD"])),
        )
        for name in draw(st.lists(st.sampled_from(_IDS), unique=True))
    ]
    items = [
        item(name, title=draw(_TEXTS), shipmentId=draw(st.sampled_from([None, "S-1"])), gcId=draw(_TEXTS))
        for name in draw(st.lists(st.sampled_from(["LI-1", "LI-2"]), unique=True))
    ]
    cards = draw(st.lists(_TEXTS, max_size=2))
    row = ped(benefitIssuanceStatus="ISSUED", benefitIssuanceTime=draw(_TIMES), gcIds=cards, promotionName=draw(_TEXTS))
    peds = draw(st.sampled_from([None, (), (row,), (row, ped(benefitId="BEN-3"))]))
    complete = draw(st.booleans())
    return evidence(*events, ped_rows=peds, items=draw(st.sampled_from([None, tuple(items)])), events_complete=complete)


def _snapshot(found: Evidence) -> Snapshot:
    return Snapshot(Gathered(found, [SourceReport(source="ped", status=SourceStatus.OK, latency_ms=1.5)]), NOW)


def _text(snapshot: Snapshot, sections: frozenset[Section] = EVERY_SECTION) -> str:
    return execution_body(snapshot, sections, request_id=REQUEST_ID_MARK).decode()


@given(_evidences())
def test_text_is_what_the_models_give(found: Evidence) -> None:
    snapshot = _snapshot(found)

    assert _text(snapshot) == snapshot.execution.model_dump_json()
    assert ExecutionV2.model_validate_json(_text(snapshot)) == snapshot.execution


@given(_evidences(), st.frozensets(st.sampled_from(Section)))
def test_text_of_some_sections_is_what_the_models_give(found: Evidence, sections: frozenset[Section]) -> None:
    snapshot = _snapshot(found)

    assert _text(snapshot, sections) == snapshot.execution.model_dump_json(exclude=left_out_fields(sections))
