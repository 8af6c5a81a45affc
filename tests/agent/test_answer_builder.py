"""The answer builder: the menu that a model sees, the text of a selection, and the facts that it needs."""

from statements.statement import StatementIds
from tests.agent.scene import as_earlier_turns, in_progress, kinds, statement_ids
from tests.harness import SHOPPER
from tests.story_order import FIRST_CARD, ORDER, execution
from tools.cards import REFERENCE, Label

QUESTION = f"What is left on order {ORDER}?"
OTHER = "171-5550123-9988776"


def test_the_menu_lists_each_statement_once_with_its_values() -> None:
    answer = in_progress(QUESTION, execution())
    lines = answer.menu_lines()

    assert [line.split(" ", 1)[0] for line in lines] == [s.statement_id for s in answer.menu.statements]
    assert any(line.endswith(f"₹64.00 remains on order {ORDER}.") for line in lines)
    assert not any("\n" in line or "[[" in line or FIRST_CARD in line for line in lines)
    assert any("<GIFT_CARD_1>" in line for line in lines)
    assert answer.menu_lines() == []


def test_a_further_look_up_adds_to_the_menu_and_changes_no_id() -> None:
    other = execution(business_reference_id=OTHER)
    answer = in_progress(f"Compare {ORDER} and {OTHER}", execution(), other)
    second = answer.scope.outcomes.pop()
    before = {s.statement_id: s.kind for s in answer.menu.statements if s.subject.order == ORDER}
    answer.menu_lines()
    answer.scope.outcomes.append(second)
    answer.rebuild_menu()
    added = [line.split(" ", 1)[0] for line in answer.menu_lines()]
    after = {s.statement_id: s for s in answer.menu.statements}

    assert {after[statement_id].kind for statement_id in added} >= {"remaining.sum", "orders.lines"}
    assert not set(added) & before.keys()
    shared = {statement_id: after[statement_id].kind for statement_id in before if statement_id in after}
    assert len(shared) > 10
    assert shared.items() <= before.items()


def test_ids_are_those_of_the_turns_before() -> None:
    ids = StatementIds()
    first = in_progress(QUESTION, execution(), ids=ids)
    known = {statement.kind: statement.statement_id for statement in first.menu.statements}
    second = in_progress("and when did it come?", execution(), recent=(ORDER,), ids=StatementIds(ids.export(limit=600)))

    [statement] = second.menu.of("remaining.sum")
    assert statement.statement_id == known["remaining.sum"]


def test_a_repeated_or_unknown_id_adds_nothing() -> None:
    answer = in_progress(QUESTION, execution())
    [chosen] = statement_ids(answer, "remaining.sum")

    assert answer.add_chosen([chosen, "s999", "", chosen]) == answer.realiser.text != ""
    assert answer.add_chosen([chosen]) == ""
    assert kinds(answer) == ["remaining.sum"]


def test_the_pieces_are_the_text() -> None:
    answer = in_progress(QUESTION, execution())
    pieces = [
        answer.add_chosen([each])
        for each in statement_ids(answer, "installments.lines", "promised.sum", "items.waiting")
    ]
    pieces.append(answer.add_missing())

    assert "".join(pieces) == answer.realiser.text
    for said in answer.realiser.spans:
        assert answer.realiser.text[said.start : said.end].strip() == answer.realiser.text[said.start : said.end] != ""


def test_a_customer_sees_no_statement_of_the_staff() -> None:
    staff = {s.kind for s in in_progress(QUESTION, execution()).menu.statements}
    customer = {s.kind for s in in_progress(QUESTION, execution(), principal=SHOPPER).menu.statements}

    assert "record.sources" in staff - customer
    assert "next.keep_open" in staff - customer


def test_facts_that_no_look_up_brought_are_given_once_and_before_they_are_mentioned() -> None:
    answer = in_progress(f"how do the installments of {ORDER} add up, and on how many cards?", execution())
    looked_up = {fact.fact_id for outcome in answer.scope.outcomes for fact in outcome.facts}
    text = answer.add_offline_answer()
    fresh = answer.take_unsent_facts()

    assert Label.CARD_COUNT in {fact.label for fact in fresh}
    assert set(REFERENCE.findall(text)) <= looked_up | {fact.fact_id for fact in fresh}
    assert answer.take_unsent_facts() == []


def test_the_log_says_of_each_why_it_was_selected() -> None:
    answer = in_progress(QUESTION, execution())
    answer.add_chosen(statement_ids(answer, "promised.sum"))
    answer.add_missing()

    assert answer.selected[0].why == "the model chose it"
    assert all(each.why for each in answer.selected)
    assert len(answer.selected) == len(answer.realiser.spans)


def test_a_follow_up_states_only_what_is_new_or_asked_for() -> None:
    ids = StatementIds()
    first = in_progress(f"what happened on {ORDER}?", execution(), ids=ids)
    first.add_offline_answer()
    again = in_progress(
        "and what is left?", execution(), recent=(ORDER,), ids=ids, earlier_turns=as_earlier_turns(first)
    )
    again.add_offline_answer()

    assert "position.whole" in kinds(first)
    assert "installments.lines" in kinds(first)
    assert "remaining.sum" in kinds(again)
    assert "position.whole" not in kinds(again)
    assert "installments.lines" not in kinds(again)


def test_without_a_lookup_the_answer_depends_on_the_message() -> None:
    for message, kind in (
        ("hello", "courtesy.greeting"),
        ("thanks a lot", "courtesy.thanks"),
        ("cashback of order 40/41?", "ask.malformed_order"),
        ("please credit him 64 rupees", "refusal.write"),
        ("tell me a joke", "refusal.off_topic"),
        ("what is the customer's phone number?", "refusal.personal_data"),
    ):
        answer = in_progress(message)
        assert answer.add_offline_answer()
        assert kinds(answer) == [kind], message
