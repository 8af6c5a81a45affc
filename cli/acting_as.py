"""The identity that a command acts as, from its options."""

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
    parser.add_argument("--customer", metavar="ID", help="the customer of the case, or the customer themselves")
    parser.add_argument("--reason", metavar="TEXT", help="why a lead looks beyond one case; it is audited")


def principal_from(arguments: argparse.Namespace, *, subject: str, scopes: frozenset[str] = frozenset()) -> "Principal":
    """Build the principal, or say in one line what its role still needs."""
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
        raise UsageError(f"the role {arguments.role} needs {need}, and a subject that is not empty") from error
