"""Opens the place of a service's metrics that its settings name."""

from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.server import listen

if TYPE_CHECKING:
    from core.http.metrics_place import MetricsPlace


def metrics_place(setting: str, *, name: str) -> "MetricsPlace":
    """Return the place that a setting names, listening if it is an address.

    Raises:
        UsageError: when the address cannot be used.
    """
    from core.http.metrics_place import metrics_address

    if (address := metrics_address(setting)) is None:
        return "off" if setting == "off" else "public"
    try:
        return listen(address[1], host=address[0])
    except UsageError as error:
        raise UsageError(f"the address of {name} cannot be used: it is in use, or not one of this machine") from error


def require_metrics_for_workers(setting: str, *, name: str) -> None:
    """Raise if several processes would want one address for their metrics.

    Raises:
        UsageError: for an address.
    """
    if setting not in ("public", "off"):
        raise UsageError(f"--workers above 1 requires {name}=off or public: one address is for one process")
