"""``rewards-agent evals answers``: prints recordings of a real model as answers of the corpus."""

import argparse
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--from", dest="recordings", type=Path, required=True, metavar="FOLDER", help="that `run --record` wrote")
    add("--prefix", required=True, metavar="NAME", help="begins the id of each answer: the model, in small letters")
    add("--command", required=True, metavar="TEXT", help="how the recordings were made, for whoever repeats it")
    add("--task", action="append", default=[], metavar="ID", help="only the recordings of this task; may be repeated")


def run(arguments: argparse.Namespace) -> int:
    """Print the answers as YAML, and a line on stderr for each recording that is none."""
    import sys

    from evals.answers.answer_files import as_yaml
    from evals.answers.from_recording import NotAnAnswer, answer_of
    from evals.tiers.recorded.recording_file import read_folder

    answers = []
    for path, recording in read_folder(arguments.recordings).items():
        if arguments.task and recording.task_id not in arguments.task:
            continue
        name = f"{arguments.prefix}-{path.stem.replace('.', '-').lower()}"
        try:
            answers.append(answer_of(recording, name=name, command=arguments.command))
        except NotAnAnswer as error:
            print(f"left out: {error}", file=sys.stderr)
    print(as_yaml(answers), end="")
    return 0 if answers else 1
