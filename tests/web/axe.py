"""The rules of WCAG 2.2 AA that can be checked automatically, by axe."""

from pathlib import Path

from playwright.sync_api import Frame, Page

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page | Frame) -> list[str]:
    """Return the rules that a document violates now, each with the places."""
    page.evaluate(_AXE)
    results = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", _RULES)
    assert results["passes"], "axe looked at nothing"
    return [f"{found['id']}: {[node['target'] for node in found['nodes']]}" for found in results["violations"]]
