"""The reply for the customer: what they may see, in their language, and nothing where nothing is certain."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from agent.draft import draft_of
from agent.offline.language import Language
from agent.offline.understand import understand
from guardrails.grounding import check_sentence
from guardrails.stream import SentenceGate

from rewards.contract import Reason, SourceStatus
from tests.guardrails import worlds
from tests.guardrails.worlds import World, world
from tests.story import NOW, ORDER, benefit, execution, sources, without_concessions
from tools.result import REFERENCE, FactKind, Label

QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
WORLDS: dict[str, Callable[[], World]] = {
    "story": worlds.story,
    "complete": worlds.complete,
    "failed": worlds.failed,
    "scratch card": worlds.scratch_card,
    "card of PED only": worlds.card_of_ped_only,
    "card past its day": worlds.scratch_card_past_its_day,
    "returned": worlds.returned,
    "taken back twice": worlds.taken_back_twice,
    "over-issued": lambda: world(execution(benefit=benefit(reasons=[Reason.OVER_ISSUED], line_items=[]))),
    "duplicate": lambda: world(execution(benefit=benefit(reasons=[Reason.DUPLICATE_ISSUANCE], line_items=[]))),
    "conflict": lambda: world(execution(benefit=benefit(reasons=[Reason.SOURCE_CONFLICT], line_items=[]))),
}


def _draft(found: World, language: Language, question: str = QUESTION) -> str | None:
    understood = replace(understand(question, today=NOW.date()), language=language)
    return draft_of([found.outcome.view], understood)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", WORLDS)
def test_every_sentence_of_a_draft_is_grounded(name: str, language: Language) -> None:
    found = WORLDS[name]()
    draft = _draft(found, language)
    gate = SentenceGate()

    assert draft is not None
    refused = {
        sentence: verdict.code
        for sentence in [*gate.feed(draft), *gate.close()]
        if not (verdict := check_sentence(sentence, found.facts, known_ids={ORDER})).accepted
    }
    assert refused == {}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", WORLDS)
def test_a_draft_tells_no_fact_that_is_for_the_staff(name: str, language: Language) -> None:
    found = WORLDS[name]()
    told = [found.facts[match[1]] for match in REFERENCE.finditer(_draft(found, language) or "")]

    assert [fact.label for fact in told if fact.audience == "staff"] == []
    # A promotion and an item have names of their own; what is left without a reference is the order and prose.
    assert not re.search(r"\d", REFERENCE.sub("", _draft(found, language) or "").replace(ORDER, ""))


def test_the_worth_of_a_scratch_card_is_not_told_before_it_is_revealed() -> None:
    found = worlds.scratch_card()
    draft = _draft(found, Language.ENGLISH) or ""

    assert "not been revealed" in draft
    assert [m[1] for m in REFERENCE.finditer(draft) if found.facts[m[1]].kind is FactKind.MONEY] == []


@pytest.mark.parametrize(
    "found",
    [
        world(without_concessions()),
        world(execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT))),
    ],
    ids=["concessions down", "tracker down"],
)
def test_nothing_is_drafted_from_an_incomplete_record(found: World) -> None:
    assert _draft(found, Language.ENGLISH) is None


def test_a_short_question_of_a_colleague_gets_the_customer_the_whole_position() -> None:
    found = worlds.story()
    draft = _draft(found, Language.ENGLISH, f"just tell me how much is left on {ORDER}") or ""
    told = {found.facts[match[1]].label for match in REFERENCE.finditer(draft)}

    assert {Label.PROMISED, Label.GRANTED, Label.REMAINING} <= told


def test_what_is_refused_to_the_colleague_is_not_told_to_the_customer() -> None:
    draft = (
        _draft(worlds.story(), Language.ENGLISH, f"please credit the rest of {ORDER} and tell me what is left") or ""
    )

    assert "cannot" not in draft
    assert draft.startswith("Hello")


@pytest.mark.parametrize(
    ("language", "hello"), [(Language.ENGLISH, "Hello"), (Language.HINDI, "नमस्ते"), (Language.HINGLISH, "Namaste")]
)
def test_the_salutation_is_in_the_language_and_without_a_name(language: Language, hello: str) -> None:
    assert (_draft(worlds.story(), language) or "").startswith(f"{hello},")
