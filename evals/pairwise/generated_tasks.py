"""Tasks that are generated from cases: documents as a person would write them, with the rows of their world."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evals.harness.task_files import TASKS
from evals.harness.world import WORLDS
from evals.pairwise.case_expectations import BROKEN, CaseExpectations
from evals.pairwise.case_rows import CaseRows
from evals.pairwise.dimensions import Case, Dimension

CASES = Path(__file__).with_name("cases.yaml")
FOLDER = TASKS / "pairwise"
WORLD = WORLDS / "pairs.jsonl"
_QUESTIONS = Path(__file__).with_name("questions.yaml")
_HEAD = "# Generated from evals/pairwise/cases.yaml by `rewards-agent evals pairs --write`; not edited by hand.\n"
_TIERS = (["offline"], ["scripted"])
Document = dict[str, Any]


def read_cases(path: Path = CASES) -> list[Case]:
    """Return the committed cases."""
    loaded: list[Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return [{Dimension(name): value for name, value in case.items()} for case in loaded]


def files_of(cases: Sequence[Case]) -> dict[Path, str]:
    """Return the text of every generated file: a task for each case, and the world that holds their rows."""
    generated = [CaseRows(number, case) for number, case in enumerate(cases, start=1)]
    files = {FOLDER / f"{document['id']}.yaml": _text(document) for document in map(document_of, generated)}
    lines = (json.dumps({"store": one.store, "row": one.row}) for rows in generated for one in rows.written)
    return files | {WORLD: "".join(f"{line}\n" for line in lines)}


def document_of(rows: CaseRows) -> Document:
    """Return the task of one case."""
    case = rows.case
    name = f"pair-{rows.number:02d}-{case[Dimension.ROLE]}-{case[Dimension.LANGUAGE]}"
    circumstances = ", ".join(f"{dimension.value} {case[dimension]}" for dimension in Dimension)
    document: Document = {
        "id": name,
        "why": f"No other task has these circumstances together: {circumstances}.",
        "tags": ["pairwise", case[Dimension.LANGUAGE], case[Dimension.ROLE]],
        "world": WORLD.stem,
        "now": "2026-11-23T10:00:00+05:30",
        "principal": _principal(rows),
        "tiers": _TIERS[rows.number % 2],
    }
    has_steps = case[Dimension.TURN] == "newCard" or case[Dimension.SOURCES] == "stale"
    fault = _fault(case)
    if fault is not None and case[Dimension.SOURCES] != "stale":
        document["faults"] = [fault]
    if not has_steps:
        return document | {"stream": rows.number % 3 != 0, "turns": list(_questions(rows))}
    if case[Dimension.SOURCES] == "late":
        document["settings"] = {"REWARDS_SOURCE_TIMEOUT_MS": "150"}
    return document | {"steps": list(_steps(rows))}


def _principal(rows: CaseRows) -> Document:
    customer = rows.customer if rows.case[Dimension.SCOPE] == "own" else "CUST-7199"
    principals: dict[str, Document] = {
        "agent": {
            "role": "support_agent",
            "subject": "ravi",
            "case": f"CASE-71{rows.number:02d}",
            "customer": customer,
        },
        "lead": {"role": "support_lead", "subject": "meera", "reason": f"escalation 71{rows.number:02d}"},
        "customer": {"role": "customer", "subject": "self", "customer": customer},
        "service": {"role": "service", "subject": "nightly-report", "scopes": ["rewards:read"]},
    }
    return principals[rows.case[Dimension.ROLE]]


def _fault(case: Case) -> Document | None:
    return {
        "all": None,
        "fails": {"source": BROKEN, "kind": "error"},
        "late": {"source": BROKEN, "kind": "timeout"},
        "partial": {"source": BROKEN, "kind": "malformedRow", "benefit": "BEN-1"},
        "stale": {"source": BROKEN, "kind": "error"},
    }[case[Dimension.SOURCES]]


def _questions(rows: CaseRows) -> Iterator[Document]:
    """Yield the questions of a case without steps."""
    if rows.case[Dimension.TURN] == "followUp":
        yield _first(rows)
    yield _last(rows, has_card=False)


def _steps(rows: CaseRows) -> Iterator[Document]:
    yield _first(rows)
    if rows.has_new_card:
        yield {"ask": _asked(rows, "left"), "expect": CaseExpectations(rows, has_card=False).of_order()}
        yield {"rows": [{"store": one.store, "row": one.row} for one in rows.card]}
        yield {"advance": "2min"}  # so that nothing is answered from the cache
    if rows.case[Dimension.SOURCES] == "stale":
        if rows.case[Dimension.PAGE] != "none":
            yield _last(rows, has_card=False)
        yield {"advance": "20s"}  # past the time in which a cached order is fresh
        yield {"faults": [_fault(rows.case)]}
    yield _last(rows, has_card=rows.has_new_card, is_stale=rows.case[Dimension.SOURCES] == "stale")


def _first(rows: CaseRows) -> Document:
    expect = CaseExpectations(rows, has_card=False).of_order()
    for amount in expect["amounts"]:
        amount["said"] = False
    return {"ask": _asked(rows, "granted"), "expect": expect}


def _last(rows: CaseRows, *, has_card: bool, is_stale: bool = False) -> Document:
    expectations = CaseExpectations(rows, has_card=has_card, is_stale=is_stale)
    page = rows.case[Dimension.PAGE]
    if page in ("full", "oneMore"):
        is_named = rows.case[Dimension.SCOPE] != "own"
        return {"ask": _asked(rows, "customerWindow" if is_named else "window"), "expect": expectations.of_window()}
    kind = "history" if page == "cursor" else "again" if rows.case[Dimension.TURN] != "first" else "left"
    expect = expectations.of_order()
    if kind == "history":
        for amount in expect["amounts"]:
            amount["said"] = False
    return {"ask": _asked(rows, kind), "expect": expect}


def _asked(rows: CaseRows, kind: str) -> str:
    question: str = _wordings()[rows.case[Dimension.LANGUAGE]][kind]
    return question.format(order=rows.order, customer=rows.customer)


@cache
def _wordings() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = yaml.safe_load(_QUESTIONS.read_text(encoding="utf-8"))
    return loaded


def _text(document: Document) -> str:
    return _HEAD + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2000)


class _Dumper(yaml.SafeDumper):
    """Writes what the strict reader of tasks reads back: no aliases, and days and numbers as quoted text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
