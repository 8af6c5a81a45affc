"""Agents that are of no use to anybody. A suite that lets one of them pass measures nothing."""

from typing import Any

from agent.offline.plan import PlannedCall
from evals.planting import Fault, Seam
from evals.strength.replacing import always

_ANSWER = "agent.offline.model:OfflineModel._answer"
_PLAN = "agent.turn:plan"
_FIRST = "404-1029384-5566778"
# What a question of every kind is asked with: sums, several orders, windows, refusals, failures.
TAGS = frozenset({"multi-shipment", "several-orders", "refusal", "reversal"})
FEWEST_FAILED = 0.25  # of the tasks; one failed task alone keeps an agent from being shipped


def _agent(name: str, why: str, *seams: Seam) -> Fault:
    return Fault(name, why, seams, (), TAGS)


def _echo(_: Any) -> Any:
    return lambda self, views, understanding: "You asked about the cashback of an order."


def _dump(_: Any) -> Any:
    return lambda self, views, understanding: "\n".join(view.model_dump_json() for view in views)


def _everything(original: Any) -> Any:
    def planned(understanding: Any, brief: Any) -> Any:
        names = ("get_promotion_execution_details", "get_issuance_history", "get_remaining_cashback")
        return [PlannedCall(name, {"businessReferenceId": _FIRST}) for name in names] + original(understanding, brief)

    return planned


def _first_order(_: Any) -> Any:
    call = PlannedCall("get_promotion_execution_details", {"businessReferenceId": _FIRST})
    return lambda understanding, brief: [call]


AGENTS = (
    _agent("silent", "It says nothing.", Seam(_ANSWER, always(""))),
    _agent("always-refusing", "It refuses everything.", Seam(_ANSWER, always("I can only look things up."))),
    _agent("always-zero", "It says that nothing is known.", Seam(_ANSWER, always("Nothing has been granted."))),
    _agent("echo", "It says the question back.", Seam(_ANSWER, _echo)),
    _agent("raw-dump", "It shows what the tools gave.", Seam(_ANSWER, _dump)),
    _agent("calls-everything", "It calls every tool there is.", Seam(_PLAN, _everything)),
    _agent("always-the-first-order", "It answers about one order, whatever is asked.", Seam(_PLAN, _first_order)),
)
