"""Whether an address keeps what is sent to it from others on the network."""

from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, urlsplit

_TLS = {"https", "rediss"}
_PLAIN = {"http", "redis", "postgres", "postgresql"}  # of these, PostgreSQL asks for TLS by a parameter
_ENCRYPTED_MODES = {"require", "verify-ca", "verify-full"}  # the others accept a server without TLS


def is_protected_url(url: str) -> bool:
    """Whether connections to this address use TLS, or do not leave this machine.

    Addresses of HTTP servers, Redis and PostgreSQL are understood, also with the name of a driver in the scheme
    (``postgresql+psycopg``, ``async+redis``). Any other scheme is unprotected.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # half an IPv6 address
        return False
    schemes = set(parts.scheme.split("+"))
    if schemes & _TLS:
        return bool(host)
    if not schemes & _PLAIN:
        return False
    return _is_protected_postgres(parts) if parts.scheme.startswith("postgres") else _is_loopback(host)


def _is_protected_postgres(parts: SplitResult) -> bool:
    """Whether a PostgreSQL address requires TLS, or names this machine or a Unix socket only."""
    parameters = parse_qs(parts.query)
    if parameters.get("sslmode", [""])[-1] in _ENCRYPTED_MODES:
        return True
    hosts = [parts.hostname or "", *parameters.get("host", []), *parameters.get("hostaddr", [])]
    return all(host == "" or host.startswith("/") or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
