"""A turn as a fold over its events."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_FOLD = """async (events) => {
  const { newTurn, applyEvent } = await import('/web/turn.js');
  const turn = events.reduce(applyEvent, newTurn(1, 'q'));
  return { ...turn, facts: Object.fromEntries(turn.facts) };
}"""


def _facts(*cards: tuple[str, str], sources: list[dict[str, Any]] | None = None, **rest: Any) -> dict[str, Any]:
    cashback = [{"businessReferenceId": "A", "promotionId": "P", "benefitId": b, "mark": mark} for b, mark in cards]
    event = {"type": "facts", "facts": [], "cashback": cashback, "installments": [], "items": []}
    return {**event, "sources": sources or [], "partial": False, **rest}


def _report(source: str, status: str) -> dict[str, Any]:
    return {"source": source, "status": status, "latencyMs": 1.0, "code": None}


def test_a_later_lookup_renews_a_benefit_in_its_place(modules: Page) -> None:
    events = [_facts(("B1", "old"), ("B2", "old")), _facts(("B1", "new"), ("B3", "new"))]

    turn = modules.evaluate(_FOLD, events)

    assert [(card["benefitId"], card["mark"]) for card in turn["cashback"]] == [
        ("B1", "new"),
        ("B2", "old"),
        ("B3", "new"),
    ]


def test_the_gap_of_one_lookup_is_not_covered_by_another(modules: Page) -> None:
    down, up = _report("concessions", "timeout"), _report("concessions", "ok")

    assert modules.evaluate(_FOLD, [_facts(sources=[down]), _facts(sources=[up])])["sources"] == [down]
    assert modules.evaluate(_FOLD, [_facts(sources=[up]), _facts(sources=[down])])["sources"] == [down]


def test_lookups_that_run_side_by_side_finish_one_by_one(modules: Page) -> None:
    start = {"type": "tool.started", "name": "get_remaining_cashback", "arguments": {}}
    finish = {"type": "tool.finished", "name": "get_remaining_cashback", "status": "ok", "latencyMs": 3.0}

    turn = modules.evaluate(_FOLD, [start, start, finish])

    assert [step["status"] for step in turn["steps"]] == ["ok", None]


def test_an_event_of_an_unknown_type_changes_nothing(modules: Page) -> None:
    assert modules.evaluate(_FOLD, [{"type": "answer.thought", "text": "x"}]) == modules.evaluate(_FOLD, [])


def test_an_event_with_facts_only_takes_nothing_away(modules: Page) -> None:
    """Before its text come the facts that no lookup returned: sums, differences, counts."""
    looked_up = _facts(("B1", "a"), sources=[_report("concessions", "timeout")], partial=True, facts=[{"factId": "f1"}])
    derived = _facts(facts=[{"factId": "f2"}])

    before, after = modules.evaluate(_FOLD, [looked_up]), modules.evaluate(_FOLD, [looked_up, derived])

    assert list(after["facts"]) == ["f1", "f2"]
    assert {**after, "facts": None} == {**before, "facts": None}


def test_the_same_cards_are_announced_once(modules: Page) -> None:
    announce = """async ([first, second]) => {
      const { newTurn, applyEvent } = await import('/web/turn.js');
      const { announcementOf } = await import('/web/announce.js');
      const states = [newTurn(1, 'q')];
      for (const event of [first, second]) states.push(applyEvent(states.at(-1), event));
      return [announcementOf(states[0], states[1]), announcementOf(states[1], states[2])];
    }"""
    unknown = dict.fromkeys(("promised", "granted", "remaining", "pending", "reversed"))
    card = {"businessReferenceId": "A", "promotionId": "P", "promotionName": "Fest", "benefitId": "B", "reasons": []}
    found = _facts() | {"cashback": [card | unknown]}

    first, second = modules.evaluate(announce, [found, _facts(facts=[{"factId": "f2"}])])

    assert first.startswith("Fest: promised not known")
    assert second is None


@pytest.mark.parametrize("statuses", [("timeout", "stale"), ("stale", "timeout")])
def test_a_cached_answer_does_not_cover_a_gap(modules: Page, statuses: tuple[str, str]) -> None:
    events = [_facts(sources=[_report("concessions", status)]) for status in statuses]

    assert [report["status"] for report in modules.evaluate(_FOLD, events)["sources"]] == ["timeout"]
