"""Every closed set of codes in the APIs has its display names in the pages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

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


_GAPS = """async (sources) => {
  const { gapSentences, isOutdated } = await import('/web/words.js');
  return [gapSentences(sources).length, isOutdated(sources)];
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("status", "code", "gaps_and_outdated"),
    [
        ("ok", None, [0, False]),
        ("stale", "revalidating", [0, False]),  # as fresh as the cache promises: no news
        ("stale", "timeout", [0, True]),  # used because the source did not answer
        ("timeout", None, [1, False]),
    ],
)
def test_only_what_did_not_answer_is_a_gap(
    modules: Page, status: str, code: str | None, gaps_and_outdated: list[object]
) -> None:
    sources = [{"source": "concessions", "status": status, "latencyMs": 1.0, "code": code}]

    assert modules.evaluate(_GAPS, sources) == gaps_and_outdated
