"""The screenshots of the README. Taken on request only, so that a test run leaves the tree unchanged."""

import os
from pathlib import Path

from playwright.sync_api import Page

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


def keep_screenshot(page: Page, name: str) -> None:
    """Write ``docs/screenshots/<name>.png`` when UPDATE_SCREENSHOTS=1."""
    if os.environ.get("UPDATE_SCREENSHOTS") == "1":
        page.screenshot(path=_FOLDER / f"{name}.png", animations="disabled", caret="hide")
