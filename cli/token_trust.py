"""Which tokens a command accepts and which keys it signs with, from the settings and the data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.options import development_secret
from core.clock import Clock

if TYPE_CHECKING:
    from core.identity.settings import IdentitySettings
    from core.identity.tokens import Tokens, TokenVerifier


def identity_settings() -> "IdentitySettings":
    """Return the identity settings that both services share.

    Raises:
        UsageError: naming the settings that cannot be used.
    """
    from pydantic import ValidationError

    from core.identity.settings import IdentitySettings
    from core.settings_errors import settings_error_text

    try:
        return IdentitySettings()
    except ValidationError as error:
        raise UsageError(settings_error_text(error)) from error


def verifier(configured: "IdentitySettings", data: Path, clock: Clock) -> "TokenVerifier":
    """Return the verifier of callers' tokens: the shared secret in development, the provider's keys in production."""
    if not configured.is_production:
        return development_tokens(configured, data, clock)
    from core.identity.issuers import production_issuers
    from core.identity.jwks import KeySet

    assert configured.jwks_url is not None  # noqa: S101  the validation of production settings has required it
    keys = KeySet(configured.jwks_url)
    return production_issuers(configured, keys, delegated=delegation(configured, data, clock), clock=clock)


def delegation(configured: "IdentitySettings", data: Path, clock: Clock) -> "Tokens":
    """Return the signer of the tokens that a turn carries to the rewards API."""
    if configured.delegation_secret is None:
        return development_tokens(configured, data, clock)
    from core.identity.issuers import delegation_tokens

    return delegation_tokens(configured.delegation_secret.get_secret_value(), clock=clock)


def development_tokens(configured: "IdentitySettings", data: Path, clock: Clock) -> "Tokens":
    """Return the signer and verifier that uses the development secret.

    Raises:
        UsageError: in production.
    """
    if configured.is_production:
        raise UsageError("development tokens are neither issued nor accepted in production")
    from core.identity.tokens import Tokens

    return Tokens(_development_secret(configured, data), clock=clock, longest_life=configured.longest_token_life)


def data_secret(configured: "IdentitySettings", data: Path) -> str:
    """Return the secret from which the keys of stored data are derived."""
    if configured.data_secret is not None:
        return configured.data_secret.get_secret_value()
    return _development_secret(configured, data)


def _development_secret(configured: "IdentitySettings", data: Path) -> str:
    if configured.token_secret is not None:
        return configured.token_secret.get_secret_value()
    return development_secret(data)
