"""The licences of what the product installs: ``python -m project.licences`` checks them, ``--write`` lists them anew.

The set is ``requirements.lock``. A package's licence is what its metadata says or, where that names none or none in
particular, what its licence file and repository say (``STATED``). A licence outside ``ALLOWED`` fails the check, and so
does a table in ``docs/dependencies.md`` that differs from what the packages say.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_LOCK = _ROOT / "requirements.lock"
_PAGE = _ROOT / "docs" / "dependencies.md"
_BEGIN, _END = "<!-- licences: begin -->", "<!-- licences: end -->"

# SPDX identifiers: permissive ones, and MPL-2.0 and LGPL-3.0-only, which ask for the source of changes to the library
# itself. The product changes none of its libraries.
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "LGPL-3.0-only",
        "LicenseRef-Public-Domain",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
# Packages whose metadata names no licence, or no particular one, and those that only other platforms install.
STATED = {
    "async-timeout": "Apache-2.0",
    "blis": "BSD-3-Clause",
    "cedarpy": "Apache-2.0",  # metadata and README of k9securityio/cedar-py name none; its LICENSE, in the wheel, does
    "colorama": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "iso4217": "LicenseRef-Public-Domain",
    "jinja2": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pywin32": "PSF-2.0",
    "uvloop": "Apache-2.0 OR MIT",
}
# How metadata older than SPDX expressions words them.
_OLDER = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
}
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==")
_VIA = re.compile(r"^ +# +(?:via +)?([A-Za-z0-9][A-Za-z0-9._-]*)")
_IDENTIFIER = re.compile(r"\b(?!(?:AND|OR|WITH)\b)[A-Za-z0-9][A-Za-z0-9.+-]*")
_PRODUCT = "rewards-support-agent"


class Unlisted(Exception):
    """A licence that is unknown or not allowed, or a table that is out of date."""


@dataclass(frozen=True, slots=True)
class Licensed:
    """A package of the lock, its licence as an SPDX expression, and what asks for it."""

    name: str
    licence: str
    via: tuple[str, ...]


def packages(lock: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each package of a lock once, with what asks for it; the lock is one that uv has annotated."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            name = pinned[1]
            found.setdefault(name, [])
        elif (via := _VIA.match(line)) and via[1] not in ("via", *found[name]):
            found[name].append(via[1])
    yield from ((name, tuple(via)) for name, via in found.items())


def licence_of(name: str) -> str:
    """Return the SPDX expression of a package.

    Raises:
        Unlisted: its metadata names none that is known here, and neither does ``STATED``.
    """
    if name in STATED:
        return STATED[name]
    said = metadata.metadata(name)
    [expression] = said.get_all("License-Expression") or [""]
    [older] = said.get_all("License") or [""]
    classifiers = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each[:7] == "License"]
    if not older and len(classifiers) == 1:
        [older] = classifiers
    older = older.partition("\n")[0]  # some put the whole text there
    expression = str(expression or _OLDER.get(older, older))
    if not expression or set(_IDENTIFIER.findall(expression)) - ALLOWED:
        raise Unlisted(f"{name}: {expression or 'no licence in its metadata'} is not among the allowed licences")
    return expression


def table(licensed: list[Licensed]) -> str:
    """Return the table of the page, between its two marks."""
    rows = [f"| {each.name} | {each.licence} | {', '.join(each.via)} |" for each in licensed]
    return "\n".join([_BEGIN, "| package | licence | asked for by |", "|---|---|---|", *rows, _END])


def check(page: str, expected: str) -> None:
    """Raise Unlisted unless the page holds the table as it should be."""
    if expected not in page:
        raise Unlisted("docs/dependencies.md differs from the packages: python -m project.licences --write")


def main() -> int:
    """Return 0 when every licence is allowed and listed."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/dependencies.md")
    arguments = parser.parse_args()
    try:
        licensed = [
            Licensed(name, licence_of(name), tuple("the product" if each == _PRODUCT else each for each in via))
            for name, via in packages(_LOCK.read_text(encoding="utf-8"))
        ]
        page = _PAGE.read_text(encoding="utf-8")
        if arguments.write:
            before, _, rest = page.partition(_BEGIN)
            page = before + table(licensed) + rest.partition(_END)[2]
            _PAGE.write_text(page, encoding="utf-8")
        check(page, table(licensed))
    except Unlisted as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(licensed)} packages, every licence allowed and listed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
