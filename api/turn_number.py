"""The number of a turn in the body of a request."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _number(value: Any) -> Any:
    """Return the value. Raise ValueError if it is no number in JSON: text is not converted into one."""
    if isinstance(value, bool | str):
        raise ValueError("not a number")
    return value


# The bounds come first: behind the validator they would not be in the schema.
TurnNumber = Annotated[int, Field(ge=1, le=9_999_999), BeforeValidator(_number)]
