"""The variants of a reply draft: each language and length of one selection; none states more than the full one."""

import re
from collections import Counter

import pytest

from agent.answer_builder import AnswerBuilder
from agent.reply_drafts import build_reply_drafts
from agent.turn_events import DraftLength, ReplyDraft
from core.contract import Reason, SourceStatus
from core.identity.tokens import Role
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.staging import executions_of
from language.message_catalogue import LANGUAGES
from tests.agent.scene import in_progress
from tests.harness import AGENT
from tests.story_order import ORDER, benefit, cashback, execution, item, sources, without_concessions
from tools.cards import REFERENCE, Label, ToolStatus

LEFT = f"What is left on order {ORDER}?"
WHY = f"Why has the customer not received all of the cashback for {ORDER}?"
_DIGITS = re.compile(r"\d")
_QUESTIONS = (
    "What is left on order {0}?",
    "why is the rest of {0} missing?",
    "did anything fail on {0}?",
    "on which gift cards did {0} come?",
    "was anything taken back on {0}?",
    "write a reply for {0}",
    "tell me about {0}",
)


def variants(answer: AnswerBuilder) -> dict[tuple[str, DraftLength], ReplyDraft]:
    answer.add_offline_answer()
    return {(each.language, each.length): each for each in build_reply_drafts(answer).variants}


def facts_of(draft: ReplyDraft) -> Counter[str]:
    return Counter(REFERENCE.findall(draft.text))


def test_there_is_one_in_each_language_and_length() -> None:
    drafts = variants(in_progress(LEFT, execution()))

    assert set(drafts) == {(language, length) for language in LANGUAGES for length in DraftLength}
    assert len({draft.text for draft in drafts.values()}) == len(drafts)


def test_the_default_is_the_full_one_in_the_language_of_the_question() -> None:
    answer = in_progress(f"ऑर्डर {ORDER} का कितना कैशबैक बाकी है?", execution())
    answer.add_offline_answer()
    drafts = build_reply_drafts(answer)

    assert drafts.default == next(d.text for d in drafts.variants if (d.language, d.length) == ("hi", "full"))


def test_a_short_one_answers_without_greeting_and_closing() -> None:
    drafts = variants(in_progress(WHY, execution()))
    full, short = drafts["en", DraftLength.FULL].text, drafts["en", DraftLength.SHORT].text

    assert full.startswith("Hello")
    assert "regards" in full
    assert not re.search("hello|regards|patience", short, re.IGNORECASE)
    assert "not shipped" in short
    assert len(short) < len(full)


def test_a_short_one_names_every_cause() -> None:
    two = benefit(reasons=[Reason.AWAITING_SHIPMENT, Reason.ISSUANCE_FAILED])
    short = variants(in_progress(WHY, execution(benefit=two)))["en", DraftLength.SHORT].text

    assert "not shipped" in short
    assert "went wrong" in short or "fail" in short


@pytest.mark.parametrize("seed", range(42))
def test_all_state_the_same_facts_and_none_more_than_the_full_one(seed: int) -> None:
    world = seeded(seed)
    orders = executions_of(world)
    question = _QUESTIONS[seed % len(_QUESTIONS)].format(world.orders[0])
    answer = in_progress(question, *orders)
    drafts = variants(answer)
    shown_to_a_customer = {each.fact_id for each in answer.scope.facts.values() if each.audience == "customer"}

    for length in DraftLength:
        stated = [facts_of(drafts[language, length]) for language in LANGUAGES if drafts]
        assert all(set(each) == set(stated[0]) for each in stated), (seed, length)
        assert all(set(each) <= shown_to_a_customer for each in stated)
    for language in LANGUAGES if drafts else ():
        full, short = drafts[language, DraftLength.FULL], drafts[language, DraftLength.SHORT]
        assert short.text
        assert set(facts_of(short)) <= set(facts_of(full))


@pytest.mark.parametrize("seed", range(24))
def test_no_digit_is_in_a_variant_but_in_an_order_number_and_the_number_of_a_benefit(seed: int) -> None:
    world = seeded(seed)
    answer = in_progress(f"what about {world.orders[0]}?", *executions_of(world))

    for draft in variants(answer).values():
        rest = REFERENCE.sub(" ", draft.text)
        for order in world.orders:
            rest = rest.replace(order, " ")
        assert len(_DIGITS.findall(rest)) <= len(re.findall(r"(?<!\d)\d(?!\d)", rest)), rest


@pytest.mark.parametrize("question", [LEFT, f"how much was given on {ORDER}?", f"was all of {ORDER} paid?"])
def test_a_short_one_still_gives_the_sum_that_was_asked_for(question: str) -> None:
    answer = in_progress(question, execution())
    drafts = variants(answer)
    facts = answer.scope.facts

    for language in LANGUAGES:
        labels = {facts[fact].label for fact in facts_of(drafts[language, DraftLength.SHORT])}
        assert labels & {Label.REMAINING, Label.GRANTED}


@pytest.mark.parametrize(
    "found",
    [
        without_concessions(),
        execution(partial=True, sources=sources(line_items=SourceStatus.TIMEOUT)),
        execution(benefit=benefit(reasons=[Reason.DUPLICATE_ISSUANCE])),
        execution(benefit=benefit(reasons=[Reason.OVER_ISSUED])),
    ],
)
def test_a_holding_reply_exists_in_every_variant(found: object) -> None:
    drafts = variants(in_progress(LEFT, found))  # type: ignore[arg-type]

    assert len(drafts) == len(LANGUAGES) * len(DraftLength)
    for draft in drafts.values():
        assert draft.text
        assert not _DIGITS.search(draft.text)


def test_while_nothing_can_be_read_there_is_a_holding_reply() -> None:
    answer = in_progress(LEFT, status=ToolStatus.UNAVAILABLE)
    drafts = variants(answer)

    assert len(drafts) == len(LANGUAGES) * len(DraftLength)
    assert all(not _DIGITS.search(draft.text) for draft in drafts.values())
    assert build_reply_drafts(answer).default == drafts["en", DraftLength.FULL].text


@pytest.mark.parametrize("status", [ToolStatus.NOT_FOUND, ToolStatus.EMPTY, ToolStatus.INVALID])
def test_of_what_is_not_there_no_variant_is_written(status: ToolStatus) -> None:
    assert variants(in_progress(LEFT, status=status)) == {}


def test_the_worth_of_an_unrevealed_card_is_in_no_variant() -> None:
    card = benefit(
        benefit_type="SCRATCH_CARD",
        reasons=[Reason.SCRATCH_CARD_UNREVEALED],
        cashback=cashback(eligible=10000, issued=0, remaining=10000),
        issuances=[],
        line_items=[item(1, "Kettle", 10000, 0, None)],
    )
    answer = in_progress(LEFT, execution(benefit=card))

    assert AGENT.role is not Role.CUSTOMER
    for draft in variants(answer).values():
        shown = REFERENCE.sub(lambda match: answer.scope.facts[match[1]].display, draft.text)
        assert "100" not in shown
