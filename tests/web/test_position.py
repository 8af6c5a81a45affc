"""The bar of a cashback position: shares that add up to 1, and no zero for an unknown amount."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_SEGMENTS = """async (amounts) => (await import('/web/position.js')).segments(amounts)"""


def _amounts(**minor: int | None) -> dict[str, Any]:
    names = ("promised", "granted", "remaining", "pending")
    return {
        name: None if minor.get(name) is None else {"amountMinor": minor[name], "currency": "INR"} for name in names
    }


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (_amounts(promised=10000, granted=3600, remaining=6400, pending=0), [("granted", 0.36), ("remaining", 0.64)]),
        (
            _amounts(promised=10000, granted=3600, remaining=6400, pending=6400),
            [("granted", 0.36), ("remaining", 0.64)],
        ),
        (
            _amounts(promised=10000, granted=5000, remaining=4000, pending=1000),
            [("granted", 0.5), ("pending", 0.1), ("remaining", 0.3), ("closed", 0.1)],
        ),
        (_amounts(promised=5000, granted=5000, remaining=0, pending=0), [("granted", 1)]),
        (_amounts(promised=5000, granted=6250, remaining=0, pending=0), [("granted", 0.8), ("overIssued", 0.2)]),
        (_amounts(promised=5000, granted=0, remaining=0, pending=0), [("closed", 1)]),
        (_amounts(promised=0, granted=0, remaining=0, pending=0), [("closed", 1)]),
        (_amounts(promised=10000, granted=3600), [("granted", 0.36), ("unknown", 0.64)]),
        (_amounts(promised=10000), [("unknown", 1)]),
        (_amounts(granted=3600, remaining=6400), [("unknown", 1)]),
        (_amounts(), [("unknown", 1)]),
    ],
)
def test_segments(modules: Page, amounts: dict[str, Any], expected: list[tuple[str, float]]) -> None:
    segments = modules.evaluate(_SEGMENTS, amounts)

    assert [segment["kind"] for segment in segments] == [kind for kind, _ in expected]
    assert [segment["share"] for segment in segments] == pytest.approx([share for _, share in expected])
