"""What must not be on a customer's menu, and that a draft uses the customer's own menu."""

import re
from collections import Counter
from pathlib import Path

import pytest

from core.contract import Reason
from evals.menu_oracle.falsifying_changes import FALSIFIED
from evals.menu_oracle.fold import Truth
from evals.menu_oracle.generated_worlds import seeded
from evals.menu_oracle.knowledge import KNOWLEDGE
from evals.menu_oracle.staging import CUSTOMER_VIEW, STAFF, Staged, as_draft, stage
from evals.menu_oracle.worlds import World
from language.message_catalogue import DRAFTS, LANGUAGES
from language.yaml_files import read_yaml
from statements.kinds.registry import KINDS
from statements.statement import Subject, fact_ids

pytestmark = pytest.mark.slow

_LANGUAGE = Path(__file__).resolve().parents[2] / "language"
# Names of databases and reasons as codes; what a customer may see of them is asserted on worlds.
_STAFF_TERMS = ("source.", "reason_code.", "reason.", "next_step.")
_SEEDED = [seeded(seed) for seed in range(30)]
_BY_HAND = list({id(case.world): case.world for case in FALSIFIED.values()}.values())
# Names of databases, conflicts and codes, words of colleagues, and the reader in the third person, in every language;
# event ids look like E-1-11-1 and I1.
_INTERNAL = re.compile(
    r"\bPED\b|tracker|concessions|ledger|promotion record|event|over.issued|duplicate|conflict|\blead\b|agree|ticket|"
    r"colleague|customer|grahak|ट्रैकर|ट्रॅकर|डेटाबेस|प्रमोशन रिकॉर्ड|इवेंट|इव्हेंट|लीड|टिकट|ग्राहक",
    re.IGNORECASE,
)


def _menu_text(staged: Staged, language: str = "en") -> list[str]:
    return [staged.text([statement], language) for statement in staged.menu.statements]


@pytest.mark.parametrize("worlds", [_SEEDED, _BY_HAND], ids=["seeded", "by hand"])
def test_a_customer_hears_nothing_that_is_for_the_staff(worlds: list[World]) -> None:
    for world in worlds:
        staged = stage(world, CUSTOMER_VIEW, knowledge=KNOWLEDGE)
        facts = staged.situation.book.facts

        assert {statement.audience for statement in staged.menu.statements} <= {"all", "customer"}
        assert {facts[fact_id].audience for s in staged.menu.statements for fact_id in fact_ids(s.slots)} <= {
            "customer"
        }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("worlds", [_SEEDED, _BY_HAND], ids=["seeded", "by hand"])
def test_a_customer_reads_no_internal_word(worlds: list[World], language: str) -> None:
    for world in worlds:
        codes = {row.get("reasonCode") for row in world.events} - {None}
        events = {row["eventId"] for row in world.events}
        for sentence in _menu_text(stage(world, CUSTOMER_VIEW, knowledge=KNOWLEDGE), language):
            words = set(re.split(r"[^A-Za-z0-9_-]+", sentence))

            assert not _INTERNAL.search(sentence), sentence
            assert not words & (codes | events | {reason.value for reason in Reason}), sentence


@pytest.mark.parametrize("language", [*LANGUAGES, *DRAFTS])
def test_no_sentence_for_customers_has_an_internal_word(language: str) -> None:
    """Also of the kinds that no world leads to, whatever their slots hold."""
    raw = read_yaml(_LANGUAGE / language / "messages.yaml")
    sentences = {kind.name: raw["statements"][kind.name] for kind in KINDS if kind.audience != "staff"}
    shown = {name: one if isinstance(one, str) else one["customer"] for name, one in sentences.items()}
    terms = {key: term for key, term in raw["terms"].items() if not key.startswith(_STAFF_TERMS)}
    every = {**shown, **terms, **raw["parts"], **raw["questions"]}

    assert len(shown) > 100
    assert {name: sentence for name, sentence in every.items() if _INTERNAL.search(sentence)} == {}


@pytest.mark.parametrize("worlds", [_SEEDED, _BY_HAND], ids=["seeded", "by hand"])
def test_a_customer_cannot_tell_what_an_unrevealed_card_is_worth(worlds: list[World]) -> None:
    """The same world with a scratch card of another worth has the same menu."""
    for world in worlds:
        truth = Truth(world, is_for_staff=False)
        hidden = {(b.order, *b.key) for b in truth.benefits if b.is_withheld_from_customer}
        dearer = _with_worth(world, hidden)
        menus = [stage(each.changed(turn=world.turn), CUSTOMER_VIEW) for each in (world, dearer)]

        assert _menu_text(menus[0]) == _menu_text(menus[1])


def _with_worth(world: World, hidden: set[tuple[str, str, str]]) -> World:
    def changed(row: dict[str, object]) -> dict[str, object]:
        own = (str(row["businessReferenceId"]), str(row["promotionId"]), str(row["benefitId"]))
        minor = "amountMinor" if "amountMinor" in row else "eligibleMinor"
        return row | {minor: int(str(row[minor])) + 7777777} if own in hidden else row

    return world.changed(
        ped=tuple(map(changed, world.ped)),
        items=tuple(map(changed, world.items)),
        events=tuple(map(changed, world.events)),
    )


@pytest.mark.parametrize("worlds", [_SEEDED, _BY_HAND], ids=["seeded", "by hand"])
def test_the_menu_of_a_draft_is_the_customers_own(worlds: list[World]) -> None:
    compared = 0
    for world in worlds:
        own = tuple(Truth(world, is_for_staff=False).orders)
        if set(Truth(world, is_for_staff=True).orders) != set(own) or (world.down and set(own) != set(world.orders)):
            continue  # an order that is not proven to be the customer's has no draft
        compared += 1
        derived, direct = as_draft(stage(world, STAFF)), stage(world, CUSTOMER_VIEW)

        assert Counter(_propositions(derived)) == Counter(_propositions(direct))
    assert compared > len(worlds) // 2


def _propositions(staged: Staged) -> list[tuple[str, Subject, str]]:
    """Return kind, subject and sentence: gift cards are numbered by appearance and shown by their last digits."""
    return [(s.kind, s.subject, staged.text([s])) for s in staged.menu.statements]
