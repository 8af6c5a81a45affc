"""``rewards-agent mcp``: the lookups of a running chat service, for an MCP client that starts its servers itself.

The process is a relay without any data, keys or rules. It sends what the client asks to ``POST /mcp`` of the service,
with the token of the person at this machine.
"""

import argparse
import asyncio
import logging
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from cli.errors import UsageError
from cli.log_format import log_to_stderr

TOKEN_VARIABLE = "MCP_REWARDS_TOKEN"  # noqa: S105  (a name)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8080", metavar="URL", help="address of the chat service")
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="file with the bearer token, read again for every request"
    )
    parser.epilog = (
        f"The token is that of --token-file or of the environment variable {TOKEN_VARIABLE}. Protocol on stdin and "
        "stdout, logs on stderr."
    )


def run(arguments: argparse.Namespace) -> int:
    if find_spec("mcp") is None:
        raise UsageError("the command needs the extra: pip install 'rewards-support-agent[mcp]'")
    from cli.mcp_relay import serve_stdio
    from core.protected_url import is_protected_url

    if not arguments.url.startswith(("http://", "https://")) or not is_protected_url(arguments.url):
        raise UsageError("--url must be an https address, or an http address of this machine")
    token = _token_source(arguments.token_file)
    token()
    log_to_stderr(logging.WARNING)
    asyncio.run(serve_stdio(arguments.url, token))
    return 0


def _token_source(path: Path | None) -> Callable[[], str]:
    """Return a function that returns the token, or raises a UsageError where there is none.

    There is no fallback to a development key: whoever may start this process need not be allowed to act as anybody.
    """

    def token() -> str:
        try:
            text = os.environ.get(TOKEN_VARIABLE, "") if path is None else path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("the file of --token-file cannot be read") from error
        text = text.strip()
        if not text or not text.isascii() or not text.isprintable():
            raise UsageError(f"a bearer token is needed: --token-file FILE, or the variable {TOKEN_VARIABLE}")
        return text

    return token
