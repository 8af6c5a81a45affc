"""What a step is answered about an order is compared with the rows."""

import json
from datetime import datetime
from typing import Any

import pytest
import yaml

from evals.harness.injected_faults import SourceFault
from evals.harness.runner import run_suite
from evals.harness.task import Task
from evals.harness.world import load_world
from evals.steps.proven_answers import ProvenAnswers
from evals.steps.seen_step import SeenStep
from evals.steps.step_rows import StepRows

NOW = "2026-11-23T10:00:00+05:30"
WORLD = load_world("story")
ORDER = "/promotion-executions/404-1029384-5566778"
SEARCH = "/customers/CUST-1001/promotion-executions?version=2&from=2026-09-01T00:00:00Z&to=2026-12-01T00:00:00Z"
PATHS = (f"{ORDER}?version=2", f"{ORDER}/cashback", f"{ORDER}/issuances", SEARCH)


async def answers() -> list[SeenStep]:
    steps = [
        {
            "request": f"GET {path}",
            "service": "rewards",
            "expect": {"status": 200, "body": {"": {"present": True}}},
        }
        for path in PATHS
    ]
    task = {
        "id": "of-steps",
        "why": "A reason that is long enough to be one.",
        "tags": ["staff"],
        "world": "story",
        "now": NOW,
        "tiers": ["offline"],
        "principal": {"role": "service", "subject": "page", "scopes": ["rewards:read"]},
        "steps": yaml.safe_load(json.dumps(steps)),
    }
    [result] = (await run_suite([Task.model_validate_json(json.dumps(task))])).results
    assert not [f.message for f in result.findings if "prove" in f.message]
    return list(result.steps)


def found(seen: SeenStep, text: str, **changes: Any) -> list[str]:
    changed = SeenStep(1, "", "", "GET", "rewards", seen.url, 200, changes.get("headers", {}), text)
    faults = changes.get("faults", ())
    return list(
        ProvenAnswers().problems(
            changed, changes.get("rows", StepRows(WORLD.rows)), faults, datetime.fromisoformat(NOW)
        )
    )


async def test_a_wrong_sum_a_foreign_event_and_a_missing_order_are_found_in_what_was_read() -> None:
    whole, position, history, search = await answers()
    assert "is 3700" in found(whole, whole.text.replace("3600", "3700"))[0]
    assert "is 3700" in found(position, position.text.replace("3600", "3700"))[0]
    assert "EV-104" in found(history, history.text.replace("EV-103", "EV-104"))[0]
    assert "leaves out" in found(search, json.dumps(search.json | {"data": search.json["data"][1:]}))[0]


async def test_a_section_that_was_not_asked_for_is_found() -> None:
    whole = (await answers())[0]
    part = SeenStep(1, "", "", "GET", "rewards", f"{ORDER}?version=2&include=cashback, conflicts", 200, {}, whole.text)
    lines = list(ProvenAnswers().problems(part, StepRows(WORLD.rows), (), datetime.fromisoformat(NOW)))
    assert "lineItems is there with include=cashback,conflicts" in lines
    assert not [line for line in lines if line.startswith(("cashback", "conflicts", "totals"))]


async def test_what_is_cached_or_spoilt_on_its_way_is_not_compared() -> None:
    whole = (await answers())[0]
    wrong = whole.text.replace("3600", "3700")
    fault = SourceFault.model_validate_json('{"source": "ped", "kind": "garbage"}')
    assert found(whole, wrong, headers={"server-timing": "cache;desc=hit"}) == []
    assert found(whole, wrong, faults=(fault,)) == []


async def test_without_the_events_repaired_rows_of_ped_are_not_compared() -> None:
    whole = (await answers())[0]
    rows = StepRows(WORLD.rows)
    wrong = json.dumps(whole.json | {"sources": [{"source": "concessions", "status": "error"}]})
    assert found(whole, wrong, rows=rows) != []
    rows.may_be_repaired = True
    assert found(whole, wrong, rows=rows) == []


pytestmark = pytest.mark.slow
