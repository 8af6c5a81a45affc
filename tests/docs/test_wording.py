"""Docstrings, comments, names and documents use plain technical English: none of the banned phrases."""

import os
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, relative
from tests.docs.wording import findings

pytestmark = pytest.mark.slow

_SUFFIXES = frozenset({".md", ".py", ".js", ".html", ".css", ".sh"})
_ROOT_FILES = (".env.example", "Makefile")
# Files in which a banned phrase is right, with the phrases that are, in small letters.
ALLOWED: dict[str, frozenset[str]] = {
    # The model reads these: another word is another prompt, with another digest, and needs a run of the evals.
    "agent/provider/prompts/customer.md": frozenset({"look-up", "look-ups", "of their own"}),
    "agent/provider/prompts/staff.md": frozenset({"look-up", "look-ups", "be told"}),
}
_NOT_OURS = ("web/vendor", "tests/web/vendor", "node_modules", "data")


def files() -> list[Path]:
    found = [ROOT / name for name in _ROOT_FILES]
    for folder, folders, names in os.walk(ROOT):
        at = Path(folder)
        # Hidden folders and those of packages are not even entered: they hold most files of a checkout.
        folders[:] = [name for name in folders if name[0] != "." and relative(at / name) not in _NOT_OURS]
        found += [at / name for name in names if Path(name).suffix in _SUFFIXES]
    return sorted(found)


@pytest.mark.parametrize("path", files(), ids=relative)
def test_it_has_no_banned_phrase(path: Path) -> None:
    allowed = ALLOWED.get(relative(path), frozenset())

    assert [str(found) for found in findings(path) if found.phrase.lower() not in allowed] == []


def test_every_exclusion_is_still_needed() -> None:
    used = {path: {found.phrase.lower() for found in findings(ROOT / path)} for path in ALLOWED}

    assert {path: phrases - used[path] for path, phrases in ALLOWED.items() if phrases - used[path]} == {}


@pytest.mark.parametrize(
    ("name", "text", "line", "phrase"),
    [
        ("a.md", "One.\nThe client is told\nlater.", 2, "is told"),
        ("a.md", "One.\nThe sum is held\nagainst the rows.", 2, "held against"),
        ("a.py", '"""Tell it.\n\nA store of its own."""\n', 1, "Tell ..."),
        ("a.py", '"""A store\nof its own."""\n', 2, "of its own"),
        ("a.py", "x = 1\n# nobody's business\n", 2, "nobody's"),
        ("a.py", "x = 1\n# in the\n# place of y\n", 2, "in the place of"),
        ("a.py", "def _told() -> None: ...\n", 1, "_told"),
        ("a.py", "x = 1\ndef test_a_customer_is_told_why() -> None: ...\n", 2, "is told"),
        ("a.js", "// reads it\n// in the place of\n// the other\n", 2, "in the place of"),
    ],
)
def test_a_banned_phrase_is_found_with_its_line(name: str, text: str, line: int, phrase: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert (line, phrase) in [(found.line, found.phrase) for found in findings(tmp_path / name)]


def test_text_that_the_code_works_with_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('WORDS = ("he is told", "told", "look-up")\n', encoding="utf-8")

    assert findings(tmp_path / "a.py") == []
