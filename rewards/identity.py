"""Who is asking: signed tokens in, a frozen principal out, and narrower tokens for the way on."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

import jwt
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rewards.clock import Clock

ALGORITHM = "HS256"
ISSUER = "rewards-support"
AUDIENCE_AGENT = "rewards-agent"
AUDIENCE_REWARDS = "rewards-api"
SCOPE_READ = "rewards:read"
SCOPE_INGEST = "rewards:ingest"
SCOPE_ADMIN = "rewards:admin"
_LONGEST_CLAIM = 500
_LEEWAY = timedelta(seconds=5)


class TokenError(Exception):
    """The token does not prove an identity; ``code`` says why, without an echo of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Role(StrEnum):
    SUPPORT_AGENT = "support_agent"
    SUPPORT_LEAD = "support_lead"
    CUSTOMER = "customer"
    SERVICE = "service"


class Principal(BaseModel):
    """Who is asking and what they may see. Only a verified token makes one.

    A support agent is bound to one case and its customer, a customer to their own data; a lead sees every customer but
    must give a reason; a service has scopes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    subject: str
    case_id: str | None = None
    customer_id: str | None = None
    reason: str | None = None
    scopes: frozenset[str] = frozenset()
    locale: str = "en-IN"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = {
            Role.SUPPORT_AGENT: not (self.case_id and self.customer_id),
            Role.SUPPORT_LEAD: not self.reason,
            Role.CUSTOMER: not self.customer_id,
            Role.SERVICE: not self.scopes,
        }[self.role]
        texts = (self.subject, self.case_id, self.customer_id, self.reason, *self.scopes)
        if missing or not self.subject.strip() or not all(_is_plain(text) for text in texts if text is not None):
            raise ValueError("the role needs more than it was given")
        return self

    def may_see_customer(self, customer_id: str | None) -> bool:
        """Tell whether data of this customer is in scope; data that nobody is known to own is for leads only."""
        if self.role is Role.SUPPORT_LEAD:
            return True
        if self.role is Role.SERVICE:
            return SCOPE_READ in self.scopes
        return customer_id is not None and customer_id == self.customer_id


def _is_plain(text: str) -> bool:
    """Tell whether a claim says something and can be written down: lone surrogates cannot."""
    return bool(text.strip()) and len(text) <= _LONGEST_CLAIM and not any("\ud800" <= c <= "\udfff" for c in text)


class Tokens:
    """Signs and verifies tokens with one shared secret.

    The algorithm, issuer and audience are pinned, and an expiry is required.
    """

    def __init__(self, secret: str, *, clock: Clock) -> None:
        if len(secret) < 32:
            raise ValueError("a token secret has at least 32 characters")
        self._secret = secret
        self._clock = clock

    def mint(self, principal: Principal, *, audiences: tuple[str, ...], ttl: timedelta) -> str:
        """Sign a token for the principal that ends after ``ttl``."""
        issued_at = self._clock.now()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": list(audiences),
            "sub": principal.subject,
            "iat": int(issued_at.timestamp()),
            "exp": int((issued_at + ttl).timestamp()),
            "role": principal.role.value,
            "locale": principal.locale,
        }
        optional = {"case": principal.case_id, "customer": principal.customer_id, "reason": principal.reason}
        claims |= {name: value for name, value in optional.items() if value is not None}
        if principal.scopes:
            claims["scopes"] = sorted(principal.scopes)
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def verify(self, token: str, *, audience: str) -> Principal:
        """Give the principal that the token proves.

        Raises:
            TokenError: ``tokenExpired`` when only its time has passed, ``tokenInvalid`` for everything else.
        """
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                # The expiry is held against our own clock below, which a demo or an eval may have fixed.
                options={"require": ["exp", "iat", "sub", "aud", "iss"], "verify_exp": False, "verify_iat": False},
            )
            expires_at = datetime.fromtimestamp(claims["exp"], tz=self._clock.now().tzinfo)
            principal = _principal(claims)
        except (jwt.InvalidTokenError, ValidationError, TypeError, ValueError, OverflowError) as error:
            raise TokenError("tokenInvalid") from error
        if self._clock.now() >= expires_at + _LEEWAY:
            raise TokenError("tokenExpired")
        return principal


def _principal(claims: dict[str, Any]) -> Principal:
    return Principal(
        role=claims.get("role", ""),
        subject=claims["sub"],
        case_id=claims.get("case"),
        customer_id=claims.get("customer"),
        reason=claims.get("reason"),
        scopes=frozenset(claims.get("scopes", ())),
        locale=claims.get("locale", "en-IN"),
    )
