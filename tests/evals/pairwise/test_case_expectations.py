"""The expectations of generated tasks, compared with figures that were worked out by hand from the case's rows."""

from typing import Any

from evals.pairwise.case_expectations import CaseExpectations
from evals.pairwise.case_rows import CaseRows
from evals.pairwise.dimensions import Dimension

PLAIN = {
    Dimension.ROLE: "agent",
    Dimension.LANGUAGE: "english",
    Dimension.BENEFITS: "two",
    Dimension.CURRENCY: "rupees",
    Dimension.SOURCES: "all",
    Dimension.TURN: "first",
    Dimension.PAGE: "none",
    Dimension.SCOPE: "own",
}


def expected(*, has_card: bool = False, **changes: str) -> dict[str, Any]:
    case = PLAIN | {Dimension(name): value for name, value in changes.items()}
    return CaseExpectations(CaseRows(3, case), has_card=has_card).of_order()


def sums(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(each["label"], each["amount"], each.get("benefit", "total")) for each in found["amounts"]}


def test_the_sums_of_two_benefits_and_their_total() -> None:
    # Case 3: 450 and 460 rupees are promised, all but 2 and 3 are issued.
    assert sums(expected()) == {
        ("promised", "450.00", "BEN-1"),
        ("granted", "448.00", "BEN-1"),
        ("remaining", "2.00", "BEN-1"),
        ("pending", "2.00", "BEN-1"),
        ("installment", "448.00", "BEN-1"),
        ("promised", "460.00", "BEN-2"),
        ("granted", "457.00", "BEN-2"),
        ("remaining", "3.00", "BEN-2"),
        ("pending", "3.00", "BEN-2"),
        ("installment", "457.00", "BEN-2"),
        ("promised", "910.00", "total"),
        ("granted", "905.00", "total"),
        ("remaining", "5.00", "total"),
        ("pending", "5.00", "total"),
    }


def test_currencies_are_not_added_up() -> None:
    found = sums(expected(currency="mixed"))

    assert ("promised", "460.000", "BEN-2") in found  # in dinars
    assert not any(benefit == "total" for _, _, benefit in found)


def test_without_the_events_only_what_is_promised_is_known() -> None:
    found = expected(sources="late", benefits="one")

    assert (found["outcome"], sums(found), found["gift_cards"]) == ("partial", {("promised", "450.00", "BEN-1")}, [])


def test_a_benefit_with_an_unreadable_row_has_no_sums_and_the_order_no_total() -> None:
    found = expected(sources="partial")

    assert found["outcome"] == "partial"
    assert {benefit for _, _, benefit in sums(found)} == {"BEN-2"}


def test_the_new_card_is_worth_something_to_the_staff_only() -> None:
    # The card of case 3 is worth 8 rupees.
    staff = sums(expected(turn="newCard", has_card=True))
    customer = sums(expected(turn="newCard", has_card=True, role="customer"))

    assert {("promised", "8.00", "BEN-CARD"), ("promised", "458.00", "total")} <= staff
    assert {benefit for _, _, benefit in customer} == {"BEN-1"}


def test_another_customers_order_is_not_found_or_not_known() -> None:
    assert [
        expected(scope="foreign", sources=sources)["outcome"] for sources in ("all", "partial", "fails", "late")
    ] == [
        "needsInput",
        "needsInput",
        "unavailable",
        "unavailable",
    ]
