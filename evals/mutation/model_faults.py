"""Faults around the model: what of its choice counts, when it is stopped, and what the answer says about it."""

import asyncio
from dataclasses import replace
from typing import Any

from agent.provider.errors import ProviderTruncated, ProviderUnreachable
from agent.turn_events import NextStepCode, Outcome
from evals.mutation.patching import Fault, PatchPoint, fault_at
from evals.mutation.replacements import always, constant, giving

_READER = "guardrails.output.references:ReferenceReader"
_ANSWER = "agent.turn:build_answer"


def _with_prose(original: Any) -> Any:
    """Treat a model's prose as a reference."""
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
    """Build the menu once in a conversation."""
    known: dict[str, Any] = {}

    def rebuild_menu(self: Any) -> None:
        original(self)
        made = (self._chosen, self._situation, self._menu)
        self._chosen, self._situation, self._menu = known.setdefault(self.scope.conversation_id, made)

    return rebuild_menu


def _runs_on(_: Any) -> Any:
    """Let lookups run to their end after the client has disconnected."""

    async def faulty(self: Any) -> Any:
        tasks = [asyncio.ensure_future(self._lookups.run(call)) for call in self.calls]
        for finished in asyncio.as_completed(tasks):
            yield await finished

    return faulty


def _ended_is_whole(original: Any) -> Any:
    def close(self: Any) -> Any:
        try:
            return original(self)
        except ProviderTruncated:
            return []

    return close


def _broken_is_ended(original: Any) -> Any:
    async def read(self: Any) -> bytes:
        try:
            data: bytes = await original(self)
        except ProviderUnreachable:
            return b""
        return data

    return read


FAULTS = (
    fault_at(
        "choice-not-read",
        "A model's choice is not read.",
        f"{_READER}._closed",
        always([]),
        ("outcome",),
        "model-choice",
    ),
    Fault(
        "prose-of-a-model-shown",
        "A model's prose is shown.",
        (
            PatchPoint(f"{_READER}.feed", _with_prose),
            PatchPoint("agent.model_loop:_build_guarded_model", _open_menu),
            PatchPoint("agent.answer_builder:AnswerBuilder.add_chosen", _saying_prose),
        ),
        ("statements", "injection", "mustNotSay"),
        frozenset({"model-text", "gullible", "grounding"}),
    ),
    fault_at(
        "menu-of-an-earlier-turn",
        "A question is answered from the menu of the first one of its conversation.",
        "agent.answer_builder:AnswerBuilder.rebuild_menu",
        _menu_of_the_first_turn,
        ("amounts", "outcome", "says"),
        "conversation",
    ),
    fault_at(
        "error-after-the-first-byte",
        "A model that breaks off in the middle of its answer counts as finished.",
        "guardrails.model_gateway:ModelGateway._note_failure",
        always(None),
        ("amounts", "outcome", "says"),
        "breaks-off",
    ),
    fault_at(
        "choice-not-completed",
        "Whatever a model chooses counts as a complete answer.",
        "agent.selecting.completion:is_answered",
        always(value=True),
        ("amounts", "kinds", "says"),
        "model-choice",
        "model-text",
    ),
    fault_at(
        "nothing-after-a-choice",
        "Nothing is added after what a model chose.",
        "agent.answer_builder:AnswerBuilder.add_missing",
        always(""),
        ("amounts", "masking", "kinds"),
        "model-text",
        "model-choice",
    ),
    fault_at(
        "orders-left-out",
        "A model may leave orders out of a list.",
        "agent.selecting.completion:_orders_left_out",
        always(frozenset()),
        ("amounts", "says"),
        "pages",
        "several-orders",
    ),
    fault_at(
        "heading-left-out",
        "The searched days are stated only if the model chooses to.",
        "agent.answer_builder:get_opening",
        always([]),
        ("dates", "says"),
        "window",
    ),
    fault_at(
        "tools-run-on",
        "A client that disconnects leaves its lookups running.",
        "agent.lookups:Prefetch._finished",
        _runs_on,
        ("disconnect",),
    ),
    Fault(
        "no-step-limit",
        "A model may request lookups without end.",
        (
            PatchPoint("agent.model_loop:MAX_MODEL_CALLS", constant(25)),
            PatchPoint("agent.model_loop:RECURSION_LIMIT", constant(120)),
        ),
        ("budgets",),
        frozenset({"limits"}),
    ),
    fault_at(
        "always-refused",
        "Every outcome is reported as a refusal.",
        "agent.finished_answer:get_outcome",
        always(Outcome.REFUSED),
        ("outcome",),
        "single-shipment",
    ),
    fault_at(
        "draft-for-nobody",
        "A draft for the customer is written although nothing is certain.",
        "agent.finished_answer:build_reply_drafts",
        giving(lambda drafts: replace(drafts, default=drafts.default or "All of it was paid.")),
        ("draft",),
        "unknown",
        "ambiguous",
    ),
    fault_at(
        "nothing-to-do",
        "The next step is always that nothing has to be done.",
        "agent.finished_answer:build_next_step",
        giving(lambda step: step and step.model_copy(update={"code": NextStepCode.NOTHING_TO_DO})),
        ("nextStep",),
        "failure",
        "duplicate",
    ),
    Fault(
        "cut-off-taken-for-the-end",
        "A provider's stream that breaks off counts as a complete answer.",
        (
            PatchPoint("agent.provider.chunk_reader:ChunkReader.close", _ended_is_whole),
            PatchPoint("agent.provider.chat_completions:ChatCompletionStream._read", _broken_is_ended),
        ),
        ("budgets",),
        frozenset({"breaks-off"}),
    ),
    fault_at(
        "degraded-unsaid",
        "An answer that the offline model finished is not marked as degraded.",
        "agent.turn:build_answer",
        giving(lambda answer: answer.model_copy(update={"degraded": False})),
        ("outcome",),
        "model-text",
        "breaks-off",
    ),
    fault_at(
        "another-model-named",
        "An answer names a model that did not write it.",
        _ANSWER,
        giving(lambda answer: answer.model_copy(update={"model": "some-model"})),
        ("outcome",),
        "single-shipment",
    ),
)
