"""Agents that are of no use to anybody. A suite that lets one of them pass measures nothing."""

from collections.abc import Callable
from typing import Any

from agent.reading.lookup_plan import PlannedLookup
from evals.mutation.patching import Fault, PatchPoint, Replace

_ANSWER = "agent.answer_builder:AnswerBuilder.add_offline_answer"
_PLAN = "agent.turn:plan_lookups"
_FIRST = "404-1029384-5566778"
# What a question of every kind is asked with: sums, several orders, windows, refusals, failures.
TAGS = frozenset({"multi-shipment", "several-orders", "refusal", "reversal"})
FEWEST_FAILED = 0.25  # of the tasks; one failed task alone keeps an agent from being shipped


def _agent(name: str, why: str, *seams: PatchPoint) -> Fault:
    return Fault(name, why, seams, (), TAGS)


def _writing(text: Callable[[Any], str]) -> Replace:
    """Write a text in the place of the answer."""

    def replace(_: Any) -> Any:
        def faulty(self: Any) -> str:
            self.realiser.text = text(self)
            return str(self.realiser.text)

        return faulty

    return replace


def _dump(answer: Any) -> str:
    return "\n".join(fact.model_dump_json() for fact in answer.scope.facts.values())


def _whole_menu(_: Any) -> Any:
    return lambda self: self.say([statement.statement_id for statement in self.menu.statements])


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
        "It says that nothing was granted.",
        PatchPoint(_ANSWER, _writing(lambda _: "Nothing was granted.")),
    ),
    _agent("raw-dump", "It shows the facts as they are.", PatchPoint(_ANSWER, _writing(_dump))),
    _agent("whole-menu", "It says all that holds, whatever is asked.", PatchPoint(_ANSWER, _whole_menu)),
    _agent("calls-everything", "It calls every tool there is.", PatchPoint(_PLAN, _everything)),
    _agent("always-the-first-order", "It answers about one order, whatever is asked.", PatchPoint(_PLAN, _first_order)),
)
