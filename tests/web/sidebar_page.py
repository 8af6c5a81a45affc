"""The page object of the sidebar: its parts, as a user finds them."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# The first question that the demo suggests.
STORY = "Customer says order 404-1029384-5566778 was promised 100 rupees cashback but only got 36, what happened?"


def amount(shown: str) -> re.Pattern[str]:
    """Match an element that starts with this amount; the hidden note of its records may follow."""
    return re.compile(rf"^\s*{re.escape(shown)}(?!\d)")


@dataclass(frozen=True)
class Sidebar:
    """Locators for the parts of the sidebar, by role and label."""

    page: Page

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your question")

    @property
    def turns(self) -> Locator:
        return self.page.locator("rewards-message-list .turn")

    @property
    def cards(self) -> Locator:
        return self.page.locator("rewards-sidebar rewards-cashback-card")

    @property
    def found(self) -> Locator:
        """Return the positions of the last turn, shown above its text."""
        return self.turns.last.locator(".found li")

    @property
    def draft(self) -> Locator:
        return self.turns.last.locator("rewards-reply-draft")

    @property
    def answer(self) -> Locator:
        return self.turns.last.locator(".answer")

    @property
    def problem(self) -> Locator:
        return self.turns.last.locator(".problem")

    @property
    def partial(self) -> Locator:
        return self.turns.last.locator(".partial")

    @property
    def note(self) -> Locator:
        """Return the open note of a figure."""
        return self.page.locator("rewards-sidebar [popover]:popover-open")

    @property
    def announcement(self) -> Locator:
        """Return the last announcement for screen readers."""
        return self.page.locator("rewards-sidebar > [role=status], rewards-sidebar div[role=status]").last

    def figure(self, text: str) -> Locator:
        return self.answer.get_by_role("button", name=text, exact=True).first

    def send(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    def ask(self, question: str) -> None:
        """Ask and wait for the end of the answer."""
        before = self.turns.count()
        self.send(question)
        expect(self.turns).to_have_count(before + 1)
        expect(self.turns.last).to_have_attribute("data-state", re.compile("completed|failed|stopped"))
