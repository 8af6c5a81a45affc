"""Which tasks and tests to run over a mutant that no recorded line leads to."""

import random
from collections.abc import Callable, Iterable
from pathlib import PurePath

from evals.strength.line_recording import LineRecording, RecordedRun
from evals.strength.mutant import Mutant
from evals.strength.task_runs import reads_data_files

MOST_TASKS = 160  # of those that might notice what takes effect in every process
MOST_TESTS = 300
_OF_TEXTS = ("tests/language/", "tests/statements/")


def tasks_for(
    mutant: Mutant, recording: LineRecording, questions_of: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    """Return the tasks to run over a mutant of a data file, or of code that runs once a process.

    Of a missing word those whose questions have it; of anything else a sample of all, different for each mutant.
    The parts of a probe that read the data files as a whole are quick, and come first.
    """
    names = [run.name for run in recording.runs if run.is_green]
    if mutant.operator == "lexicon":
        word = _missing_word(mutant).casefold()
        names = [name for name in names if any(word in asked.casefold() for asked in questions_of(name))]
        return tuple(sorted(names, key=reads_data_files, reverse=True))
    first, rest = [n for n in names if reads_data_files(n)], [n for n in names if not reads_data_files(n)]
    random.Random(mutant.fingerprint).shuffle(rest)  # noqa: S311 -- a sample, not a secret
    return (*first, *rest[:MOST_TASKS])


def _missing_word(mutant: Mutant) -> str:
    """Return the word that the edit of a lexicon removes."""
    start = next(
        (at for at, pair in enumerate(zip(mutant.before, mutant.after, strict=False)) if len(set(pair)) > 1), 0
    )
    removed = mutant.before[start : start + len(mutant.before) - len(mutant.after)]
    return removed.strip(", ")


def unit_tests_for(mutant: Mutant, recording: LineRecording) -> list[RecordedRun]:
    """Return the tests of whatever executes anything of the mutant's file, or reads it; the fastest."""
    if PurePath(mutant.path).suffix == ".py":
        found = recording.of_file(mutant.path)
    else:
        found = [run for run in recording.runs if run.is_green and run.name.startswith(_OF_TEXTS)]
    return sorted(found, key=lambda run: run.cpu_s)[:MOST_TESTS]
