"""How the messages read, and the syntax of their templates."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from language.message_catalogue import DRAFTS, LANGUAGES, load_catalogue
from language.template import TemplateError, parse_template
from tests.language.filled_templates import (
    VALUE,
    WAYS,
    Shown,
    filled,
    is_wordlike,
    shown_pieces,
    templates_of,
    texts_of,
)

EVERY = (*LANGUAGES, *DRAFTS)


@pytest.mark.parametrize("language", EVERY)
def test_no_template_writes_a_figure_or_a_quotation_mark_itself(language: str) -> None:
    """Figures come from facts, and names from records are quoted at the edge."""
    found = {
        name: text
        for name, template in templates_of(load_catalogue(language))
        for node in template.nodes
        for text in texts_of(node)
        if any(character.isdigit() or character in '"“”₹' for character in text)
    }

    assert found == {}


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("shown", WAYS)
def test_a_filled_template_has_no_sign_of_its_form_and_no_stray_space(language: str, shown: Shown) -> None:
    catalogue = load_catalogue(language)

    faults = {}
    for name, template in templates_of(catalogue):
        text = filled(template, shown)
        if re.search(r"[\[\]{}<>|]|  | [,.;:।)]|\( ", text):
            faults[name] = text

    assert faults == {}


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("shown", WAYS)
def test_no_two_words_and_values_run_together(language: str, shown: Shown) -> None:
    faults = {}
    for name, template in templates_of(load_catalogue(language)):
        pieces = shown_pieces(template, shown)
        touching = [
            left + right for left, right in pairwise(pieces) if is_wordlike(left[-1:]) and is_wordlike(right[:1])
        ]
        if touching:
            faults[name] = touching

    assert faults == {}


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_a_devanagari_catalogue_ends_its_sentences_in_its_own_way(language: str) -> None:
    stop = {"hi": "।", "mr": "."}[language]
    catalogue = load_catalogue(language)

    ends = {
        name: text[-1]
        for name, template in templates_of(catalogue)
        if not name.startswith("parts.") and name.partition(" ")[0] != "draft.regards"
        for text in [filled(template, Shown(is_one=False, with_optional=False, with_context=True))]
        if text[-1] not in (stop, "?", ":") and not text.endswith(VALUE) and not name.startswith("days.came")
    }

    assert ends == {}


# -- the syntax of templates


@given(st.text(alphabet="ab {}[]<>|_", max_size=40) | st.text(max_size=60))
def test_any_text_is_a_template_or_is_refused_as_one(source: str) -> None:
    try:
        template = parse_template(source)
    except TemplateError:
        return
    assert template.required <= template.names


@given(
    st.lists(
        st.sampled_from(
            ["{order}", "{count|part|parts}", "word", "क", "[on {day}]", "[{day}]", "<for {of}>", "<{of}>", "[{a} {b}]"]
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(WAYS),
)
def test_a_template_without_values_of_groups_leaves_no_sign_of_its_form(pieces: list[str], shown: Shown) -> None:
    """Groups with their own space, as in the messages, leave no double space when left out."""
    source = pieces[0] + "".join(f"{p[0]} {p[1:]}" if p[0] in "[<" else f" {p}" for p in pieces[1:])
    assume(pieces[0][0] not in "[<")

    text = filled(parse_template(source), shown)

    assert not re.search(r"[\[\]{}<>|]|  ", text)


@pytest.mark.parametrize(
    "source", ["{", "}", "{a", "a}", "[", "]", "<", ">", "[a>", "<a]", "[a [b]]", "{A}", "{a|{b}}"]
)
def test_what_is_not_closed_or_nested_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        parse_template(source)


def test_a_template_says_what_it_needs_and_what_it_may_show() -> None:
    template = parse_template("<On order {order}, >{amount} came[ in {count} {count|part|parts}].")

    assert template.required == {"amount"}
    assert template.names == {"order", "amount", "count"}
