"""The words that the searches go by; the long lists are files beside this one, so that a site may read and extend them.

A file is words between white space; in ``cues.txt`` a line is one kind and its words.
"""

from importlib.resources import files


def words(listed: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(listed.split())


def words_of(name: str) -> frozenset[str]:
    """Return the words of a file of this folder."""
    return words(_read(name))


def lines_of(name: str) -> frozenset[str]:
    """Return the lines of a file of this folder."""
    return frozenset(_read(name).splitlines())


def kinds_of(name: str) -> dict[str, str]:
    """Return each word of a file with the kind that its line begins with."""
    lines = [line.partition(":") for line in _read(name).splitlines() if line]
    return {word: kind for kind, _, listed in lines for word in listed.split()}


def _read(name: str) -> str:
    return files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
