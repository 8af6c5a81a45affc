"""Rows from and to the attributes of a table."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.mapping.fields import NotUnderstood
from rewards.mapping.table_mapping import TableMapping
from rewards.stores.dynamodb.codec import decode, encode
from rewards.stores.rows import EventRow, LineItemRow, MalformedRow, PedRow, parse_row
from tests.rewards.mapping.tables import ROWS, table
from tests.rewards.world import CUSTOMER, KEY, ORDER, event_raw, item_raw, ped_raw

pytestmark = pytest.mark.slow

LOCAL = {"form": "local", "zone": "Asia/Kolkata"}


@pytest.mark.parametrize("database", ROWS)
def test_without_a_mapping_rows_pass_unchanged(database: str) -> None:
    row = ROWS[database] | {"memo": "kept", "ours": {"map": [1, None]}, "gcId": "GC-1"}
    assert table(database).write(row) == row
    assert table(database).read(row) == row


def test_names_nested_names_and_names_with_dots() -> None:
    mapping = table(fields={"customerId": "cid", "gcId": "card.last.id", "benefitType": ["a.b", "kind"]})
    row = ped_raw(gcId="GC-1")
    written = mapping.write(row)
    assert (written["cid"], written["card"], written["a.b"]) == (
        CUSTOMER,
        {"last": {"id": "GC-1"}},
        {"kind": "INSTANT_CASHBACK"},
    )
    assert mapping.read(written) == row


def test_attribute_with_the_name_of_a_field_that_is_elsewhere_is_not_that_field() -> None:
    mapping = table(fields={"benefitIssuanceStatus": "state", "gcId": None})
    row = mapping.read({**ped_raw(), "benefitIssuanceStatus": "other", "state": "ISSUED", "gcId": "not a card"})
    assert (row["benefitIssuanceStatus"], "gcId" in row) == ("ISSUED", False)


def test_two_fields_exchange_their_names() -> None:
    mapping = table(fields={"createdAt": "reservedAt", "reservedAt": "createdAt"})
    row = ped_raw(reservedAt="2026-11-02T10:00:00Z")
    assert mapping.write(row)["reservedAt"] == row["createdAt"]
    assert mapping.read(mapping.write(row)) == row


def test_constant_default_and_same_as() -> None:
    mapping = table(
        site={"currency": "INR"},
        fields={
            "benefitId": {"sameAs": "promotionId"},
            "benefitType": {"constant": "POINTS"},
            "benefitIssuanceStatus": {"default": "PENDING"},
        },
    )
    stored = {name: value for name, value in ped_raw().items() if name not in ("benefitId", "benefitType", "currency")}
    del stored["benefitIssuanceStatus"]
    row = mapping.read({**stored, "benefitType": "IGNORED"})
    assert {name: row[name] for name in ("benefitId", "benefitType", "benefitIssuanceStatus", "currency")} == {
        "benefitId": "PROMO-1",
        "benefitType": "POINTS",
        "benefitIssuanceStatus": "PENDING",
        "currency": "INR",
    }


@pytest.mark.parametrize(("field", "value"), [("benefitType", "GIFT_CARD"), ("benefitId", "BEN-9")])
def test_value_that_the_table_would_return_otherwise_is_not_written(field: str, value: str) -> None:
    mapping = table(fields={"benefitType": {"constant": "POINTS"}, "benefitId": {"sameAs": "promotionId"}})
    row = ped_raw(benefitType="POINTS", benefitId="PROMO-1") | {field: value}
    with pytest.raises(MalformedRow) as caught:
        mapping.write(row)
    assert caught.value.fields == (field,)


def test_words_of_the_table() -> None:
    words = {"SUCCESS": "ISSUED", "DONE": "ISSUED", 7: "FAILED"}
    mapping = table(fields={"benefitIssuanceStatus": {"words": words}})
    assert [
        mapping.read({"benefitIssuanceStatus": word})["benefitIssuanceStatus"] for word in ("DONE", 7, "NEWER")
    ] == [
        "ISSUED",
        "FAILED",
        "NEWER",
    ]
    assert mapping.write({"benefitIssuanceStatus": "ISSUED"}) == {"benefitIssuanceStatus": "SUCCESS"}
    assert mapping.write({"benefitIssuanceStatus": "FAILED"}) == {"benefitIssuanceStatus": 7}
    with pytest.raises(MalformedRow):
        mapping.write({"benefitIssuanceStatus": "DONE"})  # would be read as ISSUED
    with pytest.raises(MalformedRow):
        mapping.read({"benefitIssuanceStatus": 8})


def test_flag_in_words() -> None:
    mapping = table("concessions", fields={"reinstates": {"words": {"Y": True, "N": False}}})
    assert [mapping.read({"reinstates": word})["reinstates"] for word in ("Y", "N")] == [True, False]
    assert mapping.write({"reinstates": False}) == {"reinstates": "N"}


def test_values_that_mean_none() -> None:
    mapping = table(fields={"benefitIssuanceTime": {"absent": [0, "NA"]}, "gcId": {"absent": ["-"]}})
    for stored in ({"benefitIssuanceTime": 0, "gcId": "-"}, {"benefitIssuanceTime": "NA"}):
        assert mapping.read(stored) == {}


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"eligibleMinor": "15.00"}, "eligibleMinor"),
        ({"eligibleMinor": Decimal("15.00")}, "eligibleMinor"),
        ({"eligibleMinor": 15.0}, "eligibleMinor"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("money", [None, "minor"])
def test_fifteen_point_zero_is_not_fifteen_minor_units(stored: dict[str, Any], field: str, money: str | None) -> None:
    mapping = table(money=money) if money else table()
    with pytest.raises(MalformedRow) as caught:
        parse_row(PedRow, mapping.read(ped_raw() | stored))
    assert caught.value.fields == (field,)


def test_number_with_decimals_of_an_item_is_judged_as_it_is_written() -> None:
    mapping = table(money="minor")
    item = encode(ped_raw(), mapping)
    assert decode({**item, "eligibleMinor": {"N": "1500"}}, mapping)["eligibleMinor"] == 1500
    for text in ("15.00", "15.0", "1.5E+0"):
        assert isinstance(decode({**item, "eligibleMinor": {"N": text}}, mapping)["eligibleMinor"], NotUnderstood)


def test_currency_is_that_of_the_row_then_of_the_amount_then_the_default() -> None:
    mapping = table(site={"currency": "EUR"}, money={"unit": "text", "symbols": {"₹": "INR"}})
    stored = {name: value for name, value in ped_raw().items() if name != "currency"}
    read = mapping.read({**stored, "eligibleMinor": "₹36.00"})
    assert (read["eligibleMinor"], read["currency"]) == (3600, "INR")
    with pytest.raises(MalformedRow) as caught:
        mapping.read({**stored, "eligibleMinor": "₹36.00", "currency": "USD"})
    assert caught.value.fields == ("eligibleMinor",)
    major = table(site={"currency": "KWD"}, money="major")
    assert major.read({**stored, "eligibleMinor": "1.234"})["eligibleMinor"] == 1234


def test_amount_in_major_units_without_a_currency_is_not_read_as_minor_units() -> None:
    stored = {name: value for name, value in ped_raw().items() if name != "currency"}
    with pytest.raises(MalformedRow) as caught:
        parse_row(PedRow, table(money="major").translate({**stored, "eligibleMinor": 36}))
    assert set(caught.value.fields) == {"eligibleMinor", "currency"}


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2026-11-01T10:00:00+05:30", "2026-11-01T10:00:00+05:30"),  # as the table has it
        ("2026-11-01T04:30:00Z", "2026-11-01T04:30:00Z"),
        (1793507400, 1793507400),
        ("1793507400000", "1793507400000"),
        ("2026-11-01T10:00:00", "2026-11-01T10:00:00+05:30"),
        ("2026-11-01T10:00:00+05:30[Asia/Kolkata]", "2026-11-01T10:00:00+05:30"),
        (1793507400000000, "2026-11-01T10:00:00+05:30"),
    ],
)
def test_ped_keeps_the_text_of_a_time_that_needs_no_mapping(stored: str | int, shown: str | int) -> None:
    mapping = table(times={"zone": "Asia/Kolkata"})
    assert mapping.read({"lastUpdatedTime": stored}) == {"lastUpdatedTime": shown}


def test_other_rows_hold_iso_times_only() -> None:
    mapping = table("lineItems", times="epochMillis")
    assert mapping.read({"updatedAt": 1793507400000}) == {"updatedAt": "2026-11-01T04:30:00+00:00"}
    parse_row(LineItemRow, mapping.read(item_raw(updatedAt="1793507400000")))


@pytest.mark.parametrize(
    ("form", "stored"),
    [("list", ["GC-2", "GC-1"]), ("stringSet", frozenset({"GC-1", "GC-2"})), ("delimited", "GC-2,GC-1")],
)
def test_gift_cards_in_each_form(form: str, stored: object) -> None:
    mapping = table(fields={"gcIds": {"cards": form}})
    written = mapping.write({"gcIds": ["GC-2", "GC-1"]})
    assert written == {"gcIds": stored}
    assert sorted(mapping.read(written)["gcIds"]) == ["GC-1", "GC-2"]


def test_gift_card_that_the_separator_would_split_is_not_written() -> None:
    with pytest.raises(MalformedRow):
        table(fields={"gcIds": {"cards": "delimited"}}).write({"gcIds": ["GC 1", "GC-2"]})


@pytest.mark.parametrize(
    ("stored", "row"),
    [({"gcId": ["GC-1", "GC-2"]}, {"gcId": "GC-1,GC-2"}), ({"gcIds": "GC-1;GC-2"}, {"gcIds": ["GC-1", "GC-2"]})],
)
def test_gift_cards_in_the_form_of_the_other_field_are_understood(stored: dict[str, Any], row: dict[str, Any]) -> None:
    assert table().read(stored) == row


def test_identifiers_with_prefix_and_as_numbers() -> None:
    mapping = table(
        fields={"businessReferenceId": {"prefix": "ORDER#"}, "customerId": {"number": True}},
        sortKey={"attribute": "sk", "form": "BENEFIT#{promotionId}#{benefitId}"},
    )
    row = ped_raw(customerId="12345")
    written = mapping.write(row)
    assert (written["businessReferenceId"], written["customerId"]) == (f"ORDER#{ORDER}", 12345)
    assert mapping.read(written) == row
    assert mapping.key(row) == {"businessReferenceId": f"ORDER#{ORDER}", "sk": "BENEFIT#PROMO-1#BEN-1"}
    assert mapping.place("customerId", "12345") == ("customerId", 12345)
    assert mapping.place("customerId", "CUST-1") == ("customerId", -1)  # no item has it
    for wrong in ({"businessReferenceId": ORDER}, {"customerId": "12345"}, {"customerId": -1}, {"customerId": True}):
        with pytest.raises(MalformedRow):
            mapping.read(wrong)
    with pytest.raises(MalformedRow):
        mapping.write(ped_raw(customerId="00123"))


def test_field_that_only_the_sort_key_holds() -> None:
    fields = {"promotionId": {"fromSortKey": True}, "benefitId": {"fromSortKey": True}}
    mapping = table(fields=fields, sortKey={"attribute": "sk", "form": "{promotionId}|{benefitId}"})
    stored = {name: value for name, value in ped_raw().items() if name not in fields}
    assert mapping.read({**stored, "sk": "PROMO-1|BEN-1"}) == ped_raw()
    assert mapping.write(ped_raw()) == stored
    with pytest.raises(MalformedRow) as caught:
        mapping.read({**stored, "sk": "a|b|c"})
    assert caught.value.fields == ("promotionId", "benefitId")


def test_sort_key_that_is_a_field() -> None:
    mapping = table("concessions", sortKey="eventId", fields={"eventId": "id"})
    assert mapping.key(event_raw()) == {"businessReferenceId": ORDER, "id": "E-1"}
    assert mapping.sort_prefix(KEY) == ""
    assert mapping.read(mapping.write(event_raw())) == event_raw()


def scalar_where_a_map_is_declared() -> TableMapping:
    return table(fields={"benefitIssuanceStatus": "details.status", "expiresAt": "details.until"})


def test_scalar_where_a_map_is_declared_is_not_understood() -> None:
    stored = {name: value for name, value in ped_raw().items() if name != "benefitIssuanceStatus"}
    with pytest.raises(MalformedRow) as caught:
        scalar_where_a_map_is_declared().read({**stored, "details": "ISSUED"})
    assert set(caught.value.fields) == {"benefitIssuanceStatus", "expiresAt"}


JAVA: dict[str, Any] = {
    "times": LOCAL,
    "money": "major",
    "fields": {
        "benefitIssuanceStatus": {"words": {"SUCCESS": "ISSUED"}},
        "gcIds": {"cards": "stringSet"},
    },
}
# A field, a stored value (None: NULL), and whether the field is understood, without a mapping and with ``JAVA``.
DEVIATIONS: list[tuple[str, dict[str, Any], bool, bool]] = [
    ("eligibleMinor", {"NULL": True}, False, False),
    ("eligibleMinor", {"S": ""}, False, False),
    ("eligibleMinor", {"S": "100"}, False, True),
    ("eligibleMinor", {"S": "100.00"}, False, True),
    ("eligibleMinor", {"S": "100.00 "}, False, False),
    ("eligibleMinor", {"S": "NaN"}, False, False),
    ("eligibleMinor", {"S": "1,00,000.00"}, False, False),
    ("eligibleMinor", {"S": "-5.00"}, False, False),
    ("eligibleMinor", {"N": "-5"}, False, False),
    ("eligibleMinor", {"N": "15.5"}, False, True),
    ("eligibleMinor", {"N": "15.005"}, False, False),
    ("eligibleMinor", {"N": "1E+40"}, False, False),
    ("eligibleMinor", {"N": "1E-130"}, False, False),
    ("eligibleMinor", {"BOOL": True}, False, False),
    ("eligibleMinor", {"B": b"100"}, False, False),
    ("eligibleMinor", {"M": {"amount": {"N": "100"}}}, False, False),
    ("eligibleMinor", {"L": [{"N": "100"}]}, False, False),
    ("eligibleMinor", {"NS": ["100"]}, False, False),
    ("currency", {"S": "inr"}, False, False),
    ("currency", {"S": "INR "}, False, False),
    ("currency", {"S": "XYZ"}, False, False),
    ("currency", {"N": "356"}, False, False),
    ("currency", {"B": b"INR"}, False, False),
    ("benefitIssuanceStatus", {"S": "issued"}, True, True),  # kept: an unknown word
    ("benefitIssuanceStatus", {"S": "SUCCESS"}, True, True),
    ("benefitIssuanceStatus", {"S": "ISSUED "}, False, False),
    ("benefitIssuanceStatus", {"S": " "}, False, False),
    ("benefitIssuanceStatus", {"N": "1"}, False, False),
    ("benefitIssuanceStatus", {"BOOL": True}, False, False),
    ("benefitIssuanceStatus", {"M": {"code": {"S": "ISSUED"}}}, False, False),
    ("benefitIssuanceStatus", {"SS": ["ISSUED"]}, False, False),
    ("lastUpdatedTime", {"S": "2026-11-01T10:00:00"}, False, True),
    ("lastUpdatedTime", {"S": "2026-11-01 10:00:00.0"}, False, True),
    ("lastUpdatedTime", {"S": "2026-11-01T10:00:00+05:30[Asia/Kolkata]"}, False, True),
    ("lastUpdatedTime", {"S": "2026-11-01T04:30:00Z"}, True, True),
    ("lastUpdatedTime", {"N": "1793507400000"}, True, False),
    ("lastUpdatedTime", {"S": "1793507400000"}, True, False),
    ("lastUpdatedTime", {"N": "1793507400.5"}, False, False),
    ("lastUpdatedTime", {"S": "yesterday"}, False, False),
    ("lastUpdatedTime", {"S": "2026-02-30T10:00:00Z"}, False, False),
    ("lastUpdatedTime", {"BOOL": False}, False, False),
    ("lastUpdatedTime", {"L": [{"N": n} for n in ("2026", "11", "1", "10", "0")]}, False, False),
    ("lastUpdatedTime", {"M": {"seconds": {"N": "1793507400"}}}, False, False),
    ("benefitIssuanceTime", {"NULL": True}, True, True),
    ("benefitIssuanceTime", {"S": ""}, True, True),
    ("gcId", {"NULL": True}, True, True),
    ("gcId", {"S": ""}, True, True),
    ("gcId", {"SS": ["GC-1", "GC-2"]}, True, True),
    ("gcId", {"N": "12345678901234567890"}, False, False),
    ("gcId", {"L": [{"N": "1"}]}, False, False),
    ("gcIds", {"SS": ["GC-1"]}, True, True),
    ("gcIds", {"S": "GC-1|GC-2"}, True, True),
    ("gcIds", {"L": [{"S": "GC-1"}, {"NULL": True}]}, True, True),
    ("gcIds", {"NS": ["1", "2"]}, False, False),
    ("gcIds", {"M": {"0": {"S": "GC-1"}}}, False, False),
    ("gcIds", {"BS": [b"GC-1"]}, False, False),
    ("customerId", {"N": "1001"}, False, False),
    ("customerId", {"S": "CUST 1"}, False, False),
    ("customerId", {"S": "x" * 81}, False, False),
    ("promotionName", {"N": "5"}, False, False),
    ("promotionName", {"S": "x" * 501}, False, False),
]


@pytest.mark.parametrize(
    ("field", "stored", "plain", "mapped"),
    DEVIATIONS,
    ids=[f"{field} {str(stored)[:50]}" for field, stored, *_ in DEVIATIONS],
)
def test_deviation_is_understood_or_named(field: str, stored: dict[str, Any], plain: bool, mapped: bool) -> None:  # noqa: FBT001
    for mapping, is_understood in ((table(), plain), (table(**JAVA), mapped)):
        refused = refused_fields(encode(ped_raw(), mapping) | {field: stored}, mapping)
        # An amount in major units is not understood without its currency.
        assert refused in ([()] if is_understood else [(field,), ("currency", "eligibleMinor")])


def refused_fields(item: Mapping[str, Any], mapping: TableMapping) -> tuple[str, ...]:
    try:
        parse_row(PedRow, decode(item, mapping))
    except MalformedRow as error:
        return error.fields
    return ()


IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30)
EVENT = st.fixed_dictionaries(
    {
        "eventId": IDS,
        "businessReferenceId": IDS,
        "amountMinor": st.integers(0, 10**15),
        "currency": st.sampled_from(["INR", "UGX", "KWD"]),
        "type": st.sampled_from(["ISSUED", "REVERSED", "NEWER"]),
        "eventTime": st.sampled_from(["2026-11-01T10:00:00+05:30", "2026-11-01T10:00:00.123456+05:30"]),
        "gcId": IDS.map(lambda text: text.replace(",", "")).filter(bool),
        "reinstates": st.booleans(),
    }
)


@pytest.mark.parametrize("money", ["minor", "major", "text", {"unit": "major", "as": "number"}], ids=str)
@pytest.mark.parametrize("times", [LOCAL, {"form": "zoned", "zone": "Asia/Kolkata"}, {"zone": "Asia/Kolkata"}], ids=str)
@settings(deadline=None)
@given(row=EVENT)
def test_what_is_written_to_a_table_is_read_from_it(money: Any, times: Any, row: dict[str, Any]) -> None:
    mapping = table(
        "concessions",
        money=money,
        times=times,
        sortKey="eventId",
        fields={
            "businessReferenceId": {"prefix": "ORDER#"},
            "type": {"attribute": "body.action", "words": {"CREDIT": "ISSUED"}},
            "amountMinor": "body.value.amount",
            "reinstates": {"words": {"Y": True, "N": False}},
        },
    )
    row = event_raw() | row
    assert decode(encode(row, mapping), mapping) == row
    assert mapping.read(mapping.write(row)) == row


@settings(deadline=None)
@given(promotion=IDS, benefit=IDS, event=IDS, other=st.tuples(IDS, IDS, IDS))
def test_rows_with_other_identifiers_have_other_keys(
    promotion: str, benefit: str, event: str, other: tuple[str, str, str]
) -> None:
    mapping = table("concessions")
    names = ("promotionId", "benefitId", "eventId")
    one = mapping.key(event_raw() | dict(zip(names, (promotion, benefit, event), strict=True)))
    another = mapping.key(event_raw() | dict(zip(names, other, strict=True)))
    assert (one == another) == ((promotion, benefit, event) == other)


def test_event_row_of_a_message_from_a_queue() -> None:
    mapping = table(
        "concessions", money="major", fields={"amountMinor": "payload.amount", "eventTime": {"time": "auto"}}
    )
    message = {name: value for name, value in event_raw().items() if name not in ("amountMinor", "eventTime")} | {
        "payload": {"amount": 36.5, "channel": "app"},
        "eventTime": 1793507400.25,
    }
    event = parse_row(EventRow, mapping.read(message))
    assert (event.amount_minor, event.event_time.isoformat()) == (3650, "2026-11-01T04:30:00.250000+00:00")


def test_value_that_is_not_understood_is_kept_and_not_shown() -> None:
    read = table(money="major").translate(ped_raw(eligibleMinor="thirty"))["eligibleMinor"]
    assert read == NotUnderstood("thirty")
    assert "thirty" not in repr(read)
