"""The catalogues of the pages: every language has the same texts with the same slots, and one is chosen by its tag."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_CATALOGUES = """async () => ({
  en: (await import('/web/locales/en.js')).en,
  hi: (await import('/web/locales/hi.js')).hi,
})"""
_TEXT = """async ([locale, key, values]) => {
  const locales = await import('/web/locales/index.js');
  await locales.setLocale(locale);
  try { return [locales.locale(), locales.text(key, values)]; } finally { locales.setLocale('en'); }
}"""


def _slots(text: Any) -> set[str]:
    forms = text.values() if isinstance(text, dict) else [text]
    return {slot for form in forms for slot in re.findall(r"\{(\w+)\}", form)}


def test_languages_have_the_same_texts_with_the_same_slots(modules: Page) -> None:
    catalogues = modules.evaluate(_CATALOGUES)
    slots = {name: {key: _slots(text) for key, text in texts.items()} for name, texts in catalogues.items()}
    assert slots["en"] == slots["hi"]


def test_plural_texts_have_a_form_for_every_number(modules: Page) -> None:
    catalogues = modules.evaluate(_CATALOGUES)
    plurals = [text for texts in catalogues.values() for text in texts.values() if isinstance(text, dict)]
    assert all("other" in text for text in plurals)


@pytest.mark.parametrize(
    ("wanted", "expected"), [("hi", "hi"), ("hi-IN", "hi"), ("en-GB", "en"), ("fr", "en"), (None, "en"), ("", "en")]
)
def test_locale_is_chosen_by_its_language(modules: Page, wanted: str | None, expected: str) -> None:
    chosen, shown = modules.evaluate(_TEXT, [wanted, "sidebar.send", {}])
    assert chosen == expected
    assert shown == {"en": "Send", "hi": "भेजें"}[expected]
