"""How figures, dates and numbers are read, and how a sentence falls into parts."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from guardrails.grounding.dates import Day, day_of, days_in
from guardrails.grounding.figures import Figure, FigureKind, Mention, Noun, figures_of, mentions_in
from guardrails.grounding.lexicon import Concept, words_in
from guardrails.grounding.numbers import read_words
from guardrails.grounding.search import Haystack
from guardrails.grounding.segments import breaks_in, segments_of
from hypothesis import given
from hypothesis import strategies as st

from guardrails.pii.fold import fold
from rewards.money import Money, display
from tests.story import inr


def money(value: Money | None) -> Figure:
    return Figure(FigureKind.MONEY, value)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("₹100", inr(10000)),
        ("₹ 1,00,000.50", inr(10000050)),
        ("Rs.100/-", inr(10000)),
        ("rs 100", inr(10000)),
        ("Rs. 1,234", inr(123400)),
        ("INR 64.00", inr(6400)),
        ("100 rupees", inr(10000)),
        ("100 rupaye", inr(10000)),
        ("१०० रुपये", inr(10000)),
        ("₹१,००,०००", inr(10000000)),
        ("100/-", inr(10000)),
        ("sixty-four rupees", inr(6400)),
        ("a hundred rupees", inr(10000)),
        ("1.5 lakh rupees", inr(15000000)),
        ("₹2 crore", inr(2000000000)),
        ("50 paise", inr(50)),
        ("$36", Money(amount_minor=3600, currency="USD")),
        ("36 dollars", Money(amount_minor=3600, currency="USD")),
        ("€36.50", Money(amount_minor=3650, currency="EUR")),
        ("-₹36", None),
        ("₹36.005", None),
    ],
)
def test_an_amount_is_read_in_minor_units(text: str, amount: Money | None) -> None:
    assert figures_of(f"It is {text} now.") == {money(amount)}


@given(st.integers(0, 10**13))
def test_what_is_displayed_is_read_again(amount_minor: int) -> None:
    assert figures_of(f"It is {display(inr(amount_minor))}.") == {money(inr(amount_minor))}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-12", Day(12, 11, 2026)),
        ("12/11/2026", Day(12, 11, 2026)),
        ("12.11.26", Day(12, 11, 2026)),
        ("12 Nov 2026", Day(12, 11, 2026)),
        ("12 Nov. 2026", Day(12, 11, 2026)),
        ("12-Nov-2026", Day(12, 11, 2026)),
        ("12th of November, 2026", Day(12, 11, 2026)),
        ("12 November", Day(12, 11, None)),
        ("Nov 12, 2026", Day(12, 11, 2026)),
        ("Sept. 3rd", Day(3, 9, None)),
        ("November 2026", Day(None, 11, 2026)),
        ("१२ नवंबर २०२६", Day(12, 11, 2026)),
    ],
)
def test_a_date_is_read_day_first(text: str, day: Day) -> None:
    assert [found for _, _, found in days_in(Haystack(fold(f"on {text}.")))][:1] == [day]
    assert figures_of(f"on {text}.") == {Figure(FigureKind.DATE, day)}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-11-12", "2026-11-12"),
        ("2026-11-12T23:59:00+05:30", "2026-11-12"),
        ("2026-11-12T18:30:00+00:00", "2026-11-13"),
        ("2026-11-12T18:29:59+00:00", "2026-11-12"),
        ("PARTIALLY_ISSUED", "None"),
    ],
)
def test_an_instant_falls_on_its_day_in_india(value: str, day: str) -> None:
    assert str(day_of(value)) == day


@pytest.mark.parametrize(
    ("words", "number"),
    [("sixty-four", 64), ("one hundred and five", 105), ("two lakh three thousand", 203000), ("a hundred", 100)],
)
def test_number_words_are_read(words: str, number: int) -> None:
    assert read_words(words) == number


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("in two installments", Figure(FigureKind.COUNT, Decimal(2), Noun.INSTALLMENT)),
        ("2 of the remaining items", Figure(FigureKind.COUNT, Decimal(2), Noun.ITEM)),
        ("do kist mein", Figure(FigureKind.COUNT, Decimal(2), Noun.INSTALLMENT)),
        ("3 gift cards", Figure(FigureKind.COUNT, Decimal(3), Noun.GIFT_CARD)),
        ("the 2nd installment", Figure(FigureKind.ORDINAL, Decimal(2), Noun.INSTALLMENT)),
        ("36 percent", Figure(FigureKind.PERCENTAGE, "36 percent")),
        ("only 40", Figure(FigureKind.NUMBER, Decimal(40))),
        ("order 404-1029384-5566778", Figure(FigureKind.IDENTIFIER, "404-1029384-5566778")),
        ("GC-7F3K-9Q2M-1111", Figure(FigureKind.GIFT_CARD)),
        ("[[f3]]", Figure(FigureKind.REFERENCE, "f3")),
        ("<GIFT_CARD_2>", Figure(FigureKind.TOKEN, "<GIFT_CARD_2>")),
        ("bahut rupaye", Figure(FigureKind.CURRENCY)),
        ("chausath baaki", Figure(FigureKind.NUMBER)),
        ("चौंसठ", Figure(FigureKind.NUMBER)),
        ("½", Figure(FigureKind.NUMBER)),
    ],
)
def test_every_other_figure_has_its_kind(text: str, figure: Figure) -> None:
    assert figures_of(f"It is {text} now.") == {figure}


@pytest.mark.parametrize("text", ["1. First\n2. Second", "- 3) Third", "in rupees", "one of them", "how many rupees"])
def test_what_is_no_figure_is_none(text: str) -> None:
    assert figures_of(text) == frozenset()


@given(st.text(alphabet="0123456789०१ ₹Rs.,-/%[]f<>GC_abNovkitems\n½①", max_size=40))
def test_no_digit_escapes(text: str) -> None:
    """Every digit is in a figure, but for the numbers of a list."""
    folded = fold(text)
    mentions = mentions_in(folded, protected=())
    outside = "".join("x" if any(m.start <= i < m.end for m in mentions) else c for i, c in enumerate(folded))

    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert not any(
        c.isnumeric() for c in re.sub(r"^\s*(?:[-*•]\s+)?\(?\d{1,2}[.)](?=\s)", "", outside, flags=re.MULTILINE)
    )


def _parts(text: str) -> list[tuple[list[str], set[str]]]:
    mentions = mentions_in(text, protected=())

    def is_money(mention: Mention) -> bool:
        return mention.figure.kind is FigureKind.MONEY

    segments = segments_of(text, mentions, words_in(text, breaks=breaks_in(text)), is_money=is_money)
    return [([text[m.start : m.end] for m in s.mentions], {c.name for c in s.concepts}) for s in segments if s.mentions]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "₹100 was promised, ₹36 granted and ₹64 remains",
            [(["₹100"], {"PROMISE"}), (["₹36"], {"GRANT"}), (["₹64"], {"REMAIN"})],
        ),
        ("₹15 and ₹21 were granted", [(["₹15", "₹21"], {"GRANT"})]),
        ("₹100 was promised and granted", [(["₹100"], {"PROMISE", "GRANT"})]),
        ("₹100 was promised and it was granted", [(["₹100"], {"PROMISE", "GRANT"})]),
        ("₹36 was granted and the rest is due", [(["₹36"], {"GRANT"})]),
        ("Promised: ₹100, granted: ₹36", [(["₹100"], {"PROMISE"}), (["₹36"], {"GRANT"})]),
        ("₹64 has not been issued", [(["₹64"], {"NOT_GIVEN"})]),
        ("₹64 is issued when the items ship", [(["₹64"], {"PROCESS"})]),
        ("the promised cashback of ₹100 was granted", [(["₹100"], {"GRANT"})]),
        ("₹36 (₹15 and ₹21) was granted", [(["₹36"], {"GRANT"}), (["₹15", "₹21"], {"GRANT"})]),
        ("₹36 was granted; ₹64", [(["₹36"], {"GRANT"}), (["₹64"], {"GRANT"})]),
    ],
)
def test_a_word_speaks_of_the_figures_of_its_part(text: str, parts: list[tuple[list[str], set[str]]]) -> None:
    assert _parts(text) == parts


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("was not only promised", [Concept.PROMISE]),
        ("was never promised", [Concept.DENIED]),
        ("hasn't been credited", [Concept.NOT_GIVEN]),
        ("is yet to be issued", [Concept.NOT_GIVEN]),
        ("cannot be issued", [Concept.DENIED]),
        ("due to that", []),
        ("the remaining items", []),
        ("over-issued", [Concept.OVER]),
        ("the customer says", [Concept.CLAIM]),
        ("the record says", []),
    ],
)
def test_words_mean_what_is_around_them(text: str, concepts: list[Concept]) -> None:
    assert [word.concept for word in words_in(text)] == concepts
