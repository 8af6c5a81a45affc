"""Origins of web pages, as browsers send them (RFC 6454, section 6.2)."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}", re.ASCII)
_DEFAULT_PORTS = {"https": 443, "http": 80}


def web_origin(text: str) -> str:
    """Return the origin in the form in which a browser sends it: lower case, without the scheme's own port.

    Only https is accepted, and http on this machine (``localhost``, 127.0.0.0/8, ``[::1]``), where nobody else on the
    network can change a page. A name outside ASCII has to be written as it is in the DNS (``xn--...``).

    Raises:
        ValueError: for anything else, such as a wildcard, a path, a user or the origin ``null``.
    """
    scheme, separator, authority = text.lower().partition("://")
    try:
        parts = urlsplit(f"{scheme}://{authority}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("not an origin") from None
    address = f"[{host}]" if ":" in host else host
    written = address if port is None else f"{address}:{port}"
    if not separator or scheme not in _DEFAULT_PORTS or authority != written or port == 0:
        raise ValueError("not an origin")
    if not (_HOST.fullmatch(host) or _is_address(host)):
        raise ValueError("not an origin")
    if scheme == "http" and not _is_loopback(host):
        raise ValueError("an origin of http must be on this machine")
    return f"{scheme}://{address}" if port in (None, _DEFAULT_PORTS[scheme]) else f"{scheme}://{written}"


def _is_address(host: str) -> bool:
    try:
        return str(ip_address(host)) == host
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
