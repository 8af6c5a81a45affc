"""Waiting for a state of the page that no locator shows."""

import time
from typing import Any

from playwright.sync_api import Page

_TIMEOUT_S = 30.0
_PAUSE_MS = 50


def wait_until(page: Page, expression: str, arg: Any = None) -> None:
    """Return when an expression of JavaScript is true in the page.

    ``Page.wait_for_function`` evaluates text within the page on every attempt but the first, which the content security
    policy of our pages refuses: it fails whenever the state is not there at once.

    Raises:
        AssertionError: if it is not true within 30 seconds.
    """
    end = time.monotonic() + _TIMEOUT_S
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(_PAUSE_MS)
