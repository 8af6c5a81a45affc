"""``rewards-agent evals relations``: lists the metamorphic relations, draws their sample, and runs them widely."""

import argparse
import os

from cli.evals_command import jobs

EACH = 4  # tasks of each relation in the sample


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--wide", action="store_true", help="run every relation on every task that it applies to; exit status 1 if any")
    add("--every", type=int, default=1, metavar="N", help="with --wide: about one of N related tasks")
    add("--seed", type=int, default=0, metavar="N", help="with --every: which of them")
    add("--draw", type=int, metavar="SEED", help="draw the sample of `evals run` again and write it")
    add("--jobs", type=jobs, default=os.cpu_count() or 1, metavar="N", help="how many processes (default: all cores)")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for, and return the exit status."""
    if arguments.draw is not None:
        return _draw(arguments.draw)
    return _run_widely(arguments) if arguments.wide else _list()


def _list() -> int:
    from evals.harness.task_files import suite_tasks
    from evals.metamorphic.cases import every_related, sampled
    from evals.metamorphic.relations import RELATIONS

    tasks = suite_tasks()
    chosen = sampled(tasks)
    for name, relation in RELATIONS.items():
        applies = sum(1 for _ in every_related(tasks, [relation]))
        in_sample = sum(task.relation == name for task in chosen)
        print(f"{name:16} the same question {relation.what}; applies to {applies} tasks, {in_sample} in the sample")
        print(f"{'':16} equal: {', '.join(sorted(relation.equal))}")
        if relation.differ:
            print(f"{'':16} different: {', '.join(sorted(relation.differ))}")
    return 0


def _draw(seed: int) -> int:
    from evals.harness.task_files import suite_tasks
    from evals.metamorphic.cases import SAMPLE
    from evals.metamorphic.known_differences import read_known
    from evals.metamorphic.sampling import drawn, sample_text

    sample = drawn(suite_tasks(), seed=seed, each=EACH, known=read_known())
    SAMPLE.write_text(sample_text(sample, seed=seed), encoding="utf-8")
    print(f"{sum(map(len, sample.values()))} related tasks in {SAMPLE.name}")
    return 0


def _run_widely(arguments: argparse.Namespace) -> int:
    from evals.harness.results import RunVerdict
    from evals.harness.runner import run_spread, runs_of
    from evals.harness.task_files import suite_tasks
    from evals.metamorphic.cases import every_related
    from evals.metamorphic.known_differences import read_known
    from evals.metamorphic.relation import RelatedTask
    from evals.metamorphic.sampling import every_nth
    from evals.tiers.tier import Tier

    known = read_known()
    related = every_nth(every_related(suite_tasks()), seed=arguments.seed, nth=max(1, arguments.every))
    runs = runs_of([task for task in related if task.id not in known], [Tier.OFFLINE])
    suite = run_spread(runs, processes=arguments.jobs)
    results = [result for result in suite.results if isinstance(result.task, RelatedTask)]
    for result in results:
        for finding in result.findings:
            print(f"{result.task.id} turn {finding.turn}, {finding.check}: {finding.message}")
        if result.error is not None:
            print(f"{result.task.id}: {result.error}")
    failed = sum(result.verdict is not RunVerdict.PASSED for result in results)
    skipped = len(related) - len(results)
    print(f"{len(results)} related tasks: {failed} failed ({skipped} of another tier or known to differ were not run)")
    return 1 if failed else 0
