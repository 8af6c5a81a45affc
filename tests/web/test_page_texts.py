"""No element holds a text for its viewer: all of them are in the catalogues."""

import re
from pathlib import Path

import pytest

from tests.web.page_source import literal_texts, read_source

_WEB = Path(__file__).resolve().parents[2] / "web"
_MODULES = sorted(_WEB.glob("*.js"))
_WORD = re.compile(r"[^\W\d_]{2,}")
_CATALOGUE = re.compile(r"^  '([\w.]+)':\s*(?:'((?:[^'\\]|\\.)*)'|\"([^\"]*)\")?", re.MULTILINE)

# Words that a template may hold: units.
_SHOWN_AS_THEY_ARE = {"ms"}
# Literals that look like a text and are none.
_NAMES = re.compile(
    r"Accept|Authorization|Content-Type|Last-Event-ID|X-Request-Id|Bearer .*|AbortError|ServiceProblem|Escape|Enter|"
    r"Esc|Tab|Home|End|Arrow\w+|Shift\+?\w*|Asia/Kolkata|POST|GET|PUT|DELETE|IST|FormData|DOMException|\w+Error"
)
_SENTENCE = re.compile(r"[A-Z][a-z]+(?:[ ,.'’]|$)|[a-z]+ [a-z]+ [a-z]+")


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: path.name)
def test_no_template_holds_a_text(module: Path) -> None:
    source = read_source(module.read_text(encoding="utf-8"))
    words = {word for text in literal_texts(source) for word in _WORD.findall(text)}
    assert words - _SHOWN_AS_THEY_ARE == set()


@pytest.mark.parametrize("module", _MODULES, ids=lambda path: path.name)
def test_no_string_is_a_text(module: Path) -> None:
    source = read_source(module.read_text(encoding="utf-8"))
    plain = [text for tag, text in source.templates if tag not in {"html", "svg", "css"}]
    suspects = [text for text in [*source.strings, *plain] if _SENTENCE.match(text) and not _NAMES.fullmatch(text)]
    assert suspects == []


def test_the_texts_of_the_document_are_those_of_the_catalogue() -> None:
    """They are shown until the modules are loaded."""
    catalogue = {key: first or second for key, first, second in _CATALOGUE.findall(_english())}
    page = (_WEB / "index.html").read_text(encoding="utf-8")
    texts = re.findall(r'data-text="([\w.]+)">([^<]*)<', page)
    labels = [(key, label) for label, key in re.findall(r'aria-label="([^"]*)" data-label="([\w.]+)"', page)]
    assert len(texts) >= 3
    assert len(labels) == 2
    assert {key: catalogue[key] for key, _ in [*texts, *labels]} == dict([*texts, *labels])


def test_every_text_that_an_element_names_is_in_the_catalogue() -> None:
    keys = {key for key, _, _ in _CATALOGUE.findall(_english())}
    used = {
        match
        for module in _MODULES
        for match in re.findall(r"\btext\(\s*'([\w.]+)'", module.read_text(encoding="utf-8"))
    }
    assert len(used) > 50
    assert used - keys == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("html`<p>Hello there</p>`", ["Hello there"]),
        ("html`<p>${a ? html`<b>Deep</b>` : nothing}</p>`", ["Deep"]),
        ('html`<a title="Read me">${text("a.b")}</a>`', ["Read me"]),
        ("const a = b / c; html`<p>${x}</p>` // html`<p>comment</p>`", []),
        ("const r = /`<p>not a template/; html`<p>${x.map((y) => { return `${y}`; })}</p>`", []),
    ],
)
def test_the_reader_of_sources_finds_texts(code: str, found: list[str]) -> None:
    assert [text for text in literal_texts(read_source(code)) if _WORD.search(text)] == found


def _english() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((_WEB / "locales").glob("en*.js")))
