"""The composer's own answers pass the check that a model's answers have to pass, in every world."""

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from agent.offline.compose import compose
from agent.offline.language import Language
from agent.offline.understand import understand
from agent.offline.wording.languages import WORDINGS
from guardrails.grounding import check_sentence, figures_of
from guardrails.stream import SentenceGate

from rewards.contract import Benefit, IssuanceStatus, Promotion, Reason, SourceStatus
from tests.guardrails import worlds
from tests.guardrails.worlds import World, world
from tests.story import NOW, ORDER, benefit, cashback, execution, inr, sources, without_concessions

OTHER_ORDER = "171-5550123-9988776"
QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"


def _legacy() -> World:
    unknown = cashback(eligible=10000, issued=None, remaining=None)
    recorded = benefit().issuances[0].model_copy(update={"event_id": None, "amount": None, "status": "RECORDED"})
    old = benefit(
        cashback=unknown,
        issuance_status=IssuanceStatus.UNKNOWN,
        reasons=[Reason.SOURCE_CONFLICT],
        issuances=[recorded],
        line_items=[],
    )
    return world(execution(benefit=old))


def _with_reason(reason: Reason, **changes: object) -> World:
    return world(execution(benefit=benefit(reasons=[reason], line_items=[], **changes)))


def _three_benefits() -> World:
    second: Benefit = worlds.scratch_card_benefit().model_copy(update={"benefit_id": "BEN-2"})
    third: Benefit = worlds.failed_benefit().model_copy(update={"benefit_id": "BEN-3"})
    promotion = Promotion(
        promotion_id="PROMO-FEST", promotion_name="Festive cashback", benefits=[benefit(), second, third]
    )
    total = cashback(eligible=27000, issued=3600, remaining=23400)
    return world(execution().model_copy(update={"promotions": [promotion], "totals": [total]}))


WORLDS: dict[str, Callable[[], World]] = {
    "story": worlds.story,
    "complete": worlds.complete,
    "failed": worlds.failed,
    "scratch card": worlds.scratch_card,
    "card past its day": worlds.scratch_card_past_its_day,
    "shipped, not issued": worlds.shipped_not_issued,
    "shipped, of no shipment": lambda: worlds.shipped_not_issued(None),
    "card of PED only": worlds.card_of_ped_only,
    "no longer due": worlds.no_longer_due,
    "returned": worlds.returned,
    "taken back twice": worlds.taken_back_twice,
    "concessions down": lambda: world(without_concessions()),
    "tracker down": lambda: world(execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT))),
    "legacy": _legacy,
    "in progress": lambda: _with_reason(Reason.ISSUANCE_PENDING),
    "capped": lambda: _with_reason(Reason.CAP_REACHED),
    "expired": lambda: _with_reason(Reason.EXPIRED, issuance_status=IssuanceStatus.EXPIRED, expires_at=NOW),
    "past its day": lambda: _with_reason(Reason.EXPIRED, expires_at=NOW),
    "cancelled": lambda: _with_reason(Reason.CANCELLED, issuance_status=IssuanceStatus.CANCELLED),
    "over-issued": lambda: _with_reason(Reason.OVER_ISSUED),
    "duplicate": lambda: _with_reason(Reason.DUPLICATE_ISSUANCE),
    "conflict": lambda: _with_reason(Reason.SOURCE_CONFLICT),
    "three benefits": _three_benefits,
    "two orders": lambda: world(execution(), execution(business_reference_id=OTHER_ORDER)),
    "no benefit": lambda: world(execution().model_copy(update={"promotions": [], "totals": []})),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_open_search", [False, True])
@pytest.mark.parametrize("name", WORLDS)
def test_every_sentence_of_the_composer_is_grounded(name: str, language: Language, *, is_open_search: bool) -> None:
    found = WORLDS[name]()
    understanding = replace(understand(QUESTION, today=NOW.date()), language=language)
    text = compose([found.outcome.view], understanding, is_open_search=is_open_search, for_staff=True)
    gate = SentenceGate()

    refused = {
        sentence: verdict.code
        for sentence in gate.feed(text) + gate.close()
        if not (
            verdict := check_sentence(
                sentence, found.facts, known_ids={ORDER, OTHER_ORDER}, claimed=figures_of(QUESTION)
            )
        ).accepted
    }

    assert text.strip()
    assert refused == {}


FIXED = sorted({text for wording in WORDINGS.values() for text in asdict(wording.fixed).values()})


@pytest.mark.parametrize("text", FIXED)
def test_what_the_composer_says_without_facts_goes_out(text: str) -> None:
    gate = SentenceGate()

    assert [s for s in gate.feed(text) + gate.close() if not check_sentence(s, {}).accepted] == []


def test_the_composer_writes_no_figure_of_its_own() -> None:
    found = worlds.story()
    text = compose([found.outcome.view], understand(QUESTION, today=NOW.date()), is_open_search=False, for_staff=True)

    assert inr(3600) in [fact.value for fact in found.facts.values()]
    assert "36" not in text.replace(ORDER, "")
