"""The tasks of the corpus: one for each subject, with a conversation for each of its answers."""

import zlib
from collections.abc import Mapping
from functools import cache

from evals.answers.answer_files import load_answers
from evals.answers.model_answer import ModelAnswer
from evals.harness.errors import TaskInvalid
from evals.harness.expectations import Expect
from evals.harness.task import Task, TaskTurn
from evals.harness.task_files import load_tasks
from evals.tiers.tier import Tier

TAG = "model-answer"
# Of a support agent and of a customer, in English, Hindi and Hinglish; all of one world, so that they share a service.
USUAL = ("story-order", "customer-own-order", "customer-chat-why-hindi", "customer-chat-follow-up-hinglish")


class AnswerTask(Task):
    """A question to which a model sends one answer of the corpus."""

    answer: ModelAnswer


class AnswerGroup(Task):
    """The answers of one subject, each in a separate conversation of one service. A turn is one of ``members``."""

    members: tuple[AnswerTask, ...]


@cache
def answer_tasks() -> tuple[AnswerGroup, ...]:
    """Return the tasks of the whole corpus, in the order of their ids.

    Raises:
        AnswersInvalid: when a file of the corpus cannot be used.
        TaskInvalid: when an answer names a task that does not exist.
    """
    written = {task.id: task for task in load_tasks()}
    return tuple(_group(subject, answers, written) for subject, answers in sorted(load_answers().items()))


def _group(subject: str, answers: tuple[ModelAnswer, ...], written: Mapping[str, Task]) -> AnswerGroup:
    members = tuple(_member(answer, subject, written) for answer in answers)
    first = members[0]
    if unlike := [
        each.id for each in members if (each.world, each.now, each.zone) != (first.world, first.now, first.zone)
    ]:
        raise TaskInvalid(f"{subject}: of another world or time than {first.id}: {', '.join(unlike)}")
    return AnswerGroup(
        id=f"answers-{subject}",
        why=f"Whatever a model sends, no word of it is shown and no figure is wrong: {subject}.",
        tags=(TAG,),
        world=first.world,
        now=first.now,
        zone=first.zone,
        principal=first.principal,
        tiers=(Tier.SCRIPTED,),
        turns=tuple(turn for member in members for turn in member.turns),
        members=members,
    )


def _member(answer: ModelAnswer, subject: str, written: Mapping[str, Task]) -> AnswerTask:
    # By the id, so that an answer that is added changes no other's question.
    name = answer.asked or USUAL[zlib.crc32(answer.id.encode()) % len(USUAL)]
    base = written.get(name)
    if base is None:
        raise TaskInvalid(f"{answer.id}: no such task: {name}")
    return AnswerTask(
        id=answer.id,
        why=answer.why,
        tags=(TAG, subject),
        world=base.world,
        now=base.now,
        zone=base.zone,
        principal=base.principal,
        tiers=(Tier.SCRIPTED,),
        turns=(TaskTurn(ask=base.turns[0].ask, expect=expected(answer, base.turns[0].expect)),),
        answer=answer,
    )


def expected(answer: ModelAnswer, whole: Expect) -> Expect:
    """Return what must hold for a turn whose task expects ``whole``.

    A model that chooses nothing takes nothing from the answer, so all that the task expects is expected. What one
    chooses may be much or little; but what is said is right, and what must be said is said.
    """
    degraded = answer.degraded is not None
    if not answer.chooses:
        # How often it is asked is known exactly, and is checked with the answer.
        return whole.model_copy(update={"degraded": degraded, "budgets": Expect.model_fields["budgets"].default})
    kept = ("outcome", "not_stated", "unmasked", "reasons", "requests", "canaries", "attack")
    return Expect.model_construct(degraded=degraded, **{name: getattr(whole, name) for name in kept})
