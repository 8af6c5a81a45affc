"""Parameters that several routes take, and how they are read."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request

from core.http.problem import ApiProblem
from core.identity.tokens import Principal
from core.ids import IDENTIFIER_PATTERN, normalise_id
from core.windows import Window, open_window, parse_instant, parse_window
from rewards.http.openapi_examples import FROM, ORDER, TO
from rewards.sections import Section

# A plus sign that was not encoded arrives as a space, and an offset is where that happens.
_LOST_PLUS = re.compile(r"(T\S*) (\d{2}:?\d{2})\Z")


def list_pattern(words: Iterable[str]) -> str:
    """Return a regular expression for a comma-separated list of some of these words."""
    word = "|".join(words)
    return f"^(?:(?:{word})(?:,(?:{word}))*)?$"


# Of the document: what is typed by people is accepted as well, and normalised.
_IDENTIFIER: dict[str, Any] = {"pattern": IDENTIFIER_PATTERN}
BusinessReferenceId = Annotated[
    str,
    Path(
        description="The order or transaction. Spaces, dashes and digits of other scripts are normalised.",
        json_schema_extra=_IDENTIFIER,
        examples=[ORDER],
    ),
]
CustomerId = Annotated[
    str, Path(alias="customerId", description="The customer.", json_schema_extra=_IDENTIFIER, examples=["CUST-1001"])
]
GiftCardId = Annotated[
    str,
    Path(
        alias="gcId",
        description="The number of the gift card, in full.",
        json_schema_extra=_IDENTIFIER,
        examples=["GC-7F3K-9Q2M-1111"],
    ),
]
Version = Annotated[
    str | None,
    Query(
        description="1, the default: the record as PED holds it; 2: all that is known.",
        json_schema_extra={"enum": ["1", "2"]},
    ),
]
PromotionId = Annotated[
    str | None, Query(alias="promotionId", description="Only this promotion.", json_schema_extra=_IDENTIFIER)
]
_INSTANT: dict[str, Any] = {"format": "date-time"}
From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=64,
        description="Start, inclusive, ISO 8601 with an offset.",
        json_schema_extra=_INSTANT,
        examples=[FROM],
    ),
]
To = Annotated[
    str | None,
    Query(
        max_length=64,
        description="End, exclusive, ISO 8601 with an offset; at most 366 days after the start.",
        json_schema_extra=_INSTANT,
        examples=[TO],
    ),
]
Cursor = Annotated[
    str | None,
    Query(max_length=4000, description="`nextCursor` of the page before, for the same search and caller."),
]
AllowPartial = Annotated[bool, Query(alias="allowPartial", description="false: a missing source is a 503.")]
Fresh = Annotated[bool, Query(description="true: read the databases now, and not the cache.")]
Include = Annotated[
    str | None,
    Query(
        max_length=100,
        description="Sections of version 2, comma-separated; all if absent. Databases that none of them needs are not "
        "read.",
        json_schema_extra={"pattern": list_pattern(Section)},
        examples=["issuances,conflicts"],
    ),
]


def read_version(version: str | None) -> Literal[1, 2]:
    """Return the version that was asked for, 1 by default on every route.

    Raises:
        ApiProblem: ``unsupportedVersion``.
    """
    match version:
        case None | "1":
            return 1
        case "2":
            return 2
        case _:
            raise ApiProblem("unsupportedVersion")


def require_one_version(request: Request) -> None:
    """Return when the version was asked for at most once.

    Raises:
        ApiProblem: ``unsupportedVersion``: with two versions, it is unclear which one is meant.
    """
    if request.scope["query_string"].count(b"version=") > 1:
        raise ApiProblem("unsupportedVersion")


def read_optional_id(text: str | None) -> str | None:
    return None if text is None else normalise_id(text)


def read_window(start: str | None, end: str | None) -> Window:
    """Return the window of a search, which needs both ends.

    Raises:
        ApiProblem: ``windowRequired``.
        InvalidWindow: see ``parse_window``.
    """
    if start is None or end is None:
        raise ApiProblem("windowRequired")
    return parse_window(_with_plus(start), _with_plus(end))


def read_open_window(start: str | None, end: str | None) -> Window:
    """Return a window of which either end may be missing.

    Raises:
        InvalidWindow: see ``parse_instant`` and ``open_window``.
    """
    return open_window(
        None if start is None else parse_instant(_with_plus(start)),
        None if end is None else parse_instant(_with_plus(end)),
    )


def caller_key(principal: Principal) -> tuple[str, ...]:
    """Return the key of a caller that binds a cursor: it must not outlive a change of role or case."""
    return (principal.role, principal.subject, principal.case_id or "", principal.customer_id or "")


def window_key(window: Window) -> tuple[str, str]:
    """Return the key of a window that binds a cursor. Both spellings of an instant give the same key."""
    return (window.start.isoformat(), window.end.isoformat())


def _with_plus(text: str) -> str:
    return _LOST_PLUS.sub(r"\1+\2", text)
