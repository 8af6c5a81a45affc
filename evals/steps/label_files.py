"""The labelled texts of `evals/pii/`, as a step of a task expects them to be redacted."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "pii"
# No token that a person types is genuine, so it is kept as something else.
_TYPED_TOKEN = re.compile(r"<([A-Z_]+_\d+)>")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """What is typed, and what is stored of it: each labelled part as ``<TYPE>``."""

    text: str
    masked: str


@cache
def labelled_texts(name: str) -> tuple[LabelledText, ...]:
    """Return the texts of a file of `evals/pii/`, by its name without the ending."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_read(json.loads(line)) for line in lines)


def label_files() -> frozenset[str]:
    """Return the names of the files, without their ending."""
    return frozenset(path.stem for path in FOLDER.glob("*.jsonl"))


def _read(line: dict[str, list[dict[str, str]] | str]) -> LabelledText:
    text = str(line["text"])
    masked = text
    for span in reversed(list(line["spans"])):
        assert isinstance(span, dict)
        masked = f"{masked[: int(span['start'])]}<{span['type']}>{masked[int(span['end']) :]}"
    return LabelledText(text, _TYPED_TOKEN.sub(r"‹\1›", masked))
