"""The options that say who a command acts as, and the principal built from them."""

import argparse
from typing import TYPE_CHECKING

from cli.errors import UsageError

if TYPE_CHECKING:
    from core.identity.tokens import Principal

ROLES = ("support_agent", "support_lead", "customer", "service")
_NEEDS = {
    "support_agent": "--case and --customer",
    "support_lead": "--reason",
    "customer": "--customer",
    "service": "--scope",
}


def add_identity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", metavar="C", help="the case that a support agent works on")
    parser.add_argument("--customer", metavar="ID", help="the customer of the case, or the customer who asks")
    parser.add_argument(
        "--reason", metavar="TEXT", help="why a support lead looks beyond one case; recorded in the audit log"
    )


def principal_from(arguments: argparse.Namespace, *, subject: str, scopes: frozenset[str] = frozenset()) -> "Principal":
    """Build the principal.

    Raises:
        UsageError: naming what the role requires.
    """
    from pydantic import ValidationError

    from core.identity.tokens import Principal, Role

    try:
        return Principal(
            role=Role(arguments.role),
            subject=subject,
            case_id=arguments.case,
            customer_id=arguments.customer,
            reason=arguments.reason,
            scopes=scopes,
        )
    except ValidationError as error:
        need = _NEEDS[arguments.role]
        raise UsageError(f"the role {arguments.role} requires {need}, and a non-empty subject") from error
