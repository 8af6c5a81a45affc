"""The worked example of docs/mapping.md, and rows as the Java writers of such tables leave them.

The writer here is written by hand and shares nothing with the mapping: what both agree on is in the document.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rewards.demo import DEMO_WORLD, STORY_ORDER

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "mapping.md"
KOLKATA = ZoneInfo("Asia/Kolkata")
TABLES = {"ped": "promotion_execution", "lineItems": "benefit_tracker", "concessions": "concession_event"}

_TYPES = {"SCRATCH_CARD": "SCRATCH", "GIFT_CARD": "GIFT"}
_STATUSES = {"ISSUED": "SUCCESS", "PENDING": "IN_PROGRESS", "RESERVED": "ON_HOLD", "PARTIALLY_ISSUED": "PARTIAL"}
_STATES = {"SHIPPED": "IN_TRANSIT", "PENDING": "NEW", "ISSUED": "SUCCESS"}
_ACTIONS = {"RESERVED": "HOLD", "ISSUED": "CREDIT", "ISSUE_FAILED": "CREDIT_FAILED", "REVERSED": "CLAWBACK"}
_TIMES = {
    *("benefitIssuanceTime", "lastUpdatedTime", "createdAt", "reservedAt", "expiresAt", "revealedAt"),
    *("shippedAt", "updatedAt", "eventTime", "recordedAt"),
}

Item = dict[str, Any]


def example_text() -> str:
    """Return the mapping file of the document."""
    (found,) = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(found)


def world() -> Iterator[tuple[str, Item]]:
    """Yield the rows of the demo in the canonical form, changed to what the example's tables can say.

    Each promotion has one benefit with its own id, amounts are in INR, and times have whole seconds and the zone of the
    tables.
    """
    for line in DEMO_WORLD.read_text(encoding="utf-8").splitlines():
        envelope = json.loads(line)
        row = envelope["row"]
        row["promotionId"] = row["benefitId"] = f"{row['promotionId']}#{row['benefitId']}"
        row["currency"] = "INR"
        if envelope["store"] == "ped" and row["businessReferenceId"] == STORY_ORDER:
            del row["createdAt"], row["reservedAt"]  # its events prove them
        yield envelope["store"], {name: local(value) if name in _TIMES else value for name, value in row.items()}


def local(value: str | int) -> str:
    return instant(value).astimezone(KOLKATA).isoformat()


def instant(value: str | int) -> datetime:
    if isinstance(value, str) and not value.isdigit():
        return datetime.fromisoformat(value).replace(microsecond=0)
    number = int(value)
    return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, tz=UTC).replace(microsecond=0)


def java_item(store: str, row: Item) -> Item:
    """Return the item that the Java writer of this table would have left for a row, as DynamoDB holds it."""
    return {"ped": _ped, "lineItems": _line_item, "concessions": _event}[store](row)


def _ped(row: Item) -> Item:
    item = {
        "orderId": _s(row["businessReferenceId"]),
        "custId": _s(row["customerId"]),
        "promotionId": _s(row["promotionId"]),
        "meta": {"M": {"name": _s(row["promotionName"]), "tags": {"SS": ["a", "b"]}, "raw": {"B": b"\x00\xff"}}},
        "amounts": {"M": {"promised": _s(_major(row["eligibleMinor"])), "version": {"N": "3"}}},
        "details": {"M": {"issuance": {"M": {"status": _s(_word(_STATUSES, row["benefitIssuanceStatus"]))}}}},
        "updatedAt": {"N": str(_millis(row["lastUpdatedTime"]))},
        "legacy": {"M": {"nested": {"L": [{"NULL": True}, {"NS": ["1", "2"]}, {"BOOL": False}]}}},
    }
    if row["benefitType"] != "INSTANT_CASHBACK":
        item["kind"] = _s(_word(_TYPES, row["benefitType"]))
    if "benefitIssuanceTime" in row:
        item["details"]["M"]["issuance"]["M"]["time"] = _s(_local_text(row["benefitIssuanceTime"]))
    if "createdAt" in row:
        item["createdOn"] = _s(f"{local(row['createdAt'])}[Asia/Kolkata]")
    if "expiresAt" in row:
        at = instant(row["expiresAt"]).astimezone(KOLKATA)
        item["validity"] = {"L": [{"N": str(n)} for n in (at.year, at.month, at.day, at.hour, at.minute, at.second)]}
    for name in ("reservedAt", "revealedAt"):
        if name in row:
            item[name] = _s(_local_text(row[name]))
    if row.get("gcId"):
        item["giftCardId"] = _s(row["gcId"])
    if row.get("gcIds"):
        item["giftCardIds"] = {"SS": row["gcIds"]}
    return item


def _line_item(row: Item) -> Item:
    item = {
        "orderId": _s(row["businessReferenceId"]),
        "itemKey": _s(f"ITEM|{row['lineItemId']}|{row.get('shipmentId', '')}"),
        "promotionId": _s(row["promotionId"]),
        "state": _s(_word(_STATES, row["status"])),
    }
    for name in ("eligibleMinor", "issuedMinor"):
        item[name] = {"N": _major(row[name]).rstrip("0").rstrip(".")}  # as DynamoDB keeps numbers
    for name in ("shippedAt", "updatedAt"):
        if name in row:
            item[name] = {"N": f"{_millis(row[name]) // 1000}"}
    for name in ("lineItemId", "shipmentId", "title", "gcId"):
        if row.get(name):
            item[name] = _s(row[name])
    return item


def _event(row: Item) -> Item:
    item = {
        "orderId": _s(row["businessReferenceId"]),
        "eventId": _s(row["eventId"]),
        "custId": _s(row["customerId"]),
        "promotionId": _s(row["promotionId"]),
        "action": _s(_word(_ACTIONS, row["type"])),
        "amount": _s(f"₹{_major(row['amountMinor'])}"),
        "at": _s(_date_text(row["eventTime"])),
    }
    if "recordedAt" in row:
        item["recordedAt"] = _s(_date_text(row["recordedAt"]))
    if row.get("gcId"):
        item["giftCardId"] = _s(row["gcId"])
    if "reinstates" in row:
        item["dueAgain"] = _s("Y" if row["reinstates"] else "N")
    for name in ("shipmentId", "lineItemId", "reversesEventId", "reasonCode", "memo"):
        if row.get(name):
            item[name] = _s(row[name])
    return item


def _s(text: str) -> Item:
    return {"S": text}


def _word(words: dict[str, str], word: str) -> str:
    return words.get(word, word)


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _millis(value: str) -> int:
    return (instant(value) - datetime.fromtimestamp(0, tz=UTC)) // timedelta(milliseconds=1)


def _local_text(value: str) -> str:
    """Return the text of a ``LocalDateTime``."""
    return instant(value).astimezone(KOLKATA).replace(tzinfo=None).isoformat()


def _date_text(value: str) -> str:
    """Return what ``java.util.Date.toString()`` gives."""
    return instant(value).astimezone(KOLKATA).strftime("%a %b %d %H:%M:%S IST %Y")
