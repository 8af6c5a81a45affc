"""How records do not agree: told to the staff by the code of the conflict, and where there is one."""

from dataclasses import replace

import pytest
from agent.draft import draft_of
from agent.offline.compose import compose
from agent.offline.language import Language
from agent.offline.understand import understand
from agent.offline.wording.languages import WORDINGS
from guardrails.grounding import check_sentence
from guardrails.stream import SentenceGate
from tools.set_sentences.english import CONFLICTS

from guardrails.projection import Projection
from guardrails.vault import Vault
from rewards.contract import Conflict, Reason
from rewards.identity import Role
from tests.guardrails.worlds import World, story, world
from tests.harness import detector
from tests.story import NOW, ORDER, benefit, execution
from tools.record import Lookup, from_execution
from tools.result import Label

QUESTION = f"What was granted on order {ORDER}?"
_TRACKED = {
    "eligibleDiffers": {"ped": 10000, "lineItems": 9000},
    "issuedDiffers": {"concessions": 3600, "lineItems": 5000},
}
BETWEEN_SOURCES = ("eligibleDiffers", "issuedDiffers", "pedRowMissing", "itemClosedWithoutEvent")


def _conflict(code: str) -> Conflict:
    return Conflict(
        code=code,
        promotion_id="PROMO-FEST",
        benefit_id="BEN-1",
        field="eligible",
        values=_TRACKED.get(code, {"concessions": None}),
        chosen=None,
        rule="a rule",
    )


def _with(code: str) -> World:
    doubted = benefit(reasons=[Reason.SOURCE_CONFLICT], line_items=[])
    return world(execution(benefit=doubted, conflicts=[_conflict(code)]))


def _told(found: World, language: Language, *, for_staff: bool = True) -> str:
    asked = replace(understand(QUESTION, today=NOW.date()), language=language)
    return compose([found.outcome.view], asked, is_open_search=False, for_staff=for_staff)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CONFLICTS)
def test_each_conflict_is_told_and_may_go_out(code: str, language: Language) -> None:
    found, plain = _with(code), story()
    text = _told(found, language)
    gate = SentenceGate()
    sentences = [*gate.feed(text), *gate.close()]
    opening = WORDINGS[language].conflicts[code].split("{")[0].strip()

    assert [s for s in sentences if not check_sentence(s, found.facts, known_ids={ORDER}).accepted] == []
    [told] = [s for s in sentences if s.strip().startswith(opening)]
    assert not check_sentence(told, plain.facts, known_ids={ORDER}).accepted


@pytest.mark.parametrize("code", CONFLICTS)
def test_only_of_two_sources_it_is_said_that_they_disagree(code: str) -> None:
    found = _with(code)

    assert ("disagree" in _told(found, Language.ENGLISH)) is (code in BETWEEN_SOURCES)
    assert check_sentence("The sources disagree.", found.facts).accepted is (code in BETWEEN_SOURCES)


def test_the_reason_reads_right_of_any_conflict() -> None:
    """A reference to it is shown as it reads, whether the conflict is of two sources or of one."""
    shown = [fact.display for fact in _with("reversalAboveIssuance").facts.values() if fact.label is Label.REASON]

    assert shown == ["the records do not agree"]


@pytest.mark.parametrize(
    ("code", "label"), [("eligibleDiffers", "trackedPromised"), ("issuedDiffers", "trackedIssued")]
)
def test_the_other_value_stands_in_its_sentence_only(code: str, label: str) -> None:
    found = _with(code)
    shown = {fact.label: fact.display for fact in found.facts.values()}[Label(label)]

    assert {fact.label: fact.audience for fact in found.facts.values()}[Label(label)] == "staff"
    for words in ("was promised", "was issued", "has been granted", "remains", "is recorded"):
        assert not check_sentence(f"{shown} {words}.", found.facts).accepted
        assert not check_sentence(found.fill(f"{{{label}}} {words}."), found.facts).accepted


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ownerDiffers", "One record of this order is of another customer."),
        ("eventTypeUnknown", "One event is of a type that is not known."),
    ],
)
def test_a_model_may_say_it_in_its_words_where_it_is_so(code: str, sentence: str) -> None:
    assert check_sentence(sentence, _with(code).facts).code is None
    assert not check_sentence(sentence, story().facts).accepted


@pytest.mark.parametrize("code", CONFLICTS)
def test_a_customer_learns_nothing_of_it(code: str) -> None:
    found = from_execution(execution(conflicts=[_conflict(code)]))
    projected = Projection(Role.CUSTOMER, Vault(detector())).lookup(
        Lookup((found,), partial=False, sources=()), (found,)
    )
    asked = understand(QUESTION, today=NOW.date())

    assert projected.orders[0].benefits[0].conflicts == ()
    assert "disagree" not in (draft_of([_with(code).outcome.view], asked) or "")
    assert "disagree" not in _told(_with(code), Language.ENGLISH, for_staff=False)
