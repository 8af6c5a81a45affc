"""From a text and its figures to paragraphs, lists and buttons."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_BLOCKS = """async ([text, figures]) => (await import('/web/prose.js')).blocksOf(text, figures)"""


def _figure(text: str, mention: str, fact_id: str) -> dict[str, Any]:
    """Point at a mention by code points, as the service does."""
    start = text.index(mention)  # Python counts code points too
    return {"start": start, "end": start + len(mention), "factId": fact_id}


def _paragraph(*parts: dict[str, str]) -> dict[str, Any]:
    return {"kind": "paragraph", "parts": list(parts)}


def _item(*parts: dict[str, str]) -> dict[str, Any]:
    return {"kind": "item", "parts": list(parts)}


def test_offsets_count_code_points_and_not_utf16_units(modules: Page) -> None:
    text = "🪔🪔 नमस्ते: ₹36.00 मिला"

    blocks = modules.evaluate(_BLOCKS, [text, [_figure(text, "₹36.00", "f2")]])

    assert blocks == [_paragraph({"text": "🪔🪔 नमस्ते: "}, {"text": "₹36.00", "factId": "f2"}, {"text": " मिला"})]


def test_lists_and_paragraphs_keep_their_figures(modules: Page) -> None:
    text = "Granted:\n- ₹15.00 first\n- ₹21.00 second\n\nThe rest\nremains."
    figures = [_figure(text, "₹21.00", "f7"), _figure(text, "₹15.00", "f4")]

    blocks = modules.evaluate(_BLOCKS, [text, figures])

    assert blocks == [
        _paragraph({"text": "Granted:"}),
        _item({"text": ""}, {"text": "₹15.00", "factId": "f4"}, {"text": " first"}),
        _item({"text": ""}, {"text": "₹21.00", "factId": "f7"}, {"text": " second"}),
        _paragraph({"text": "The rest"}, {"text": "\n"}, {"text": "remains."}),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (4, 2), (2, 99)],
    ids=["empty", "backwards", "beyond the end"],
)
def test_a_figure_that_fits_nowhere_is_plain_text(modules: Page, start: int, end: int) -> None:
    figures = [{"start": start, "end": end, "factId": "f1"}]

    assert modules.evaluate(_BLOCKS, ["₹36.00", figures]) == [_paragraph({"text": "₹36.00"})]


def test_of_two_figures_that_overlap_the_first_stands(modules: Page) -> None:
    figures = [{"start": 0, "end": 6, "factId": "f1"}, {"start": 3, "end": 8, "factId": "f2"}]

    blocks = modules.evaluate(_BLOCKS, ["₹36.00 ok", figures])

    assert blocks == [_paragraph({"text": "₹36.00", "factId": "f1"}, {"text": " ok"})]
