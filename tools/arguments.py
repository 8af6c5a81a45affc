"""Arguments that several tools share. A validation error never quotes the input."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from core.ids import normalise_id, normalise_order_id


def _order(value: Any) -> Any:
    return normalise_order_id(value) if isinstance(value, str) else value


def _identifier(value: Any) -> Any:
    return normalise_id(value) if isinstance(value, str) else value


OrderId = Annotated[
    str,
    BeforeValidator(_order),
    Field(max_length=80, description="The order or transaction number (businessReferenceId), as the user gave it."),
]
CustomerId = Annotated[str, BeforeValidator(_identifier), Field(max_length=80)]
PromotionId = Annotated[
    str | None,
    BeforeValidator(_identifier),
    Field(max_length=80, description="Only this promotion of the order, by its id."),
]


class ToolArguments(BaseModel):
    """Base of all tool arguments: camelCase, undeclared fields are rejected."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )


class OrderArguments(ToolArguments):
    """One order, optionally limited to one of its promotions."""

    business_reference_id: OrderId
    promotion_id: PromotionId = None
