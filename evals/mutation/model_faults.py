"""Faults around the model: what of its choice counts, and when it is stopped."""

import asyncio
from typing import Any

from agent.turn_events import Outcome
from evals.mutation.patching import Fault, PatchPoint
from evals.mutation.replacements import always, constant, giving

_READER = "guardrails.output.references:ReferenceReader"


def _with_prose(original: Any) -> Any:
    """Take what a model writes for references to itself."""
    return lambda self, text: [*original(self, text), text]


def _open_menu(original: Any) -> Any:
    def guarded(context: Any) -> Any:
        return original(context).model_copy(update={"is_on_menu": lambda _: True})

    return guarded


def _saying_prose(original: Any) -> Any:
    def say(self: Any, statement_ids: Any) -> Any:
        text = ""
        for each in statement_ids:
            known = each in self.menu.by_id
            if not known:
                self.realiser.text += each
            text += original(self, [each]) if known else each
        return text

    return say


def _menu_of_the_first_turn(original: Any) -> Any:
    """Build the menu of a conversation once."""
    known: dict[str, Any] = {}

    def refresh(self: Any) -> None:
        original(self)
        made = (self._chosen, self._situation, self._menu)
        self._chosen, self._situation, self._menu = known.setdefault(self.scope.conversation_id, made)

    return refresh


def _runs_on(_: Any) -> Any:
    """Let lookups run to their end when the one who asked has gone."""

    async def faulty(self: Any) -> Any:
        tasks = [asyncio.ensure_future(self._lookups.run(call)) for call in self.calls]
        for finished in asyncio.as_completed(tasks):
            yield await finished

    return faulty


def _fault(name: str, why: str, at: str, change: Any, caught_by: tuple[str, ...], *tags: str) -> Fault:
    return Fault(name, why, (PatchPoint(at, change),), caught_by, frozenset(tags))


FAULTS = (
    _fault(
        "choice-not-read",
        "Nothing is read of what a model chooses.",
        f"{_READER}._closed",
        always([]),
        ("outcome",),
        "model-choice",
    ),
    Fault(
        "prose-of-a-model-shown",
        "What a model writes beside its references is shown.",
        (
            PatchPoint(f"{_READER}.feed", _with_prose),
            PatchPoint("agent.model_loop:_guarded", _open_menu),
            PatchPoint("agent.answer_builder:AnswerBuilder.add_chosen", _saying_prose),
        ),
        ("statements", "injection", "mustNotSay"),
        frozenset({"model-text", "gullible", "grounding"}),
    ),
    _fault(
        "menu-of-an-earlier-turn",
        "A question is answered from the menu of the first one of its conversation.",
        "agent.answer_builder:AnswerBuilder.refresh",
        _menu_of_the_first_turn,
        ("amounts", "outcome", "says"),
        "conversation",
    ),
    _fault(
        "error-after-the-first-byte",
        "A model that breaks off in the middle of its answer has finished it.",
        "guardrails.model_gateway:ModelGateway._note_failure",
        always(None),
        ("amounts", "outcome", "says"),
        "breaks-off",
    ),
    _fault(
        "choice-not-completed",
        "Whatever a model chooses is taken for an answer.",
        "agent.selecting.completion:is_answered",
        always(value=True),
        ("amounts", "kinds", "says"),
        "model-choice",
        "model-text",
    ),
    _fault(
        "nothing-after-a-choice",
        "After what a model chose nothing more is said.",
        "agent.answer_builder:AnswerBuilder.add_missing",
        always(""),
        ("amounts", "masking", "kinds"),
        "model-text",
        "model-choice",
    ),
    _fault(
        "orders-left-out",
        "A model may leave orders out of a list.",
        "agent.selecting.completion:_orders_left_out",
        always(frozenset()),
        ("amounts", "says"),
        "pages",
        "several-orders",
    ),
    _fault(
        "heading-left-out",
        "Which days were searched is said where a model thinks of it.",
        "agent.answer_builder:get_opening",
        always([]),
        ("dates", "says"),
        "window",
    ),
    _fault(
        "tools-run-on",
        "A client that goes away leaves its lookups running.",
        "agent.lookups:Prefetch._finished",
        _runs_on,
        ("disconnect",),
    ),
    Fault(
        "no-step-limit",
        "A model may ask for lookups for ever.",
        (
            PatchPoint("agent.model_loop:MAX_MODEL_CALLS", constant(25)),
            PatchPoint("agent.model_loop:RECURSION_LIMIT", constant(120)),
        ),
        ("budgets",),
        frozenset({"limits"}),
    ),
    _fault(
        "always-refused",
        "Every outcome is told as a refusal.",
        "agent.finished_answer:get_outcome",
        always(Outcome.REFUSED),
        ("outcome",),
        "single-shipment",
    ),
    _fault(
        "draft-for-nobody",
        "A draft for the customer is written where nothing is certain.",
        "agent.finished_answer:build_reply_draft",
        giving(lambda draft: draft or "All of it was paid."),
        ("draft",),
        "partial",
        "unavailable",
        "ambiguous",
    ),
)
