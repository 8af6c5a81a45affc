"""``rewards-agent token``: a signed development token."""

import argparse
from datetime import timedelta

from cli.acting_as import ROLES, add_identity, principal_from
from cli.errors import UsageError
from cli.options import add_data, add_now, clock, data_folder
from cli.token_trust import development_tokens, identity_settings

_AUDIENCES = ("rewards-agent", "rewards-api")  # the chat service, the rewards API: a token is for one of them
_LONGEST_S = 86_400


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=ROLES, help="who the token is for")
    parser.add_argument("--subject", required=True, metavar="S", help="the name of the account")
    add_identity(parser)
    parser.add_argument(
        "--audience",
        choices=_AUDIENCES,
        default=_AUDIENCES[0],
        metavar="A",
        help=f"the service it is for: {' or '.join(_AUDIENCES)}",
    )
    parser.add_argument("--scope", action="append", default=[], metavar="S", help="a service's scope; may be repeated")
    parser.add_argument("--ttl", type=int, default=3600, metavar="SECONDS", help="how long the token is valid")
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    configured = identity_settings()
    if not configured.has_token_command:
        where = "in production" if configured.is_production else "here (REWARDS_TOKEN_COMMAND)"
        raise UsageError(f"development tokens are not made {where}")
    if not 1 <= arguments.ttl <= _LONGEST_S:
        raise UsageError(f"--ttl is 1 to {_LONGEST_S} seconds")
    principal = principal_from(arguments, subject=arguments.subject, scopes=frozenset(arguments.scope))
    tokens = development_tokens(configured, data_folder(arguments.data), clock(arguments))
    print(tokens.mint(principal, audiences=(arguments.audience,), ttl=timedelta(seconds=arguments.ttl)))
    return 0
