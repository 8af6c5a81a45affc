"""The shapes of rows, as the design has them: whether a world is well-formed is not for the product to say.

A world that this accepts and the product refuses is a fault of the product.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evals.oracles.world_rows import CONCESSIONS, LINE_ITEMS, PED, instant

_Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _minor(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _currency(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()


def _instant(value: Any) -> bool:
    try:
        instant(value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


_BENEFIT = dict.fromkeys(("businessReferenceId", "promotionId", "benefitId"), _text) | {"currency": _currency}
_REQUIRED: Mapping[str, Mapping[str, _Check]] = {
    PED: _BENEFIT
    | dict.fromkeys(("customerId", "benefitType", "benefitIssuanceStatus"), _text)
    | {"eligibleMinor": _minor, "lastUpdatedTime": _instant},
    LINE_ITEMS: _BENEFIT
    | dict.fromkeys(("lineItemId", "status"), _text)
    | {"eligibleMinor": _minor, "issuedMinor": _minor, "updatedAt": _instant},
    CONCESSIONS: _BENEFIT
    | dict.fromkeys(("eventId", "type", "customerId"), _text)
    | {"amountMinor": _minor, "eventTime": _instant},
}
_PEOPLE = dict.fromkeys(("customerName", "customerPhone", "customerEmail", "memo"), _text)
_OPTIONAL: Mapping[str, Mapping[str, _Check]] = {
    PED: _PEOPLE
    | dict.fromkeys(("promotionName", "gcId", "createdAtSource", "reservedAtSource"), _text)
    | dict.fromkeys(("benefitIssuanceTime", "createdAt", "reservedAt", "expiresAt", "revealedAt"), _instant)
    | {"gcIds": _texts},
    LINE_ITEMS: dict.fromkeys(("shipmentId", "title", "gcId", "memo"), _text) | {"shippedAt": _instant},
    CONCESSIONS: dict.fromkeys(
        ("gcId", "shipmentId", "lineItemId", "reversesEventId", "reasonCode", "memo", "site"), _text
    )
    | {"recordedAt": _instant, "reinstates": _flag},
}


def problems(store: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each thing about a row that the design does not allow."""
    if store not in _REQUIRED:
        yield f"there is no store {store!r}"
        return
    for name, is_right in _REQUIRED[store].items():
        if name not in row:
            yield f"{name} is missing"
        elif not is_right(row[name]):
            yield f"{name} cannot be {row[name]!r}"
    for name in row.keys() - _REQUIRED[store].keys():
        known = _OPTIONAL[store].get(name)
        if known is None:
            yield f"{store} has no {name}"
        elif row[name] is not None and not known(row[name]):
            yield f"{name} cannot be {row[name]!r}"
