"""Row files: all of a file or nothing of it, and a refusal that says where and why."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from rewards.errors import LoadRefused
from rewards.ingest.row_files import LoadReport, load_jsonl
from rewards.stores.sqlite_store import SqliteStore
from tests.rewards.conftest import LEAD
from tests.rewards.world import ORDER, event_raw, item_raw, ped_raw

pytestmark = pytest.mark.slow


def line(store: object, row: object, **extra: Any) -> str:
    return json.dumps({"store": store, "row": row} | extra)


GOOD = [line("ped", ped_raw()), line("lineItems", item_raw()), line("concessions", event_raw())]


def test_lines_of_all_three_databases(store: SqliteStore) -> None:
    assert load_jsonl([*GOOD, "", "  \n"], store) == LoadReport(ped=1, line_items=1, concessions=1)


async def test_file_is_read_as_utf8(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"store": "ped", "row": ped_raw(promotionName="₹100")}, ensure_ascii=False), "utf-8")
    load_jsonl(path, store)
    assert [row["promotionName"] for row in await store.ped_of_order(ORDER)] == ["₹100"]


def test_missing_file_is_an_os_error(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_jsonl(tmp_path / "nowhere.jsonl", store)


async def test_identical_repeat_of_an_event_is_fine(store: SqliteStore) -> None:
    load_jsonl([GOOD[2], GOOD[2]], store)
    load_jsonl([GOOD[2]], store)
    assert len(await store.events_of_order(ORDER)) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'not an object of "store" and "row"'),
        (line("ped", ped_raw(), more=1), 'not an object of "store" and "row"'),
        (line("Secret9876543210", {}), '"store" is none of ped, lineItems, concessions'),
        (line(["ped"], {}), '"store" is none of ped, lineItems, concessions'),
        (line("ped", []), '"row" is not an object'),
        (line("ped", ped_raw(eligibleMinor="Secret9876543210")), "missing or wrong: eligibleMinor"),
        (line("ped", {}), "missing or wrong: businessReferenceId, promotionId, benefitId, currency, customerId, "),
        (line("concessions", event_raw(amount=-1)), "missing or wrong: amountMinor"),
        (
            line("concessions", event_raw("E-9")).replace("1500", '1500, "amountMinor": 150000'),
            "said twice: amountMinor",
        ),
        (line("ped", ped_raw()).replace('"store"', '"store": "ped", "store"'), "said twice: store"),
        (
            line("ped", ped_raw()).replace('"row": {', '"row": {"Secret9876543210": 1, "Secret9876543210": 2, '),
            "said twice: unknown field",
        ),
        (line("concessions", event_raw("V", "REVERSED")), "missing or wrong: reversesEventId, reinstates"),
        (line("concessions", event_raw("V", "REVERSED", reversesEventId="E-1")), "missing or wrong: reinstates"),
        (line("concessions", event_raw("V", "REVERSED", reinstates=True)), "missing or wrong: reversesEventId"),
        (
            line("concessions", event_raw("V", "REVERSED") | {"reversesEventId": "", "reinstates": True}),
            "missing or wrong: reversesEventId",
        ),
        (line("concessions", event_raw(amount=7)), "the event id is known with other content"),
    ],
)
async def test_bad_line_is_refused_with_its_number_and_nothing_is_loaded(
    store: SqliteStore, bad: str, reason: str
) -> None:
    with pytest.raises(LoadRefused) as caught:
        load_jsonl([*GOOD, "", bad, *GOOD], store)
    assert caught.value.line_number == 5
    assert caught.value.reason.startswith(reason)
    assert str(caught.value).startswith(f"line 5: {reason}")
    assert "Secret9876543210" not in str(caught.value)
    assert store.is_empty()


async def test_text_that_is_no_unicode_is_kept_out_of_keys_and_stored_elsewhere(store: SqliteStore) -> None:
    lone = json.dumps({"store": "ped", "row": ped_raw(memo="\ud800")})
    load_jsonl([lone], store)
    assert [row["memo"] for row in await store.ped_of_order(ORDER)] == ["\ud800"]
    with pytest.raises(LoadRefused, match="customerId"):
        load_jsonl([json.dumps({"store": "ped", "row": ped_raw(customerId="\ud800")})], store)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b'{"store": "ped", "row": {"memo": "caf\xe9"}}', "not UTF-8"), (b'{"store": ' + b"9" * 5000 + b"}", "not JSON")],
)
def test_line_that_cannot_be_read_is_refused_with_its_number(
    store: SqliteStore, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n" + content)
    with pytest.raises(LoadRefused, match=reason) as caught:
        load_jsonl(path, store)
    assert caught.value.line_number == 2


def test_mark_of_the_byte_order_is_passed_over(store: SqliteStore, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line("ped", ped_raw()).encode())
    assert load_jsonl(path, store).ped == 1


_OPTIONAL = {
    "ped": "promotionName benefitIssuanceTime createdAt createdAtSource reservedAt expiresAt revealedAt gcId gcIds "
    "memo customerName customerPhone customerEmail",
    "lineItems": "shipmentId title shippedAt gcId",
    "concessions": "recordedAt gcId shipmentId lineItemId reversesEventId reinstates reasonCode memo",
}
_ROWS = {"ped": ped_raw(), "lineItems": item_raw(), "concessions": event_raw()}


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in _OPTIONAL for field in _OPTIONAL[kind].split()])
async def test_null_and_empty_fields_are_absent(
    store: SqliteStore, client: httpx.AsyncClient, kind: str, field: str, nothing: str | None
) -> None:
    def row(of: str) -> dict[str, Any]:
        return {name: value for name, value in _ROWS[of].items() if of != kind or name != field}

    def stated(body: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in body.items() if name not in ("requestId", "sources")}

    path = f"/promotion-executions/{ORDER}?version=2&fresh=true"
    load_jsonl([line(of, row(of)) for of in _ROWS], store)
    without = (await client.get(path, headers=LEAD)).json()
    with_nothing = [line(of, row(of) | ({field: nothing} if of == kind else {})) for of in _ROWS]
    load_jsonl(with_nothing, store)
    assert stated((await client.get(path, headers=LEAD)).json()) == stated(without)
