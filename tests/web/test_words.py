"""Every closed set of codes in the APIs has its display names in the pages, in every language."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from api.problems import PROBLEM_TYPES
from core.contract import IssuanceStatus, Reason, ReversalStatus, SourceName, SourceStatus
from core.identity.tokens import Role
from statements.kinds.conflicts import CODES
from tools.cards import Label, ToolStatus
from tools.registry import TOOLS
from tools.wording import OUR_RECORDS

_LOCALES = Path(__file__).resolve().parents[2] / "web" / "locales"


def listed(language: str, prefix: str) -> set[str]:
    """Return the codes of one set that the catalogue of a language names."""
    pages = "".join(path.read_text(encoding="utf-8") for path in sorted(_LOCALES.glob(f"{language}*.js")))
    return set(re.findall(rf"^  '{re.escape(prefix)}\.([^']+)':", pages, re.MULTILINE))


_SETS: dict[str, set[Any]] = {
    "label": set(Label),
    "reason": set(Reason),
    "status": set(IssuanceStatus),
    "reversal": set(ReversalStatus) - {"NONE", "UNKNOWN"},
    "source": {*SourceName, OUR_RECORDS},
    "sourceStatus": set(SourceStatus),
    "gap": {SourceStatus.TIMEOUT, SourceStatus.ERROR, SourceStatus.CIRCUIT_OPEN},
    "loss": set(SourceName),
    "looking": {*TOOLS, "search"},
    "lookedUp": {*TOOLS, "search"},
    "toolStatus": set(ToolStatus),
    "conflict": {*CODES, "equalIssuances", "issuedWithoutEvents"},
    "outcome": {"answered", "partial", "refused", "unavailable", "needsInput"},
    "role": {Role.SUPPORT_AGENT, Role.SUPPORT_LEAD, Role.CUSTOMER},
    "month": set(range(1, 13)),
}


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize(("prefix", "codes"), _SETS.items())
def test_each_code_has_words(language: str, prefix: str, codes: set[str]) -> None:
    assert {str(code) for code in codes} - listed(language, prefix) == set()


@pytest.mark.parametrize("language", ["en", "hi"])
def test_each_problem_has_a_sentence_by_its_code_or_its_status(language: str) -> None:
    named = listed(language, "problem")
    unnamed = {
        code
        for code, problem in PROBLEM_TYPES.items()
        if problem.status < 499 and not {code, str(problem.status)} & named
    }
    # Faults of the page, or of a client of MCP: the sentence for everything else.
    assert unnamed == {"methodNotAllowed", "mediaTypeUnsupported", "notAcceptable"}


def test_a_catalogue_that_is_read_holds_its_codes_and_no_others() -> None:
    assert "promised" in listed("en", "label")
    assert "Promised" not in listed("en", "label")


_UNLISTED = """async (locale) => {
  const { setLocale } = await import('/web/locales/index.js');
  const { statusWords, toolWords, gapSentences, sourceStatusWords } = await import('/web/words.js');
  await setLocale(locale);
  try {
    return [
      statusWords('SOME_NEW_CODE'), sourceStatusWords('someNewCode'), statusWords('toString'),
      toolWords('get_new_things', {}, { isDone: false }), toolWords('get_new_things', {}, { isDone: true }),
      ...gapSentences([{ source: 'newSource', status: 'newStatus' }]),
    ];
  } finally { setLocale('en'); }
}"""


@pytest.mark.browser
def test_an_unlisted_code_is_shown_in_readable_form(modules: Page) -> None:
    readable = ["Some new code", "Some new code", "To string", "Get new things…", "Get new things"]
    assert modules.evaluate(_UNLISTED, "en") == [*readable, "The newSource: New status."]
    assert modules.evaluate(_UNLISTED, "hi") == [*readable, "newSource: New status।"]


_SENTENCES = """async ([locale, sources]) => {
  const { setLocale } = await import('/web/locales/index.js');
  const { gapSentences } = await import('/web/words.js');
  await setLocale(locale);
  try { return gapSentences(sources); } finally { setLocale('en'); }
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "The promotion record (PED) did not answer in time, so what was promised is not known.",
                "The record needed for part of this could not be read.",
            ],
        ),
        (
            "hi",
            [
                "प्रमोशन रिकॉर्ड (PED) से समय पर जवाब नहीं आया, इसलिए कितने का वादा था, यह पता नहीं है।",
                "इसके एक हिस्से के लिए ज़रूरी रिकॉर्ड पढ़ा नहीं जा सका।",
            ],
        ),
    ],
)
def test_a_gap_is_one_sentence_with_what_is_unknown(modules: Page, language: str, expected: list[str]) -> None:
    sources = [{"source": "ped", "status": "timeout"}, {"source": "records", "status": "error"}]

    assert modules.evaluate(_SENTENCES, [language, sources]) == expected


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
