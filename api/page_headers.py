"""The headers of the chat service, which also serves pages: nothing inline or from elsewhere, and no frames."""

from collections.abc import Iterable, Mapping

from core.http.response_headers import API_HEADERS

_SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
)
# Lit writes its templates through this policy; nothing else of the frame makes markup or scripts of a text.
_TRUSTED_TYPES = ("require-trusted-types-for 'script'", "trusted-types lit-html")

# The defaults, of every response that does not set its own.
PAGE_HEADERS: Mapping[str, str] = {
    **API_HEADERS,
    "Content-Security-Policy": "; ".join((*_SOURCES, "frame-ancestors 'none'")),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def frame_headers(origins: Iterable[str]) -> dict[str, str]:
    """Return the headers of the page that pages of these origins may show in a frame.

    The embedder policy makes the frame loadable in a page that is cross-origin isolated.
    """
    ancestors = " ".join(origins) or "'none'"
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": "; ".join((*_SOURCES, *_TRUSTED_TYPES, f"frame-ancestors {ancestors}")),
        "Cross-Origin-Embedder-Policy": "require-corp",
        **shared_headers(origins),
    }


def shared_headers(origins: Iterable[str]) -> dict[str, str]:
    """Return what a response needs to be loaded by pages of other origins, if there are any."""
    return {"Cross-Origin-Resource-Policy": "cross-origin"} if tuple(origins) else {}
