"""The pure parts of a turn on the page: what was shown before, the wordings of a draft, what is announced."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_UNKNOWN = dict.fromkeys(("promised", "granted", "remaining", "pending", "reversed"))
_SHOWN = """async (turns) => {
  const { shownBefore } = await import('/web/shown-before.js');
  const { positionsOfTurn } = await import('/web/position.js');
  const { newTurn } = await import('/web/turn.js');
  const all = turns.map((turn, index) => ({ ...newTurn(index, 'q'), ...turn }));
  const isShown = shownBefore(all, all.at(-1));
  return positionsOfTurn(all.at(-1)).flatMap(({ order, positions }) => positions.map((one) => isShown(order, one)));
}"""
_DRAFTS = """async ([answer, wanted]) => {
  const { draftsOf, otherDraft } = await import('/web/draft-variants.js');
  const drafts = draftsOf(answer);
  return wanted.reduce((shown, change) => otherDraft(drafts, shown, change), drafts[0])?.text ?? null;
}"""
_FIRST_DRAFT = """async ([answer, replyLocale]) => {
  const { draftsOf } = await import('/web/draft-variants.js');
  const drafts = draftsOf(answer, replyLocale);
  return [drafts.length, drafts[0].language, drafts[0].length];
}"""
_ENDED = """async ([kept, end]) => {
  const { endedWithoutAnswer, newTurn, replacedTurn } = await import('/web/turn.js');
  const previous = { ...newTurn(1, 'q'), state: 'completed', answer: { turn: 3, kept } };
  const turn = newTurn(2, 'q', previous);
  const { key, state, answer, wasStopped } = endedWithoutAnswer(turn, end);
  return { replaces: replacedTurn(turn) ?? null, key, state, turn: answer.turn, wasStopped };
}"""


def _card(remaining: int | None = 6400, **changes: Any) -> dict[str, Any]:
    amount = None if remaining is None else {"amountMinor": remaining, "currency": "INR"}
    names = {"businessReferenceId": "A", "promotionId": "P", "benefitId": "B"}
    return {**names, **_UNKNOWN, "remaining": amount, "reasons": [], "factIds": {"remaining": "f1"}, **changes}


def _row(amount: int, fact: str) -> dict[str, Any]:
    money = {"amountMinor": amount, "currency": "INR"}
    return {
        **{"businessReferenceId": "A", "promotionId": "P", "benefitId": "B"},
        **{"amount": money, "status": "ISSUED", "factIds": {"installment": fact, "giftCard": fact}},
    }


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([{"cashback": [_card()]}], [False]),
        ([{"cashback": [_card()]}, {"cashback": [_card(factIds={"remaining": "f9"})]}], [True]),
        ([{"cashback": [_card()]}, {"cashback": [_card(6300)]}], [False]),
        ([{"cashback": [_card(6300)]}, {"cashback": [_card()]}, {"cashback": [_card(6300)]}], [False]),
        ([{"cashback": [_card()]}, {"cashback": [_card(None)]}], [False]),
        ([{"cashback": [_card()]}, {"cashback": [_card(reasons=["ISSUANCE_FAILED"])]}], [False]),
        ([{"cashback": [_card()]}, {"cashback": [_card(), _card(benefitId="C")]}], [True, False]),
        ([{"cashback": [_card()]}, {"cashback": [_card(businessReferenceId="other")]}], [False]),
        (
            [
                {"cashback": [_card()], "installments": [_row(1500, "f2"), _row(2100, "f3")]},
                {"cashback": [_card()], "installments": [_row(2100, "f7")]},
            ],
            [True],
        ),
        (
            [
                {"cashback": [_card()], "installments": [_row(1500, "f2")]},
                {"cashback": [_card()], "installments": [_row(2100, "f2")]},
            ],
            [False],
        ),
    ],
)
def test_a_position_is_shown_again_only_if_it_says_something_new(
    modules: Page, turns: list[dict[str, Any]], expected: list[bool]
) -> None:
    assert modules.evaluate(_SHOWN, turns) == expected


_TWO = [
    {"language": "en", "length": "short", "text": "s"},
    {"language": "hi", "length": "short", "text": "h"},
    {"language": "en", "length": "full", "text": "f"},
]


@pytest.mark.parametrize(
    ("answer", "wanted", "expected"),
    [
        ({"replyDraft": None, "replyDrafts": _TWO}, [], None),
        ({"replyDraft": "only", "language": "hi"}, [], "only"),
        ({"replyDraft": "f", "replyDrafts": _TWO}, [], "f"),
        ({"replyDraft": "f", "replyDrafts": _TWO}, [{"length": "short"}], "s"),
        ({"replyDraft": "f", "replyDrafts": _TWO}, [{"language": "hi"}], "h"),
        ({"replyDraft": "f", "replyDrafts": _TWO}, [{"language": "hi"}, {"length": "full"}], "h"),
        ({"replyDraft": "f", "replyDrafts": _TWO}, [{"language": "mr"}], "f"),
        ({"replyDraft": "another", "replyDrafts": _TWO}, [], "another"),
    ],
)
def test_a_draft_in_a_language_and_length(modules: Page, answer: Any, wanted: Any, expected: str | None) -> None:
    assert modules.evaluate(_DRAFTS, [answer, wanted]) == expected


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_a_turn_without_an_answer_gives_the_earlier_one_back(modules: Page, state: str, *, kept: bool) -> None:
    assert modules.evaluate(_ENDED, [kept, {"state": state}]) == {
        "replaces": 3 if kept else None,
        "key": 2,
        "state": "completed",
        "turn": 3,
        "wasStopped": state == "stopped",
    }


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("One. Two.", "One. Two."),
        ("One.\n\n- two", "One."),
        ("A b. " * 40 + "₹1.50 " * 40, ("A b. " * 40).strip()),
        ("नमस्ते। " * 60, ("नमस्ते। " * 35).strip()),
        ("word " * 80, "word " * 55 + "word…"),
        ("x" * 400, "x" * 280 + "…"),
    ],
)
def test_the_beginning_of_an_answer_is_announced(modules: Page, text: str, announced: str) -> None:
    begin = "async (text) => (await import('/web/announce.js')).beginningOf(text)"
    assert modules.evaluate(begin, text) == announced


def test_what_is_known_with_the_first_word_stays_above_it(modules: Page) -> None:
    fold = """async (events) => {
      const { newTurn, applyEvent, languageOf } = await import('/web/turn.js');
      const turn = events.reduce(applyEvent, newTurn(1, 'कितना?'));
      return [turn.lead?.length ?? null, turn.cashback.length, languageOf(turn)];
    }"""
    found = {"type": "facts", "facts": [], "cashback": [_card()], "installments": [], "items": [], "sources": []}
    later = {**found, "cashback": [_card(benefitId="C")]}
    delta = {"type": "answer.delta", "text": "Of the"}

    assert modules.evaluate(fold, [found]) == [None, 1, "hi"]
    assert modules.evaluate(fold, [found, delta, later, delta]) == [1, 2, "en"]
    assert modules.evaluate(fold, [delta, later]) == [0, 1, "en"]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "en"),
        ("en", "en"),
        ("hi", "hi"),
        ("hi-IN", "hi"),
        ("hi-Latn", "hi-Latn"),
        ("hi-Latn-IN", "hi-Latn"),
        ("fr", "en"),
    ],
)
def test_the_page_names_the_language_of_the_reply(modules: Page, wanted: str, language: str) -> None:
    drafts = [
        {"language": one, "length": length, "text": f"{one} {length}"}
        for one in ("en", "hi", "hi-Latn")
        for length in ("short", "full")
    ]
    answer = {"replyDraft": "en full", "replyDrafts": drafts, "language": "en"}
    assert modules.evaluate(_FIRST_DRAFT, [answer, wanted]) == [6, language, "full"]
