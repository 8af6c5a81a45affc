"""The site of an application that embeds the sidebar: pages, tokens, and a reverse proxy to the chat service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx

_PROXIED = "/assistant"
_FORWARDED = {"accept", "authorization", "content-type", "if-none-match"}
_NOT_RETURNED = {"connection", "transfer-encoding", "content-length", "content-encoding"}


@dataclass
class HostSite:
    """What the site serves. Its host is a name, that of the chat service an address: they are different sites."""

    origin: str
    service: str = ""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # the policy and the content of a path
    tokens: list[str] = field(default_factory=list)  # the cases for which a token was requested
    signs_in: bool = True


@contextmanager
def running_host_site() -> Iterator[HostSite]:
    """Serve the site on a free port until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    site = server.site = HostSite(origin=f"http://localhost:{server.server_port}")  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    @property
    def site(self) -> HostSite:
        site: HostSite = self.server.site  # type: ignore[attr-defined]
        return site

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.startswith(f"{_PROXIED}/"):
            self._forward()
        elif address.path == "/rewards-token":
            self._token(parse_qs(address.query)["case"][0])
        elif address.path in self.site.pages:
            policy, content = self.site.pages[address.path]
            kind = "text/javascript" if address.path.endswith(".js") else "text/html"
            self._send(200, content, {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": policy})
        else:
            self._send(404, "", {})

    def do_POST(self) -> None:
        self._forward()

    def _token(self, case: str) -> None:
        self.site.tokens.append(case)
        if not self.site.signs_in:
            self._send(401, "", {})
            return
        request = {"role": "support_agent", "caseId": case}
        answer = httpx.post(f"{self.site.service}/demo/token", json=request).raise_for_status()
        self._send(200, answer.json()["token"], {"Content-Type": "text/plain"})

    def _forward(self) -> None:
        url = f"{self.site.service}{self.path.removeprefix(_PROXIED)}"
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() in _FORWARDED}
        with httpx.stream(self.command, url, content=body, headers=headers) as answer:
            self.send_response(answer.status_code)
            for name, value in answer.headers.multi_items():
                if name not in _NOT_RETURNED:
                    self.send_header(name, value)
            self.end_headers()
            for chunk in answer.iter_bytes():
                self.wfile.write(chunk)
                self.wfile.flush()

    def _send(self, status: int, content: str, headers: dict[str, str]) -> None:
        body = content.encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""
