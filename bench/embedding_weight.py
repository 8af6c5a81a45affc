"""What the first answer of an embedded sidebar costs on a slow line: ``python -m bench.embedding_weight``.

A page of another origin shows ``/embed`` in a frame, or loads the web component, over a line of 400 ms and 50 KB/s that
Chromium imitates for each request. Measured from the navigation to the complete answer of one question, which is sent
as soon as the sidebar takes one: requests to the chat service, what they bring (heads and bodies), and the time. With
``--modules URL`` a page of a running demo loads the modules one by one, as every page did before there was a bundle.
Needs Chromium.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.web.demo_process import running_demo
from tests.web.embedding.documented_hosts import add_documented_hosts
from tests.web.host_site import running_host_site
from tests.web.sidebar_page import STORY

_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # A frame of another site stays in the process of its page, so that one session slows down and counts both.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process",
]
_LOAD = """() => {
  const script = Object.assign(document.createElement('script'), {type: 'module', src: '/web/rewards-sidebar.js'});
  document.head.append(script);
  document.body.replaceChildren(document.createElement('rewards-sidebar'));
}"""
_ASK = """async ([question, isAlone]) => {
  await customElements.whenDefined('rewards-sidebar');
  const sidebar = document.querySelector('rewards-sidebar');
  const token = async () => {
    const body = JSON.stringify({role: 'support_agent', caseId: 'CASE-9001'});
    const headers = {'Content-Type': 'application/json'};
    return (await (await fetch('/demo/token', {method: 'POST', headers, body})).json()).token;
  };
  if (isAlone) sidebar.tokenProvider = token;
  while (!sidebar.tokenProvider) await new Promise(requestAnimationFrame);
  await sidebar.updateComplete;
  await sidebar.ask(question);
  return sidebar.renderRoot.querySelector('rewards-message-list').turns.at(-1).state;
}"""


class Meter:
    """Counts the requests of one page to the chat service, except those for a token, which a host obtains itself."""

    def __init__(self, session: CDPSession, service: str) -> None:
        self.requests: set[str] = set()
        self.bytes = 0
        self._service = service
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _LINE)

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if url.startswith(f"{self._service}/") and not url.endswith("/demo/token"):
            self.requests.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.requests:
            self.bytes += int(event["encodedDataLength"])


def _measure(page: Page, address: str, service: str, *, way: str) -> tuple[int, int, float]:
    meter = Meter(page.context.new_cdp_session(page), service)
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    if way == "modules":
        page.evaluate(_LOAD)
    document: Any = page
    if way == "frame":
        page.frame_locator("iframe").locator("rewards-sidebar").wait_for(state="attached")
        document = page.frames[-1]
    state = document.evaluate(_ASK, [STORY, way == "modules"])
    seconds = time.perf_counter() - started
    if state != "completed":
        raise SystemExit(f"the question was not answered: {state}")
    page.wait_for_timeout(500)  # the events of the last requests
    return len(meter.requests), meter.bytes, seconds


def main() -> None:
    """Measure and print a line for each way."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--modules", metavar="URL", help="a running demo whose modules are loaded one by one")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_ARGUMENTS)

        def run(address: str, service: str, way: str) -> None:
            context = browser.new_context()
            requests, size, seconds = _measure(context.new_page(), address, service, way=way)
            print(f"{way:<10} {requests:3} requests {size:8,} bytes {seconds:6.1f} s", flush=True)
            context.close()

        if arguments.modules:
            run(f"{arguments.modules}/health/live", arguments.modules, "modules")
        else:
            _run_hosts(run)
        browser.close()


def _run_hosts(run: Any) -> None:
    with (
        tempfile.TemporaryDirectory() as data,
        running_host_site() as site,
        running_demo(Path(data), host=site.origin) as service,
    ):
        site.service = service
        add_documented_hosts(site)
        for way in ("frame", "component"):
            run(f"{site.origin}/{way}", service, way)


if __name__ == "__main__":
    main()
