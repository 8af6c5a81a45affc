"""The messages: each language, drafts included, has every sentence, with exactly the values of the English one."""

from importlib.resources import files

import pytest

from language.message_catalogue import DRAFTS, LANGUAGES, CatalogueError, Reader, load_catalogue
from statements.kind import StatementKind
from statements.kinds.conflicts import CODES
from statements.kinds.registry import KINDS
from tests.language.filled_templates import templates_of

EVERY = (*LANGUAGES, *DRAFTS)
TRANSLATED = tuple(language for language in EVERY if language != "en")


def readers_of(kind: StatementKind) -> tuple[Reader, ...]:
    """Return the readers who may see a kind."""
    match kind.audience:
        case "all":
            return ("staff", "customer")
        case "staff":
            return ("staff",)
        case "customer":
            return ("customer",)


SENTENCES = [(kind.name, reader) for kind in KINDS for reader in readers_of(kind)]


# -- nothing is missing


@pytest.mark.parametrize("language", EVERY)
def test_every_kind_has_a_sentence_for_each_reader_that_may_hear_it(language: str) -> None:
    catalogue = load_catalogue(language)

    lacks = [f"{kind} ({r})" for kind, r in SENTENCES if r not in catalogue.statements.get(kind, {})]

    assert lacks == []


@pytest.mark.parametrize("language", EVERY)
def test_no_sentence_is_of_a_kind_that_nothing_proves(language: str) -> None:
    known = {kind.name for kind in KINDS}

    assert [kind for kind in load_catalogue(language).statements if kind not in known] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_every_part_term_and_question_of_english_and_no_other(language: str) -> None:
    english, catalogue = load_catalogue("en"), load_catalogue(language)

    lacks = [f"parts.{name}" for name in english.parts if name not in catalogue.parts]
    lacks += [f"terms.{key}" for key in english.terms if key not in catalogue.terms]
    lacks += [f"questions.{topic}" for topic in english.questions if topic not in catalogue.questions]
    more = [f"parts.{name}" for name in catalogue.parts if name not in english.parts]
    more += [f"terms.{key}" for key in catalogue.terms if key not in english.terms]
    more += [f"questions.{topic}" for topic in catalogue.questions if topic not in english.questions]

    assert (lacks, more) == ([], [])


def test_every_conflict_has_its_sentence() -> None:
    assert [code for code in CODES if f"conflict.{code}" not in load_catalogue("en").statements] == []


# -- the same values


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_template_shows_no_value_that_the_english_one_does_not(language: str) -> None:
    english, catalogue = dict(templates_of(load_catalogue("en"))), load_catalogue(language)

    strange = {
        name: sorted(more)
        for name, template in templates_of(catalogue)
        if (more := template.names - english[name].names)
    }

    assert strange == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_template_needs_no_value_that_the_english_one_can_do_without(language: str) -> None:
    english, catalogue = dict(templates_of(load_catalogue("en"))), load_catalogue(language)

    needed = {
        name: sorted(more)
        for name, template in templates_of(catalogue)
        if (more := template.required - english[name].required)
    }

    assert needed == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_template_leaves_out_no_value_of_the_english_one(language: str) -> None:
    english, catalogue = dict(templates_of(load_catalogue("en"))), load_catalogue(language)

    left_out = {
        name: sorted(fewer)
        for name, template in templates_of(catalogue)
        if (fewer := english[name].names - template.names)
    }

    assert left_out == {}


@pytest.mark.parametrize("language", EVERY)
def test_a_catalogue_is_a_draft_in_its_first_line_and_in_the_list_alike(language: str) -> None:
    source = files("language").joinpath(language, "messages.yaml").read_text(encoding="utf-8")

    assert (source.splitlines()[0] == "# status: draft") is (language in DRAFTS)


def test_a_list_is_joined_as_the_language_does() -> None:
    joined = {language: load_catalogue(language).joining.join(["A", "B", "C"]) for language in LANGUAGES}

    assert joined == {"en": "A, B and C", "hi": "A, B और C", "hi-Latn": "A, B aur C"}


def test_an_unknown_term_reads_as_its_fallback_or_as_its_own_last_word() -> None:
    catalogue = load_catalogue("hi")

    assert catalogue.term("benefit.NEW", "benefit.OTHER") == catalogue.term("benefit.OTHER")
    assert catalogue.term("reason_code.NEW") == "NEW"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises((CatalogueError, FileNotFoundError)):
        load_catalogue("xx")
