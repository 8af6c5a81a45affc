"""Which texts are origins of web pages."""

import pytest

from core.web_origin import web_origin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://helpdesk.example", "https://helpdesk.example"),
        ("HTTPS://HelpDesk.Example", "https://helpdesk.example"),
        ("https://helpdesk.example:443", "https://helpdesk.example"),
        ("https://helpdesk.example:8443", "https://helpdesk.example:8443"),
        ("https://xn--11b4d3a.example", "https://xn--11b4d3a.example"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://10.0.0.7", "https://10.0.0.7"),
    ],
)
def test_origin_is_written_as_a_browser_sends_it(text: str, expected: str) -> None:
    assert web_origin(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "null",
        "helpdesk.example",
        "//helpdesk.example",
        "https://",
        "https://*",
        "https://*.helpdesk.example",
        "https://helpdesk.example/",
        "https://helpdesk.example/app",
        "https://helpdesk.example?x",
        "https://helpdesk.example#x",
        "https://helpdesk.example:0",
        "https://helpdesk.example:",
        "https://helpdesk.example:08443",
        "https://helpdesk.example:99999",
        "https://user@helpdesk.example",
        "https://helpdesk.example;script-src",
        "https://helpdesk.example,https://other.example",
        "https://helpdesk.example.",
        "https://help desk.example",
        "https://help\tdesk.example",
        "https://हेल्प.example",
        "https://[::1",
        "https://[0:0::1]",
        "http://helpdesk.example",
        "http://10.0.0.7",
        "http://localhost.example",
        "file:///etc",
        "data:text/html,x",
        "'self'",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        web_origin(text)
