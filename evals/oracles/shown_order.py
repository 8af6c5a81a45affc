"""What a viewer is shown of an order, by role, from what the rewards API answered: written out from the documents.

A customer is shown nothing internal, and nothing of the worth of a card that is still to be scratched; a gift card is
shown by its last four; a list that may lack a row is not shown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]
_POSITION: Mapping[str, str] = MappingProxyType(
    {
        "promised": "eligible",
        **{
            name: name
            for name in ("issued", "reversed", "granted", "pending", "cancelled", "expired", "remaining", "overIssued")
        },
    }
)
_PLAIN = ("benefitType", "issuanceStatus", "reversalStatus", "revealedAt", "expiresAt")
_INTERNAL = frozenset({"OVER_ISSUED", "DUPLICATE_ISSUANCE", "SOURCE_CONFLICT"})
_CARDS = frozenset({"SCRATCH_CARD", "UNKNOWN"})  # what may be one counts as one
_ISSUED = frozenset({"ISSUED", "PARTIALLY_REVERSED", "REVERSED"})
_RECORDERS = frozenset({"ped", "lineItems"})
_CODE = re.compile(r"(?!(?:[A-Z_]*[0-9]){8})[A-Z][A-Z0-9_]{1,39}")
_FEW = 20  # records of one list, which are all shown


def view_problems(view: Json, body: Json, *, role: str) -> Iterator[str]:
    """Yield what about the view of an order is not what this role may see of the body of the rewards API."""
    is_customer = role == "customer"
    found = {(p["promotionId"], b["benefitId"]): (p, b) for p in body["promotions"] for b in p["benefits"]}
    shown = {(b["promotionId"], b["benefitId"]): b for b in view["benefits"]}
    name = body["businessReferenceId"]
    if len(found) != len(shown) + view["benefitsLeftOut"] or not shown.keys() <= found.keys():
        yield f"{name} is shown with other benefits"
        return
    for key, benefit in shown.items():
        for line in _benefit(benefit, *found[key], _conflicts_of(body, key), role):
            yield f"{name} {key[1]}: {line}"
    is_hidden = any(is_customer and _is_withheld(benefit) for _, benefit in found.values())
    expected = {
        "customerId": None if is_customer else body["customerId"],
        "totals": [] if is_hidden else [_position(total, is_customer=is_customer) for total in body["totals"]],
        "partial": body["partial"],
        "asOf": body["asOf"],
        "sources": _sources(body["sources"]) if is_customer else body["sources"],
    }
    yield from (f"{name}: {line}" for line in _different(view, expected))


def _benefit(shown: Json, promotion: Json, body: Json, conflicts: Sequence[Json], role: str) -> Iterator[str]:
    is_customer = role == "customer"
    is_hidden = is_customer and _is_withheld(body)
    is_whole = "MALFORMED_ROW" not in body["reasons"]
    is_recorded = body["createdAtSource"] == "recorded"
    is_reserved = body["createdAtSource"] == "derivedFromEvents" and body["createdAt"] == body["reservedAt"]
    expected = {
        **{name: body[name] for name in _PLAIN},
        "reasons": [each for each in body["reasons"] if not (is_customer and each in _INTERNAL)],
        "position": None if body["cashback"] is None else _position(body["cashback"], is_customer=is_customer),
        "createdAt": body["createdAt"] if is_whole or is_recorded else None,
        "isCreationRecorded": is_recorded or is_reserved,
        "reservedAt": body["reservedAt"] if is_whole and not is_hidden else None,
        "giftCardHistory": body["giftCardHistory"] if is_whole and not is_hidden else "unknown",
        "conflicts": [] if is_customer else [_conflict(each) for each in conflicts],
    }
    if is_hidden:
        expected["position"] = dict.fromkeys(_POSITION, None) | {"amountsComplete": False}
    yield from _different(shown, expected)
    if shown["promotionName"] not in (None, promotion["promotionName"]):
        yield "the promotion has another name"
    lists = {
        "installments": [_installment(each, role) for each in (*body["issuances"], *_unproven(body))],
        "closures": [_closure(each, is_customer=is_customer) for each in body["closures"]],
        "items": [_item(each) for each in body["lineItems"]],
    }
    for name, records in lists.items():
        kept = [each for each in records if each.get("status") != "UNRECOGNISED"] if is_whole and not is_hidden else []
        yield from _list_problems(name, shown, kept)


def _list_problems(name: str, shown: Json, expected: Sequence[Json]) -> Iterator[str]:
    left_out = shown.get(f"{name}LeftOut", 0)
    if len(shown[name]) + left_out != len(expected):
        yield f"{len(shown[name])} {name} are shown and {left_out} are not, of {len(expected)}"
    elif len(expected) > _FEW:
        return
    elif left_out:
        yield f"{name} are left out, of {len(expected)}"
    else:
        for number, (each, wanted) in enumerate(zip(shown[name], expected, strict=True), start=1):
            yield from (f"{name} {number}: {line}" for line in _different(each, wanted))


def _different(shown: Json, expected: Json) -> Iterator[str]:
    """Yield the fields that differ; a field that a protocol leaves out is not judged."""
    for name, value in expected.items():
        if name in shown and shown[name] != value:
            yield f"{name} is {shown[name]!r}, not {value!r}"


def _is_withheld(benefit: Json) -> bool:
    if benefit["benefitType"] not in _CARDS or benefit["revealedAt"] is not None:
        return False
    issued = (benefit["cashback"] or {}).get("issued")
    lists = benefit["issuances"] if "MALFORMED_ROW" not in benefit["reasons"] else ()
    return not (issued and issued["amountMinor"]) and not any(each["status"] in _ISSUED for each in lists)


def _position(cashback: Json, *, is_customer: bool) -> dict[str, Any]:
    position = {name: cashback[field] for name, field in _POSITION.items()}
    if is_customer:
        position["overIssued"] = None
    return position | {"amountsComplete": cashback["amountsComplete"]}


def _installment(issuance: Json, role: str) -> dict[str, Any]:
    card, is_customer = issuance["giftCardId"], role == "customer"
    shown = {
        **{name: issuance[name] for name in ("amount", "issuedAt", "status", "shipmentId", "lineItemId")},
        "giftCard": None if not card else f"•••• {re.sub(r'[^0-9A-Za-z]', '', card).upper()[-4:]}",
        "reversed": issuance["reversedAmount"],
        "reversals": [_reversal(each, is_customer=is_customer) for each in issuance["reversals"]],
        "reversalsLeftOut": 0,
        "reasonCode": _code(issuance["reasonCode"], is_customer=is_customer),
    }
    if role != "support_lead" or not card:  # a lead is given a name for it, by which it is revealed
        shown["revealId"] = None
    return shown


def _unproven(benefit: Json) -> Iterator[Json]:
    """Yield the gift cards that only PED or the tracker have, beside issuances that do not name them."""
    named = " ".join(each["giftCardId"] or "" for each in benefit["issuances"])
    for card in benefit["giftCards"] if benefit["issuances"] else ():
        if card["provenance"] in _RECORDERS and card["giftCardId"] not in named:
            nothing = dict.fromkeys(("amount", "shipmentId", "lineItemId", "reversedAmount", "reasonCode"))
            yield nothing | {
                "giftCardId": card["giftCardId"],
                "issuedAt": card["issuedAt"],
                "status": "RECORDED",
                "reversals": [],
            }


def _reversal(reversal: Json, *, is_customer: bool) -> dict[str, Any]:
    shown = {name: reversal[name] for name in ("amount", "reversedAt")}
    return shown | {"reasonCode": _code(reversal["reasonCode"], is_customer=is_customer)}


def _closure(closure: Json, *, is_customer: bool) -> dict[str, Any]:
    shown = {name: closure[name] for name in ("type", "amount", "closedAt", "lineItemId")}
    return shown | {"reasonCode": _code(closure["reasonCode"], is_customer=is_customer)}


def _item(item: Json) -> dict[str, Any]:
    names = ("lineItemId", "issued", "status", "reason", "shipmentId", "shippedAt")
    return {name: item[name] for name in names} | {"promised": item["eligible"]}


def _code(code: str | None, *, is_customer: bool) -> str | None:
    """Return the code of a writer; free text is none, and may name somebody."""
    return code if code is not None and not is_customer and _CODE.fullmatch(code) else None


def _conflicts_of(body: Json, key: tuple[str, str]) -> list[Json]:
    return [each for each in body["conflicts"] if (each["promotionId"], each["benefitId"]) == key]


def _conflict(conflict: Json) -> dict[str, Any]:
    values = conflict["values"].items()
    kept = {name: each if isinstance(each, int) else _code(each, is_customer=False) for name, each in values}
    return {name: conflict[name] for name in ("code", "field", "chosen")} | {"values": kept}


def _sources(reports: Sequence[Json]) -> list[dict[str, Any]]:
    """Return what a customer sees of the sources: whether something is missing or old, not where."""
    incomplete = {
        "stale" if each["status"] == "stale" else "error"
        for each in reports
        if each["status"] not in ("ok", "empty", "notRequested") or each.get("code") == "malformedRow"
    }
    shared = {"source": "records", "latencyMs": 0.0}
    return [shared | {"status": status, "code": None} for status in sorted(incomplete)]
