"""What the databases of a task hold after its steps: the checks of an answer compare with these rows."""

import json
from typing import Any

from core.contract import SourceName
from evals.steps.seen_step import SeenStep
from evals.steps.state_steps import Row
from evals.steps.step import RequestStep, ResponseExpect
from evals.steps.step_rows import StepRows

KEY = {"businessReferenceId": "B", "promotionId": "P", "benefitId": "N"}
PED: dict[str, Any] = {**KEY, "eligibleMinor": 100}
ITEM: dict[str, Any] = {**KEY, "lineItemId": "L", "eligibleMinor": 100}
EVENT: dict[str, Any] = {**KEY, "eventId": "E-1", "amountMinor": 5}


def posted(path: str, body: Any, receipt: Any, *, status: int = 201) -> StepRows:
    rows = StepRows([PED])
    step = RequestStep(request=f"POST {path}", service="rewards", body=body, expect=ResponseExpect(status=304))
    rows.note_posted(step, body, SeenStep(1, step.title, "ledger", status=status, text=json.dumps(receipt)))
    return rows


def test_an_event_that_was_stored_is_a_row() -> None:
    assert posted("/concession-events", EVENT, {"eventId": "E-1", "outcome": "created"}).rows == (PED, EVENT)


def test_one_that_was_known_or_refused_is_none() -> None:
    assert posted("/concession-events", EVENT, {"eventId": "E-1", "outcome": "replayed"}).rows == (PED,)
    assert posted("/concession-events", EVENT, {"code": "eventConflict"}).rows == (PED,)
    assert posted("/v1/chat", EVENT, {"outcome": "created"}).rows == (PED,)


def test_what_was_not_acknowledged_was_stored_all_the_same() -> None:
    lost = {"code": "storeUnavailable"}

    assert posted("/concession-events", EVENT, lost, status=503).rows == (PED, EVENT)
    assert posted("/concession-events/batch", {"events": [EVENT]}, lost, status=503).rows == (PED, EVENT)


def test_of_a_batch_those_that_were_stored() -> None:
    second = {**EVENT, "eventId": "E-2"}
    receipts = [{"index": 0, "outcome": "invalid"}, {"index": 1, "outcome": "created"}]

    assert posted("/concession-events/batch", {"events": [EVENT, second]}, {"receipts": receipts}).rows == (PED, second)


def test_a_row_of_a_table_replaces_the_one_with_its_key_and_an_event_none() -> None:
    rows = StepRows([PED, ITEM, EVENT])
    newer = {**PED, "eligibleMinor": 200}

    rows.write(
        [Row(store=SourceName.PED, row=newer), Row(store=SourceName.CONCESSIONS, row={**EVENT, "eventId": "E-2"})]
    )

    assert rows.rows == (ITEM, EVENT, newer, {**EVENT, "eventId": "E-2"})
