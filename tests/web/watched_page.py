"""A page that records errors, policy violations and foreign requests; a test fails at its end if there are any."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request

# Chromium's own console message for a 4xx or 5xx response; allowed only in tests that provoke one.
_FAILED_REQUEST = "Failed to load resource"


@dataclass
class WatchedPage:
    """A browser page on one origin, and the faults recorded on it."""

    page: Page
    base_url: str
    may_fail_requests: bool = False
    service: str = ""  # the origin of the chat service, for a page of another origin
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        self.page.on("request", self._request)

    def open(self, path: str = "/") -> Page:
        """Load a page of the demo and wait until the viewer's identity is set."""
        self.page.goto(f"{self.base_url}{path}")
        self.page.locator("rewards-sidebar .suggestion").first.wait_for()
        return self.page

    def complaints(self) -> list[str]:
        """List the recorded faults: errors, violations of the content security policy, requests to other origins."""
        return [*self.console_errors, *self.page_errors, *self.foreign_requests]

    def _console(self, message: ConsoleMessage) -> None:
        is_provoked = self.may_fail_requests and message.text.startswith(_FAILED_REQUEST)
        if message.type in {"error", "warning"} and not is_provoked:
            self.console_errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base_url}/", f"{self.service or self.base_url}/", "data:")):
            self.foreign_requests.append(request.url)


OpenPage = Callable[..., WatchedPage]
