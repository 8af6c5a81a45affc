"""Who acts in a task, and what the identity provider says of them where the task has one."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, StringConstraints, model_validator

from core.identity.tokens import Principal, Role
from evals.harness.strict_model import Declared, Name


class Asker(Declared):
    """The identity that the token of every turn proves."""

    role: Role
    subject: Annotated[str, StringConstraints(min_length=1)]
    case: str | None = None
    customer: str | None = None
    reason: str | None = None
    scopes: frozenset[str] = frozenset()  # of a service
    locale: str = "en-IN"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        # What a role needs, by the design; the product's own rule is what is judged.
        needed = {
            Role.SUPPORT_AGENT: (self.case, self.customer),
            Role.SUPPORT_LEAD: (self.reason,),
            Role.CUSTOMER: (self.customer,),
            Role.SERVICE: (self.scopes,),
        }
        if not all(needed[self.role]):
            raise ValueError(f"something that a {self.role.value} needs is missing here")
        return self

    def principal(self) -> Principal:
        return Principal(
            role=self.role,
            subject=self.subject,
            case_id=self.case,
            customer_id=self.customer,
            reason=self.reason,
            scopes=self.scopes,
            locale=self.locale,
        )


class ProviderToken(Declared):
    """The token of an identity provider. What is not given is as it should be; a claim that is null is left out."""

    key: Name = "first"  # that signs it
    kid: str | None = None  # the key that it names, if that is another
    life_s: int = 600
    issued_in_s: int = 0  # from now; negative for one that was issued before
    claims: dict[str, JsonValue] = Field(default_factory=dict)


class Actor(Asker):
    """A principal of a task of steps. With ``ttl_s`` there is one token for the whole task, which ends with it."""

    ttl_s: Annotated[int, Field(ge=1)] | None = None
    token: ProviderToken = ProviderToken()  # in production
