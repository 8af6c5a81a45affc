"""Reads and writes the corpus: YAML files of model answers, by subject."""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from evals.answers.model_answer import ModelAnswer
from evals.harness.errors import HarnessError

CORPUS = Path(__file__).parent / "corpus"
_ANSWERS: TypeAdapter[list[ModelAnswer]] = TypeAdapter(list[ModelAnswer])


class AnswersInvalid(HarnessError):
    """A file of the corpus cannot be used."""


@cache
def load_answers(folder: Path = CORPUS) -> dict[str, tuple[ModelAnswer, ...]]:
    """Return the answers by subject, which is the name of their file.

    Raises:
        AnswersInvalid: when a file is not a list of answers, or two answers have one id.
    """
    found = {path.stem: read_answers(path) for path in sorted(folder.glob("*.yaml"))}
    times = Counter(answer.id for answers in found.values() for answer in answers)
    if repeated := sorted(name for name, count in times.items() if count > 1):
        raise AnswersInvalid(f"more than one answer has the id {', '.join(repeated)}")
    return found


def read_answers(path: Path) -> tuple[ModelAnswer, ...]:
    """Return the answers of one file.

    Raises:
        AnswersInvalid: when it is not a list of answers.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        # Through JSON: in strict mode pydantic then converts no scalars, but still reads days.
        return tuple(_ANSWERS.validate_json(json.dumps(document, default=str)))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise AnswersInvalid(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise AnswersInvalid(f"{path.name}: {place}: {first['msg']}") from error


def as_yaml(answers: Iterable[ModelAnswer]) -> str:
    """Return a file of the corpus with these answers, without what is as by default."""
    documents = [
        # The kind of a source is a default, and has to be written all the same.
        {**answer.model_dump(mode="json", exclude_defaults=True), "source": answer.source.model_dump(mode="json")}
        for answer in answers
    ]
    return yaml.safe_dump(documents, allow_unicode=True, sort_keys=False, width=120)
