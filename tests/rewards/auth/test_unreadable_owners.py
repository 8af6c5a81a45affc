"""Who may see an order when the owner in some of its rows cannot be read: nobody whom the other rows do not prove."""

import pytest

from rewards.auth.ownership import may_see, require_visible
from rewards.errors import NotFound, RowMalformed, Unanswered
from rewards.ledger.evidence import Evidence
from rewards.stores.rows import EventRow, PedRow
from rewards.stores.unreadable_rows import read_rows
from tests.rewards.auth.worlds import AGENT, LEAD
from tests.rewards.world import CUSTOMER, ORDER, STRANGER, event_raw, ped_raw

Owners = list[str | None]
MINE, OTHERS, NOBODY = CUSTOMER, STRANGER, None


def evidence_of(ped: Owners, events: Owners) -> Evidence:
    peds = [ped_raw(benefitId=f"BEN-{place}") | {"customerId": owner} for place, owner in enumerate(ped)]
    logged = [event_raw(f"E-{place}") | {"customerId": owner} for place, owner in enumerate(events)]
    in_ped = read_rows(PedRow, peds, source="ped", order=ORDER)
    in_log = read_rows(EventRow, logged, source="concessions", order=ORDER)
    unreadable = (*in_ped.unreadable, *in_log.unreadable)
    return Evidence(ORDER, in_ped.rows, (), in_log.rows, events_complete=True, unreadable=unreadable)


@pytest.mark.parametrize(
    ("ped", "events", "refusal"),
    [
        ([MINE], [], None),
        ([MINE], [NOBODY], None),  # PED decides
        ([], [MINE], None),
        ([NOBODY], [MINE], None),  # the events do where PED proves nothing, as they do when it does not answer
        ([MINE, NOBODY], [MINE], None),
        ([MINE, NOBODY], [], RowMalformed),
        ([], [MINE, NOBODY], RowMalformed),
        ([NOBODY], [MINE, NOBODY], RowMalformed),
        ([NOBODY], [], NotFound),
        ([NOBODY], [NOBODY], NotFound),
        ([], [NOBODY], NotFound),
        ([NOBODY], [OTHERS], NotFound),
        ([OTHERS, NOBODY], [MINE], NotFound),
        ([OTHERS], [MINE], NotFound),
        ([MINE, NOBODY], [OTHERS], NotFound),
        ([MINE, OTHERS], [MINE], NotFound),
    ],
    ids=str,
)
def test_only_what_is_proven_is_shown(ped: Owners, events: Owners, refusal: type[Unanswered] | None) -> None:
    evidence = evidence_of(ped, events)
    assert may_see(AGENT, evidence) is (refusal is None)
    require_visible(LEAD, evidence)
    if refusal is not None:
        with pytest.raises(refusal):
            require_visible(AGENT, evidence)


def test_row_that_cannot_be_read_still_names_its_owner() -> None:
    rows = read_rows(PedRow, [ped_raw() | {"eligibleMinor": None}], source="ped", order=ORDER)
    evidence = Evidence(ORDER, rows.rows, (), (), events_complete=True, unreadable=rows.unreadable)
    assert evidence.owners == {CUSTOMER}
    assert may_see(AGENT, evidence)
