"""``rewards-agent token``: a signed development token."""

import argparse
from datetime import timedelta

from cli.errors import UsageError
from cli.options import add_data, add_now, clock, data_folder, development_secret, settings

_ROLES = ("support_agent", "support_lead", "customer", "service")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=_ROLES, help="who the token is for")
    parser.add_argument("--subject", required=True, metavar="S", help="the name of the account")
    parser.add_argument("--case", metavar="C", help="the case that a support agent works on")
    parser.add_argument("--customer", metavar="ID", help="the customer of the case, or the customer themselves")
    parser.add_argument("--reason", metavar="TEXT", help="why a lead looks beyond one case; it is audited")
    parser.add_argument("--scope", action="append", default=[], metavar="S", help="a service's scope; may be repeated")
    parser.add_argument("--ttl", type=int, default=3600, metavar="SECONDS", help="how long the token is good for")
    add_data(parser)
    add_now(parser)


def run(arguments: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from rewards.identity import AUDIENCE_AGENT, AUDIENCE_REWARDS, Principal, Role, Tokens

    if settings().environment == "production":
        raise UsageError("development tokens are not made in production")
    if not 1 <= arguments.ttl <= 86_400:
        raise UsageError("--ttl is 1 to 86400 seconds")
    try:
        principal = Principal(
            role=Role(arguments.role),
            subject=arguments.subject,
            case_id=arguments.case,
            customer_id=arguments.customer,
            reason=arguments.reason,
            scopes=frozenset(arguments.scope),
        )
    except ValidationError as error:
        raise UsageError(_needed(arguments.role)) from error
    secret = development_secret(data_folder(arguments.data))
    tokens = Tokens(secret, clock=clock(arguments))
    audiences = (AUDIENCE_AGENT, AUDIENCE_REWARDS)
    print(tokens.mint(principal, audiences=audiences, ttl=timedelta(seconds=arguments.ttl)))
    return 0


def _needed(role: str) -> str:
    needs = {
        "support_agent": "--case and --customer",
        "support_lead": "--reason",
        "customer": "--customer",
        "service": "--scope",
    }
    return f"a token for {role} needs {needs[role]}, and a subject that is not empty"
