"""The default headers of the chat service, which also serves a page: nothing inline, nothing from elsewhere."""

from collections.abc import Mapping

from core.http.response_headers import API_HEADERS

_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
PAGE_HEADERS: Mapping[str, str] = {
    **API_HEADERS,
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}
