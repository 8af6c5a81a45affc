"""Agents that are useless. A suite that passes one of them measures nothing."""

from collections.abc import Callable
from typing import Any

from agent.reading.lookup_plan import PlannedLookup
from evals.mutation.patching import Fault, PatchPoint, Replace

_ANSWER = "agent.answer_builder:AnswerBuilder.add_offline_answer"
_PLAN = "agent.turn:plan_lookups"
_FIRST = "404-1029384-5566778"
# Tags that together cover questions of every kind: sums, several orders, windows, refusals, failures.
TAGS = frozenset({"multi-shipment", "several-orders", "refusal", "reversal"})
FEWEST_FAILED = 0.25  # as a share of the tasks; in practice a single failed task keeps an agent from being shipped


def _agent(name: str, why: str, *points: PatchPoint) -> Fault:
    return Fault(name, why, points, (), TAGS)


def _writing(text: Callable[[Any], str]) -> Replace:
    """Replace the answer with a text."""

    def replace(_: Any) -> Any:
        def faulty(self: Any) -> str:
            self.realiser.text = text(self)
            return str(self.realiser.text)

        return faulty

    return replace


def _dump(answer: Any) -> str:
    return "\n".join(fact.model_dump_json() for fact in answer.scope.facts.values())


def _whole_menu(_: Any) -> Any:
    return lambda self: self.add_chosen([statement.statement_id for statement in self.menu.statements])


def _everything(original: Any) -> Any:
    def planned(question: Any, setting: Any) -> Any:
        names = ("get_promotion_execution_details", "get_issuance_history", "get_remaining_cashback")
        return [PlannedLookup(name, {"businessReferenceId": _FIRST}) for name in names] + original(question, setting)

    return planned


def _first_order(_: Any) -> Any:
    lookup = PlannedLookup("get_promotion_execution_details", {"businessReferenceId": _FIRST})
    return lambda question, setting: [lookup]


AGENTS = (
    _agent("silent", "It says nothing.", PatchPoint(_ANSWER, _writing(lambda _: ""))),
    _agent(
        "always-refusing",
        "It refuses everything.",
        PatchPoint(_ANSWER, _writing(lambda _: "I can only look things up.")),
    ),
    _agent(
        "always-zero",
        "It always says that nothing was granted.",
        PatchPoint(_ANSWER, _writing(lambda _: "Nothing was granted.")),
    ),
    _agent("raw-dump", "It dumps the facts as JSON.", PatchPoint(_ANSWER, _writing(_dump))),
    _agent("whole-menu", "It says every statement of the menu, whatever is asked.", PatchPoint(_ANSWER, _whole_menu)),
    _agent("calls-everything", "It calls every tool.", PatchPoint(_PLAN, _everything)),
    _agent(
        "always-the-first-order", "It answers about the same order, whatever is asked.", PatchPoint(_PLAN, _first_order)
    ),
)
