"""The tasks of the corpus: one for each subject and world, with a conversation for each of its answers."""

import zlib
from collections import defaultdict
from collections.abc import Iterable

from evals.answers.answer_files import load_answers
from evals.answers.model_answer import ModelAnswer
from evals.harness.errors import TaskInvalid
from evals.harness.expectations import Expect
from evals.harness.task import Task, TaskTurn
from evals.tiers.tier import Tier

TAG = "model-answer"
# Of a support agent and of a customer, in English, Hindi and Hinglish; all of one world, so that they share a service.
USUAL = ("story-order", "customer-own-order", "customer-chat-why-hindi", "customer-chat-follow-up-hinglish")


class AnswerTask(Task):
    """A question to which a model sends one answer of the corpus."""

    answer: ModelAnswer


class AnswerGroup(Task):
    """The answers of one subject over one world, each in a separate conversation of one service.

    Its turns are those of its members, one each.
    """

    members: tuple[AnswerTask, ...]


def with_answers(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return the tasks and those of the corpus whose questions are among them, in the order of their ids.

    Raises:
        AnswersInvalid: when a file of the corpus cannot be used.
        TaskInvalid: when an answer names a task that it cannot be given to.
    """
    written = {task.id: task for task in tasks}
    groups: dict[str, list[AnswerTask]] = defaultdict(list)
    for subject, answers in load_answers().items():
        for answer in answers:
            if base := written.get(question_of(answer)):
                groups[f"model-sent-{subject}-{base.world}"].append(_member(answer, subject, base))
    found = [*written.values(), *(_group(name, tuple(members)) for name, members in groups.items())]
    return tuple(sorted(found, key=lambda task: task.id))


def question_of(answer: ModelAnswer) -> str:
    """Return the id of the task whose first question an answer is given to.

    It follows from the answer's id, so that an answer that is added changes no other's question.
    """
    return answer.asked or USUAL[zlib.crc32(answer.id.encode()) % len(USUAL)]


def _group(name: str, members: tuple[AnswerTask, ...]) -> AnswerGroup:
    first = members[0]
    if unlike := [each.id for each in members if (each.now, each.zone) != (first.now, first.zone)]:
        raise TaskInvalid(f"{name}: of another time than {first.id}: {', '.join(unlike)}")
    return AnswerGroup(
        id=name,
        why="Whatever a model sends, no word of it is shown and no figure is wrong.",
        tags=(TAG,),
        world=first.world,
        now=first.now,
        zone=first.zone,
        principal=first.principal,
        tiers=(Tier.SCRIPTED,),
        turns=tuple(turn for member in members for turn in member.turns),
        members=members,
    )


def _member(answer: ModelAnswer, subject: str, base: Task) -> AnswerTask:
    if not base.turns or base.faults:
        raise TaskInvalid(f"{answer.id}: {base.id} is a task of steps, or has faults")
    # Built without validation: what is left of the expectation may be less than a task has to expect.
    turn = TaskTurn.model_construct(ask=base.turns[0].ask, expect=expected(answer, base.turns[0].expect))
    return AnswerTask(
        id=answer.id,
        why=answer.why,
        tags=(TAG, subject),
        world=base.world,
        now=base.now,
        zone=base.zone,
        principal=base.principal,
        tiers=(Tier.SCRIPTED,),
        turns=(turn,),
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
