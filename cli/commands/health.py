"""``rewards-agent health``: whether a service answers, for the health check of a container."""

import argparse
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from cli.errors import UsageError

_TIMEOUT_S = 3.5


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8080", metavar="URL", help="address of the service")
    parser.add_argument(
        "--live", action="store_true", help="whether the process answers, instead of whether it is ready for requests"
    )
    parser.epilog = "Exit status 1, with the reason, if the service does not answer or is not ready."


def run(arguments: argparse.Namespace) -> int:
    if not arguments.url.startswith(("http://", "https://")):
        raise UsageError("--url must be an http or https address")
    path = "/health/live" if arguments.live else "/health/ready"
    try:
        with urlopen(arguments.url.rstrip("/") + path, timeout=_TIMEOUT_S):  # noqa: S310  (the scheme is checked)
            return 0
    except HTTPError as error:
        reason = f"status {error.code}"
    except (URLError, OSError, ValueError):
        reason = "no answer"
    print(f"rewards-agent: {reason}", file=sys.stderr)
    return 1
