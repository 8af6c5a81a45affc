"""Mutants that somebody has looked at and that change nothing which can be observed (`equivalent.yaml`)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import StringConstraints, TypeAdapter, ValidationError

from evals.harness.errors import HarnessError
from evals.harness.strict_model import Declared
from evals.strength.outcome import MutantOutcome, Noticed

FILE = Path(__file__).parent / "equivalent.yaml"
_Text = Annotated[str, StringConstraints(min_length=1)]


class EquivalentsInvalid(HarnessError):
    """The list of equivalent mutants cannot be read."""


class Equivalent(Declared):
    """An equivalent mutant. Its fingerprint follows from the place, the operator and the lines; the rest is to read."""

    fingerprint: _Text
    place: _Text  # the file and function
    reason: Annotated[str, StringConstraints(min_length=20, strip_whitespace=True)]


_LIST = TypeAdapter(tuple[Equivalent, ...])


def read_equivalents(path: Path = FILE) -> tuple[Equivalent, ...]:
    """Return the list.

    Raises:
        EquivalentsInvalid: it cannot be read.
    """
    try:
        return _LIST.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or [])
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise EquivalentsInvalid(f"{path.name}: {error}") from error


def mark(outcomes: Iterable[MutantOutcome], equivalents: Iterable[Equivalent]) -> list[str]:
    """Mark the survivors that are listed, and return the fingerprints of those listed that something noticed."""
    listed = {each.fingerprint for each in equivalents}
    wrong = []
    for outcome in outcomes:
        if outcome.mutant.fingerprint not in listed:
            continue
        if outcome.noticed in (Noticed.BY_NONE, Noticed.UNREACHED):
            outcome.noticed = Noticed.EQUIVALENT
        elif outcome.noticed is not Noticed.NOT_PLANTED:
            wrong.append(outcome.mutant.fingerprint)
    return wrong
