from datetime import timedelta
from typing import Any

import jwt
import pytest
from pydantic import ValidationError

from core.clock import FixedClock
from core.errors import TokenError
from core.identity.tokens import AUDIENCE_AGENT, AUDIENCE_REWARDS, SCOPE_READ, Principal, Role, Tokens
from rewards.demo import DEMO_NOW

SECRET = "a secret for tests, long enough for HS256"
TOKENS = Tokens(SECRET, clock=FixedClock(DEMO_NOW))
AGENT = Principal(role=Role.SUPPORT_AGENT, subject="a", case_id="CASE-1", customer_id="CUST-1")
LEAD = Principal(role=Role.SUPPORT_LEAD, subject="l", reason="escalation", locale="hi-IN")
CUSTOMER = Principal(role=Role.CUSTOMER, subject="CUST-1", customer_id="CUST-1")
SERVICE = Principal(role=Role.SERVICE, subject="s", scopes=frozenset({SCOPE_READ}))


def minted(principal: Principal = AGENT, *, ttl_s: float = 60) -> str:
    return TOKENS.mint(principal, audiences=(AUDIENCE_REWARDS,), ttl=timedelta(seconds=ttl_s))


@pytest.mark.parametrize("principal", [AGENT, LEAD, CUSTOMER, SERVICE], ids=lambda p: p.role)
def test_token_proves_the_principal_it_was_made_for(principal: Principal) -> None:
    assert TOKENS.verify(minted(principal), audience=AUDIENCE_REWARDS) == principal


@pytest.mark.parametrize(("age_s", "is_valid"), [(60, True), (64, True), (65, False), (3600, False)])
def test_expiry_is_compared_with_the_given_clock(age_s: float, *, is_valid: bool) -> None:
    later = Tokens(SECRET, clock=FixedClock(DEMO_NOW + timedelta(seconds=age_s)))
    if is_valid:
        assert later.verify(minted(ttl_s=60), audience=AUDIENCE_REWARDS) == AGENT
    else:
        with pytest.raises(TokenError, match="tokenExpired"):
            later.verify(minted(ttl_s=60), audience=AUDIENCE_REWARDS)


def forged(**changes: Any) -> str:
    claims = jwt.decode(minted(), options={"verify_signature": False}) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, SECRET, algorithm="HS256")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        forged(iss="someone else"),
        forged(aud=AUDIENCE_AGENT),
        forged(aud=[AUDIENCE_AGENT, AUDIENCE_REWARDS]),
        forged(exp=int(DEMO_NOW.timestamp()) + 86_401),
        forged(iat=int(DEMO_NOW.timestamp()) - 86_400, exp=int(DEMO_NOW.timestamp()) + 1),
        forged(exp=None),
        forged(exp=10**30),
        forged(sub=None),
        forged(role="admin"),
        forged(role=None),
        forged(case=None),
        forged(scopes=7),
        jwt.encode(jwt.decode(minted(), options={"verify_signature": False}), "", algorithm="none"),
    ],
    ids=[
        "empty",
        "dots",
        "issuer",
        "audience",
        "both audiences",
        "long life",
        "old and long",
        "no exp",
        "exp",
        "no sub",
        "role",
        "no role",
        "case",
        "scopes",
        "alg",
    ],
)
def test_every_other_token_is_invalid(token: str) -> None:
    with pytest.raises(TokenError, match="tokenInvalid"):
        TOKENS.verify(token, audience=AUDIENCE_REWARDS)


@pytest.mark.parametrize(
    "claims",
    [
        {"role": Role.SUPPORT_AGENT, "case_id": "C"},
        {"role": Role.SUPPORT_AGENT, "customer_id": "C"},
        {"role": Role.SUPPORT_LEAD},
        {"role": Role.CUSTOMER},
        {"role": Role.SERVICE},
        {"role": Role.CUSTOMER, "customer_id": "C", "subject": ""},
    ],
)
def test_principal_is_complete_for_its_role(claims: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Principal.model_validate({"subject": "s"} | claims)


@pytest.mark.parametrize(
    ("principal", "own", "foreign", "unowned"),
    [
        (AGENT, True, False, False),
        (CUSTOMER, True, False, False),
        (LEAD, True, True, True),
        (SERVICE, True, True, True),
        (SERVICE.model_copy(update={"scopes": frozenset({"rewards:ingest"})}), False, False, False),
    ],
    ids=["agent", "customer", "lead", "reader", "writer"],
)
def test_who_may_see_whom(principal: Principal, *, own: bool, foreign: bool, unowned: bool) -> None:
    seen = [principal.may_see_customer(customer) for customer in ("CUST-1", "CUST-2", None)]
    assert seen == [own, foreign, unowned]


def test_an_audience_of_somebody_else_beside_ours_is_no_harm() -> None:
    token = forged(aud=[AUDIENCE_REWARDS, "https://provider.example/userinfo"])
    assert TOKENS.verify(token, audience=AUDIENCE_REWARDS) == AGENT


def test_the_longest_life_is_a_setting() -> None:
    short = Tokens(SECRET, clock=FixedClock(DEMO_NOW), longest_life=timedelta(minutes=5))
    assert short.verify(minted(ttl_s=300), audience=AUDIENCE_REWARDS) == AGENT
    with pytest.raises(TokenError, match="tokenInvalid"):
        short.verify(minted(ttl_s=301), audience=AUDIENCE_REWARDS)


def test_no_token_is_signed_for_two_services() -> None:
    with pytest.raises(ValueError, match="audience"):
        TOKENS.mint(AGENT, audiences=(AUDIENCE_AGENT, AUDIENCE_REWARDS), ttl=timedelta(seconds=1))


def test_secret_is_long_enough() -> None:
    with pytest.raises(ValueError, match="32"):
        Tokens("short", clock=FixedClock(DEMO_NOW))
