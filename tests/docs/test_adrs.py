"""The architecture decision records: one form, an index in order, and links both ways where one supersedes another."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, adrs, is_superseded, status

INDEX = ROOT / "docs" / "adr" / "README.md"
SECTIONS = ["Context", "Decision", "Consequences"]
_STATUS = re.compile(r"Accepted|Accepted; .+ superseded by \[.+|Superseded by \[.+")
_LINK = re.compile(r"\((\d{4}-[a-z0-9-]+\.md)\)")


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("adr", adrs(), ids=name)
def test_it_has_the_form(adr: Path) -> None:
    text = adr.read_text(encoding="utf-8")
    heading, blank, state, date, *_ = text.splitlines()

    assert re.fullmatch(rf"# ADR {adr.name[:4]}: \S.+[^.]", heading)
    assert blank == ""
    assert state == f"- Status: {status(adr)}"
    assert _STATUS.fullmatch(status(adr))
    assert re.fullmatch(r"- Date: \d{4}-\d{2}-\d{2}", date)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


def test_the_index_lists_every_adr_in_order_with_its_title_and_status() -> None:
    rows = [line for line in INDEX.read_text(encoding="utf-8").splitlines() if line.startswith("| [")]

    assert rows == [
        f"| [{adr.name[:4]}]({adr.name}) | {adr.read_text(encoding='utf-8').partition(': ')[2].splitlines()[0]} "
        f"| {status(adr)} |"
        for adr in adrs()
    ]


def test_the_index_names_every_number_that_is_not_used() -> None:
    used = [int(adr.name[:4]) for adr in adrs()]
    unused = [f"{number:04d}" for number in range(1, used[-1]) if number not in used]

    assert f"The numbers {', '.join(unused[:-1])} and {unused[-1]} are unused" in INDEX.read_text(encoding="utf-8")


@pytest.mark.parametrize("adr", [adr for adr in adrs() if "uperseded" in status(adr)], ids=name)
def test_what_supersedes_it_says_so(adr: Path) -> None:
    successors = [adr.parent / link for link in _LINK.findall(status(adr))]

    assert successors
    for successor in successors:
        assert not is_superseded(successor)
        [line] = [line for line in successor.read_text(encoding="utf-8").splitlines() if line.startswith("Supersedes")]
        assert adr.name in line
