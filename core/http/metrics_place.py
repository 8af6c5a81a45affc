"""Where a service serves its metrics: with its routes, on a separate address, or nowhere."""

import socket
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator

# On the service's own address, nowhere, or on a separate listening socket, which the service closes.
MetricsPlace = Literal["public", "off"] | socket.socket


def metrics_address(setting: str) -> tuple[str, int] | None:
    """Return the IP address and the port of a setting; None for ``public`` and ``off``.

    Raises:
        ValueError: if it is none of these.
    """
    if setting in ("public", "off"):
        return None
    host, _, port = setting.rpartition(":")
    number = int(port) if port.isascii() and port.isdecimal() else 0
    if not 1 <= number <= 65_535:
        raise ValueError("must be public, off, or an IP address with a port")
    try:
        return str(ip_address(host.removeprefix("[").removesuffix("]"))), number
    except ValueError:
        raise ValueError("must be public, off, or an IP address with a port") from None


def _valid(setting: str) -> str:
    metrics_address(setting)
    return setting


MetricsSetting = Annotated[str, AfterValidator(_valid)]
