"""Which tasks to run over a mutant that no executed block leads to: of a data file, or of what runs once a process."""

import re
from collections.abc import Callable, Iterable

from evals.strength.mutant import Mutant
from evals.strength.recording import RecordedRun, Recording
from evals.strength.task_order import TaskOrder, affordable
from evals.strength.task_runs import reads_data_files

_SAMPLE_S = 4.0  # of CPU time, where nothing says which tasks are concerned
_SHORTEST = 4  # characters of a text by which it is recognised in an answer
_BETWEEN = re.compile(r"\{[^}]*\}|[\[\]\"']|\s#.*$")


def tasks_for(
    mutant: Mutant, recording: Recording, order: TaskOrder, questions_of: Callable[[str], Iterable[str]]
) -> tuple[str, ...]:
    """Return the tasks to run over a mutant of a data file, or of code that runs once a process.

    Of a missing word those whose questions have it; of a text those that were answered with it; of a module those that
    execute anything of it. Of anything else some that together execute most of the product. The parts of a probe that
    read the data files as a whole are quick, and come first.
    """
    concerned = _concerned(mutant, recording, questions_of)
    is_found_by_text = mutant.operator == "lexicon" or bool(literal_texts(mutant))
    if concerned or is_found_by_text:
        chosen = affordable(order.ordered(mutant, concerned))
    else:
        every = [run for run in recording.runs if run.is_green]
        chosen = affordable(order.ordered(mutant, every), cpu_s=_SAMPLE_S)
    whole = [run.name for run in recording.runs if run.is_green and reads_data_files(run.name)]
    first = whole if not mutant.path.endswith(".py") else []
    return tuple(dict.fromkeys((*first, *(run.name for run in chosen))))


def _concerned(mutant: Mutant, recording: Recording, questions_of: Callable[[str], Iterable[str]]) -> list[RecordedRun]:
    green = [run for run in recording.runs if run.is_green]
    if mutant.operator == "lexicon":
        word = re.compile(rf"(?<!\w){re.escape(missing_word(mutant).casefold())}")
        return [run for run in green if any(word.search(asked.casefold()) for asked in questions_of(run.name))]
    if texts := literal_texts(mutant):
        return [run for run in green if any(text in recording.said.get(run.name, "").casefold() for text in texts)]
    return recording.of_file(mutant.path)


def missing_word(mutant: Mutant) -> str:
    """Return the word that the edit of a lexicon removes."""
    start = next(
        (at for at, pair in enumerate(zip(mutant.before, mutant.after, strict=False)) if len(set(pair)) > 1), 0
    )
    removed = mutant.before[start : start + len(mutant.before) - len(mutant.after)]
    return removed.strip(", ")


def literal_texts(mutant: Mutant) -> list[str]:
    """Return of each changed line of a catalogue the longest part that an answer has as it is written there.

    None of another file, or if the parts are too short.
    """
    if not mutant.path.endswith("messages.yaml"):
        return []
    values = (line.partition(": ")[2] for line in mutant.before.splitlines())
    parts = (max(_BETWEEN.split(value), key=len).strip().casefold() for value in values)
    return [part for part in parts if len(part) >= _SHORTEST]
