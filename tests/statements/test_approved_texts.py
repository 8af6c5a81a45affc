"""Approved texts: what a folder may contain, how errors are reported, and that the demo's texts are valid."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import Reason
from language.message_catalogue import LANGUAGES, load_catalogue
from statements.approved_texts import ApprovedTexts, KnowledgeInvalid, load_knowledge
from statements.topics import Topic

DEMO = Path(__file__).resolve().parents[2] / "knowledge"
TEXT = "{en: Hello., hi: नमस्ते।, hi-Latn: Namaste.}"
GOOD = f"- {{id: a-text, audience: staff, answers: [why], reasons: [EXPIRED], benefit_types: [POINTS], text: {TEXT}}}"


def knowledge_of(folder: Path, **files: str) -> ApprovedTexts:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return load_knowledge(folder)


def refused(folder: Path, content: str) -> str:
    """Return the one-line error for a file that cannot be used."""
    with pytest.raises(KnowledgeInvalid) as caught:
        knowledge_of(folder, a=content)
    [line] = str(caught.value).splitlines()
    return line


def test_a_text_is_read_with_all_that_says_where_it_applies(tmp_path: Path) -> None:
    [text] = knowledge_of(tmp_path, a=GOOD).texts

    assert text.model_dump() == {
        "id": "a-text",
        "audience": "staff",
        "answers": (Topic.WHY,),
        "reasons": (Reason.EXPIRED,),
        "benefit_types": ("POINTS",),
        "text": {"en": "Hello.", "hi": "नमस्ते।", "hi-Latn": "Namaste."},
    }


def test_a_text_may_be_written_over_several_lines_of_the_file(tmp_path: Path) -> None:
    [text] = knowledge_of(
        tmp_path, a="- id: ab\n  text:\n    en: >\n      a\n      b\n    hi: |\n      c\n    hi-Latn: d"
    ).texts

    assert text.text == {"en": "a b", "hi": "c", "hi-Latn": "d"}


def test_texts_are_terms_of_the_catalogue(tmp_path: Path) -> None:
    knowledge = knowledge_of(tmp_path, a=GOOD)

    catalogue = load_catalogue("hi").with_terms(knowledge.terms("hi"))

    assert catalogue.term("approved.a-text") == "नमस्ते।"


def test_the_digest_is_of_exactly_these_files(tmp_path: Path) -> None:
    first = knowledge_of(tmp_path, a=GOOD)
    again = load_knowledge(tmp_path)
    changed = knowledge_of(tmp_path, a=GOOD.replace("Hello.", "Hello!"))
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    elsewhere = knowledge_of(renamed, b=GOOD)

    assert again.digest == first.digest
    assert len({first.digest, changed.digest, elsewhere.digest}) == 3


def test_no_file_is_no_knowledge(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a text", encoding="utf-8")

    knowledge = load_knowledge(tmp_path)

    assert (knowledge.texts, knowledge.digest) == ((), "")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- id: ab\n- {a: [}", "a.yaml:2: not YAML"),
        ("", "a.yaml:1: not a list of texts"),
        ("id: ab", "a.yaml:1: not a list of texts"),
        ("- 5", "a.yaml: text 1: Input should be a valid dictionary or instance of ApprovedText"),
        (f"- {{text: {TEXT}}}", "a.yaml: text 1: id: Field required"),
        (f"- {{id: 2020-99-99, text: {TEXT}}}", "a.yaml: text 1: id: String should match pattern"),
        (f"- {{id: ab, more: x, text: {TEXT}}}", "a.yaml: text 1: more: Extra inputs are not permitted"),
        (f"- {{id: ab, audience: lead, text: {TEXT}}}", "a.yaml: text 1: audience: Input should be 'all', 'staff'"),
        (f"- {{id: ab, answers: [weather], text: {TEXT}}}", "a.yaml: text 1: answers.0: Input should be 'position'"),
        (f"- {{id: ab, reasons: [LOST], text: {TEXT}}}", "a.yaml: text 1: reasons.0: Input should be"),
        ("- {id: ab, text: {en: a, hi: b}}", "a.yaml: text 'ab': no text in hi-Latn"),
        ("- {id: ab, text: {en: ' ', hi: b, hi-Latn: c}}", "a.yaml: text 1: text.en: String should have at least 1"),
        (f"{GOOD}\n{GOOD}", "a.yaml: the id 'a-text' is used twice"),
        (f"{GOOD}\n- 5", "a.yaml: text 2: Input should be a valid dictionary"),
        ("[" * 5000 + "]" * 5000, "a.yaml:1: not YAML"),
    ],
)
def test_a_fault_is_named_in_one_line(tmp_path: Path, content: str, line: str) -> None:
    assert refused(tmp_path, content).startswith(line)


@pytest.mark.parametrize("sign", [*"[]{}<>", "\\n", "\\r"])
def test_a_text_holds_no_sign_that_an_answer_gives_meaning_to(tmp_path: Path, sign: str) -> None:
    line = refused(tmp_path, f'- {{id: ab, text: {{en: "a {sign} b", hi: b, hi-Latn: c}}}}')

    assert line.startswith("a.yaml: text 1: text.en: String should match pattern")


def test_a_tag_of_a_file_makes_no_object(tmp_path: Path) -> None:
    assert refused(tmp_path, "- {id: !!python/object/apply:os.getcwd [], text: {en: a}}").startswith(
        "a.yaml: text 1: id"
    )


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"- id: \xff\xfe\x80")

    with pytest.raises(KnowledgeInvalid, match=r"^a\.yaml:1: not YAML$"):
        load_knowledge(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeInvalid, match="no such folder of approved texts"):
        load_knowledge(tmp_path / "gone")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()

    with pytest.raises(KnowledgeInvalid, match=r"^a\.yaml: cannot be read: Is a directory$"):
        load_knowledge(tmp_path)


@given(st.text(max_size=80))
def test_any_content_is_texts_or_is_refused_as_such(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    folder = tmp_path_factory.mktemp("k")
    (folder / "a.yaml").write_bytes(content.encode("utf-8", "replace"))
    fault = ""
    knowledge = ApprovedTexts()
    try:
        knowledge = load_knowledge(folder)
    except KnowledgeInvalid as error:
        fault = str(error)

    assert fault == "" or (fault.startswith("a.yaml") and len(fault.splitlines()) == 1)
    assert all(set(LANGUAGES) <= set(text.text) for text in knowledge.texts)


# -- the demo's texts


def test_the_texts_of_the_demo_can_be_used() -> None:
    knowledge = load_knowledge(DEMO)

    assert len(knowledge.texts) >= 12
    assert [text.id for text in knowledge.texts if not text.answers] == []


def test_the_texts_of_the_demo_hold_no_figure_and_do_not_speak_of_the_customer_to_the_customer() -> None:
    """No text contains a figure, and texts for all readers suit customers."""
    third_person = ("customer", "ग्राहक", "grahak")
    faults = [
        (text.id, language)
        for text in load_knowledge(DEMO).texts
        for language, words in text.text.items()
        if any(map(str.isdigit, words))
        or (text.audience != "staff" and any(word in words.lower() for word in third_person))
    ]

    assert faults == []
