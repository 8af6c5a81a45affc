"""Authentication: verifies tokens, returns a frozen principal, and signs narrower tokens for calls on its behalf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Protocol, Self
from unicodedata import category

import jwt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from core.clock import Clock
from core.errors import TokenError
from core.ids import Identifier

ALGORITHM = "HS256"
ISSUER = "rewards-support"
AUDIENCE_AGENT = "rewards-agent"
AUDIENCE_REWARDS = "rewards-api"
_AUDIENCES = frozenset({AUDIENCE_AGENT, AUDIENCE_REWARDS})
SCOPE_READ = "rewards:read"
SCOPE_INGEST = "rewards:ingest"
SCOPE_ADMIN = "rewards:admin"
# Clock skew: a token is accepted this long after its expiry and before its start.
LEEWAY = timedelta(seconds=5)
LONGEST_TOKEN = 4096  # characters; no legitimate token is longer, and a longer one is not even parsed
LONGEST_LIFE = timedelta(days=1)  # from the issue of a token to its expiry, unless the settings say otherwise
REQUIRED_CLAIMS = ("exp", "iat", "sub", "aud", "iss")
_LONGEST_CLAIM = 500


class Role(StrEnum):
    SUPPORT_AGENT = "support_agent"
    SUPPORT_LEAD = "support_lead"
    CUSTOMER = "customer"
    SERVICE = "service"


# Control characters, lone surrogates and line separators; and characters that change the direction of text.
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _plain(text: str) -> str:
    """Return the text. Raise ValueError if it is blank, or cannot be written on one line and be read as it is."""
    if not text.strip() or any(c in _TURNS_TEXT or category(c) in _UNPRINTABLE for c in text):
        raise ValueError("not plain text")
    return text


_Text = Annotated[str, Field(max_length=_LONGEST_CLAIM), AfterValidator(_plain)]
_Scope = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/*-]{1,100}$")]
_Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]


class Principal(BaseModel):
    """Who is asking and what they may see. Only a verified token makes one.

    A support agent is bound to one case and its customer, a customer to their own data; a lead sees every customer but
    must state a reason; a service has scopes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    role: Annotated[Role, Field(strict=False)]
    subject: _Text
    case_id: Identifier | None = None
    customer_id: Identifier | None = None
    reason: _Text | None = None
    scopes: Annotated[frozenset[_Scope], Field(max_length=50)] = frozenset()
    locale: _Locale = "en-IN"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = {
            Role.SUPPORT_AGENT: not (self.case_id and self.customer_id),
            Role.SUPPORT_LEAD: not self.reason,
            Role.CUSTOMER: not self.customer_id,
            Role.SERVICE: not self.scopes,
        }[self.role]
        if missing:
            raise ValueError("the role requires further claims")
        return self

    def may_see_customer(self, customer_id: str | None) -> bool:
        """Whether data of this customer is in scope; data without a known owner is for leads and services only."""
        if self.role is Role.SUPPORT_LEAD:
            return True
        if self.role is Role.SERVICE:
            return SCOPE_READ in self.scopes
        return customer_id is not None and customer_id == self.customer_id


class TokenVerifier(Protocol):
    """Turns a token into a principal."""

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        """Return the principal that the token proves for this audience.

        Raises:
            IdentityUnavailable: when the token cannot be verified at the moment.
            TokenError: ``tokenExpired`` if it is valid but has expired, ``tokenInvalid`` otherwise.
        """
        ...


class Tokens:
    """Signs and verifies tokens with a shared secret.

    The algorithm, issuer and audience are pinned, and an expiry is required.
    """

    def __init__(
        self, secret: str, *, clock: Clock, issuer: str = ISSUER, longest_life: timedelta = LONGEST_LIFE
    ) -> None:
        if len(secret) < 32:
            raise ValueError("a token secret has at least 32 characters")
        self._secret = secret
        self._clock = clock
        self._issuer = issuer
        self._longest_life = longest_life

    def mint(self, principal: Principal, *, audiences: tuple[str, ...], ttl: timedelta) -> str:
        """Return a token for the principal that expires after ``ttl``.

        Raises:
            ValueError: for more than one audience: a token for one service must not open the other.
        """
        if len(audiences) != 1:
            raise ValueError("a token has one audience")
        issued_at = self._clock.now()
        claims: dict[str, Any] = {
            "iss": self._issuer,
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
        """Return the principal that the token proves; see ``TokenVerifier``."""
        expected = Expected(
            issuer=self._issuer,
            audience=audience,
            other_audiences=_AUDIENCES - {audience},
            longest_life=self._longest_life,
        )
        return verify_token(token, expected, key=self._secret, algorithm=ALGORITHM, now=self._clock.now())

    async def principal_of(self, token: str, *, audience: str) -> Principal:
        return self.verify(token, audience=audience)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must claim. ``longest_life`` is from its issue to its expiry.

    It may name further audiences, but none of ``other_audiences``: a token for one of the two services must not open
    the other one.
    """

    issuer: str
    audience: str
    other_audiences: frozenset[str]
    longest_life: timedelta


def verify_token(token: str, expected: Expected, *, key: Any, algorithm: str, now: datetime) -> Principal:
    """Return the principal of a token, which is verified with one key and its one algorithm.

    Raises:
        TokenError: ``tokenExpired`` if it is valid but has expired, ``tokenInvalid`` otherwise.
    """
    if len(token) > LONGEST_TOKEN:
        raise TokenError("tokenInvalid")
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=expected.audience,
            issuer=expected.issuer,
            # Times are compared with this service's clock below, which a demo or an eval may have fixed.
            options={"require": list(REQUIRED_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        if expected.other_audiences.intersection(claims["aud"] if isinstance(claims["aud"], list) else ()):
            raise ValueError("a token is for one of the two services")
        times = {name: _instant(claims[name], now) for name in ("exp", "iat", "nbf") if name in claims}
        principal = _principal(claims)
    except (jwt.InvalidTokenError, ValidationError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TokenError("tokenInvalid") from error
    if max(times["iat"], times.get("nbf", times["iat"])) > now + LEEWAY:
        raise TokenError("tokenInvalid")
    if times["exp"] - times["iat"] > expected.longest_life:
        raise TokenError("tokenInvalid")
    if now >= times["exp"] + LEEWAY:
        raise TokenError("tokenExpired")
    return principal


def verified_expiry(token: str) -> datetime:
    """Return the expiry of a token that has just been verified; nothing is verified here."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return datetime.fromtimestamp(claims["exp"], tz=UTC)


def _instant(claim: object, now: datetime) -> datetime:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        raise TypeError("a time is a number")
    return datetime.fromtimestamp(claim, tz=now.tzinfo)


def _principal(claims: Mapping[str, Any]) -> Principal:
    scopes = claims.get("scopes", [])
    if not isinstance(scopes, list):
        raise TypeError("scopes are a list")
    return Principal(
        role=claims.get("role", ""),
        subject=claims["sub"],
        case_id=claims.get("case"),
        customer_id=claims.get("customer"),
        reason=claims.get("reason"),
        scopes=frozenset(scopes),
        locale=claims.get("locale", "en-IN"),
    )
