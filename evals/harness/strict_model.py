"""The base model of everything in a task file, and the small types that its parts share."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Declared(BaseModel):
    """Part of a task file: frozen, without type conversion, and an undeclared key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Phrase = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Pattern = Annotated[str, StringConstraints(min_length=2), AfterValidator(_compiles)]
# A figure without a derivation cannot be checked by a second reader.
Derivation = Annotated[str, StringConstraints(min_length=12, strip_whitespace=True)]
