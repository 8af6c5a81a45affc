"""The related tasks: made of a task with one thing changed, and of the committed sample."""

from pathlib import Path

import pytest

from core.identity.tokens import Role
from evals.harness.errors import TaskInvalid
from evals.harness.runner import run_spread, runs_of, with_bases
from evals.harness.task_files import suite_tasks
from evals.harness.world import Delivery, delivered, load_world
from evals.metamorphic.cases import all_tasks, related_task, sampled
from evals.metamorphic.known_differences import read_known
from evals.metamorphic.relation import RelatedTask
from evals.metamorphic.relations import RELATIONS
from evals.metamorphic.sampling import drawn
from evals.tiers.tier import Tier

TASKS = {task.id: task for task in suite_tasks()}


def related(name: str, relation: str) -> RelatedTask:
    made = related_task(TASKS[name], RELATIONS[relation])
    assert made is not None
    return made


def test_every_relation_is_applied_in_every_run() -> None:
    chosen = [task for task in all_tasks() if isinstance(task, RelatedTask)]

    assert {task.relation for task in chosen} == set(RELATIONS)
    assert {task.tiers for task in chosen} == {(Tier.OFFLINE,), (Tier.SCRIPTED,)}
    assert len({task.id for task in all_tasks()}) == len(all_tasks())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("typos: [nowhere]", "typos cannot be applied to nowhere"),
        ("shouted: [story-order]", "shouted cannot be applied to story-order"),
        ("next-day: [yesterday-after-midnight]", "next-day cannot be applied to yesterday-after-midnight"),
    ],
)
def test_a_sample_that_cannot_be_made_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "sample.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(TaskInvalid, match=says):
        sampled(TASKS.values(), tmp_path / "sample.yaml")


def test_the_changes_of_a_task() -> None:
    story = TASKS["story-order"]

    assert related("story-order", "other-transport").stream is not story.stream
    assert (related("story-order", "next-day").now - story.now).days == 1
    assert related("story-order", "events-twice").delivery is Delivery.TWICE
    assert [turn.replaces for turn in related("story-order", "edited").turns] == [False, True]
    assert related("story-order", "twice").compares == ((1, 2),)
    assert related("dirhams-customer", "other-role").principal.role is Role.SUPPORT_AGENT


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("lead-any-customer", "other-role"),
        ("scratch-card-customer", "other-role"),  # what the card is worth is withheld
        ("rewards-down-once", "twice"),  # the second time it is up
        ("which-order", "next-day"),  # the window moves with the day
    ],
)
def test_a_relation_that_would_not_hold_is_not_applied(name: str, relation: str) -> None:
    assert related_task(TASKS[name], RELATIONS[relation]) is None


def test_a_draw_is_spread_over_worlds_and_leaves_out_what_is_known_to_differ() -> None:
    first = drawn(TASKS.values(), seed=1, each=8, known={})["typos"]
    known = {f"{task_id}-as-typos": "a reason that is long enough" for task_id in first}

    assert first == drawn(TASKS.values(), seed=1, each=8, known={})["typos"]
    assert len({TASKS[task_id].world for task_id in first}) == 8
    assert not set(first) & set(drawn(TASKS.values(), seed=1, each=8, known=known)["typos"])


def test_a_known_difference_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "known.yaml").write_text("story-order-as-typos: bug", encoding="utf-8")

    with pytest.raises(TaskInvalid, match="without a reason: story-order-as-typos"):
        read_known(tmp_path / "known.yaml")
    for name in read_known():
        task_id, _, relation = name.rpartition("-as-")
        assert related(task_id, relation).id == name


@pytest.mark.parametrize("delivery", Delivery)
def test_a_world_delivered_in_another_order_holds_the_same_rows(delivery: Delivery, tmp_path: Path) -> None:
    world = load_world("story")
    other = delivered(world, delivery)

    assert set(other.lines) == set(world.lines)
    assert (other.lines == world.lines) is (delivery is Delivery.AS_WRITTEN)
    other.store(tmp_path).close()


@pytest.mark.slow
def test_the_base_of_a_related_task_is_run_with_it() -> None:
    runs = runs_of([related("story-order", "spaced")], [Tier.OFFLINE])

    suite = run_spread(runs, processes=1)

    assert [run.task.id for run in with_bases(runs)] == ["story-order-as-spaced", "story-order"]
    assert [(result.task.id, result.findings, result.error) for result in suite.results] == [
        ("story-order", (), None),
        ("story-order-as-spaced", (), None),
    ]
