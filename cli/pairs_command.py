"""``rewards-agent evals pairs``: prints which pairs of circumstances the tasks cover, and generates what is missing."""

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--holes", action="store_true", help="print the holes only")
    parser.add_argument("--fill", type=int, metavar="SEED", help="add generated cases until there is no hole")
    parser.add_argument("--write", action="store_true", help="write the generated tasks and their world again")


def run(arguments: argparse.Namespace) -> int:
    """Print the table and return the exit status: 1 if a possible pair is covered by nothing."""
    from evals.harness.task_files import suite_tasks
    from evals.pairwise.impossible import impossible_pairs
    from evals.pairwise.table import table_of

    if arguments.fill is not None:
        _fill(arguments.fill)
    if arguments.write:
        _write()
    table = table_of(suite_tasks(), impossible_pairs())
    for line in table.lines():
        if not arguments.holes or line.startswith(("hole", "called")):
            print(line)
    return 1 if table.holes or table.contradictions else 0


def _fill(seed: int) -> None:
    """Add cases for the holes to those that are committed, whose tasks stay as they are."""
    import yaml

    from evals.harness.task_files import suite_tasks
    from evals.pairwise.cover import cover
    from evals.pairwise.generated_tasks import CASES, read_cases
    from evals.pairwise.impossible import impossible_pairs
    from evals.pairwise.table import table_of

    impossible = impossible_pairs()
    added = cover(table_of(suite_tasks(), impossible).holes, impossible, seed=seed)
    cases = [*read_cases(), *added]
    plain = [{dimension.value: value for dimension, value in case.items()} for case in cases]
    CASES.write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
    print(f"{len(added)} cases added to {CASES.name}")


def _write() -> None:
    from evals.pairwise.generated_tasks import CASES, FOLDER, files_of, read_cases

    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.yaml"):
        old.unlink()
    for path, text in files_of(read_cases()).items():
        path.write_text(text, encoding="utf-8")
    print(f"written again from {CASES.name}")
