"""Every closed set of codes in the APIs has its display names in the pages."""

import re
from pathlib import Path

import pytest

from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceName, SourceStatus
from statements.kinds.conflicts import CODES
from tools.cards import Label, ToolStatus
from tools.registry import TOOLS

_WORDS = (Path(__file__).resolve().parents[2] / "web" / "words.js").read_text(encoding="utf-8")


def table(name: str) -> set[str]:
    """Return the codes that a table of the file has words for."""
    body = _WORDS.split(f"const {name} = {{", 1)[1].split("};", 1)[0]
    return set(re.findall(r"(?:^|[{,])\s*(\w+):", body, re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("LABEL", set(Label)),
        ("REASON", set(Reason)),
        ("STATUS", set(IssuanceStatus)),
        ("REVERSAL", set(ReversalStatus) - {"NONE", "UNKNOWN"}),
        ("SOURCE", set(SourceName)),
        ("SOURCE_STATUS", set(SourceStatus)),
        ("TOOL", set(TOOLS)),
        ("TOOL_STATUS", set(ToolStatus)),
        ("CONFLICT", {*CODES, "equalIssuances", "issuedWithoutEvents"}),
    ],
)
def test_each_code_has_words(name: str, codes: set[str]) -> None:
    assert {str(code) for code in codes} - table(name) == set()


def test_a_table_that_is_read_holds_its_codes_and_no_others() -> None:
    assert "promised" in table("LABEL")
    assert "Promised" not in table("LABEL")
