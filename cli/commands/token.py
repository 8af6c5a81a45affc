"""``rewards-agent token``: print a signed development token."""

import argparse
from datetime import timedelta

from cli.errors import UsageError
from cli.identity_options import ROLES, add_identity, principal_from
from cli.options import add_data, add_now, clock, data_folder
from cli.token_trust import development_tokens, identity_settings

_AUDIENCES = ("rewards-agent", "rewards-api")  # the chat service, the rewards API: a token is for one of them
_MAX_TTL_S = 86_400


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=ROLES, help="who the token is for")
    parser.add_argument("--subject", required=True, metavar="S", help="account name")
    add_identity(parser)
    parser.add_argument(
        "--audience",
        choices=_AUDIENCES,
        default=_AUDIENCES[0],
        metavar="A",
        help=f"the service that the token is for: {' or '.join(_AUDIENCES)}",
    )
    parser.add_argument(
        "--scope", action="append", default=[], metavar="S", help="scope of a service token; may be repeated"
    )
    parser.add_argument("--ttl", type=int, default=3600, metavar="SECONDS", help="lifetime of the token")
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    configured = identity_settings()
    if not configured.has_token_command:
        where = "in production" if configured.is_production else "by REWARDS_TOKEN_COMMAND"
        raise UsageError(f"development tokens are disabled {where}")
    if not 1 <= arguments.ttl <= _MAX_TTL_S:
        raise UsageError(f"--ttl must be 1 to {_MAX_TTL_S} seconds")
    principal = principal_from(arguments, subject=arguments.subject, scopes=frozenset(arguments.scope))
    tokens = development_tokens(configured, data_folder(arguments.data), clock(arguments, configured))
    print(tokens.mint(principal, audiences=(arguments.audience,), ttl=timedelta(seconds=arguments.ttl)))
    return 0
