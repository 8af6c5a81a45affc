"""Whether a URL keeps what is sent to it from others on the network."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_protected_url(url: str) -> bool:
    """Whether requests to this URL go over TLS, or do not leave this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:  # half an IPv6 address
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
