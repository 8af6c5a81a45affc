"""The mapping file: every fault is one line with the line of the file, and without a value of it."""

from pathlib import Path

import pytest

from rewards.errors import MappingInvalid
from rewards.mapping.file_model import schema
from rewards.mapping.mapping_file import load_mapping
from rewards.mapping.rewards_mapping import DEFAULT_MAPPING, RewardsMapping
from tests.rewards.mapping.example import example_text


def load(tmp_path: Path, text: str) -> RewardsMapping:
    file = tmp_path / "mapping.yaml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return load_mapping(file)


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "ped: {}\n", "\ufeffped: {}\n"])
def test_empty_file_is_the_default(tmp_path: Path, text: str) -> None:
    mapping = load(tmp_path, text)
    assert (mapping.ped.table, mapping.ped.sort_key) == (DEFAULT_MAPPING.ped.table, DEFAULT_MAPPING.ped.sort_key)


def test_example_of_the_document_is_valid(tmp_path: Path) -> None:
    assert load(tmp_path, example_text()).ped.table == "promotion_execution"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("ped:\n  tabel: x\n", 2, "ped.tabel: not an option here"),
        ("ped:\n  fields:\n    status: x\n", 3, "status is not a field of this database"),
        ("ped:\n  fields:\n    eligibleMinor:\n      words: {A: B}\n", 3, "eligibleMinor cannot have `words`"),
        ("ped:\n  fields:\n    gcId: {attribute: a, constant: b}\n", 3, "only one of"),
        ("ped:\n  fields:\n    customerId: null\n", 3, "every row needs it"),
        ("ped:\n  fields:\n    eligibleMinor: {constant: '5'}\n", 3, "constant or default of this type"),
        ("ped:\n  fields:\n    currency: {constant: XYZ}\n", 3, "not a currency"),
        ("ped:\n  fields:\n    gcId: a.b\n    gcIds: a\n", 4, "gcId and gcIds have the same attribute"),
        ("ped:\n  fields:\n    customerId: a.b\n", 3, "must be an attribute of the table itself"),
        ("ped:\n  fields:\n    createdAt: {time: local}\n", 3, "needs `zone`"),
        ("ped:\n  fields:\n    createdAt: {time: {form: pattern, pattern: yyyy}}\n", 3, "the pattern must contain"),
        ("ped:\n  fields:\n    benefitType: {words: {NO: FAILED}}\n", 3, 'put it in quotes, as in "NO"'),
        ("ped:\n  sortKey: eventId\n", 2, "the sort key can be one of benefitId"),
        ("ped:\n  sortKey: {attribute: sk, form: '{eventId}'}\n", 2, "the form of the sort key may contain"),
        ("ped:\n  sortKey: {attribute: sk, form: 'none'}\n", 2, "the form of the sort key may contain"),
        ("ped:\n  fields: {gcId: promotionBenefit}\n", 1, "the sort key and gcId have the same attribute"),
        ("ped:\n  fields: {gcId: createdKey}\n", 1, "the key of an index and gcId have the same attribute"),
        ("concessions:\n  sortKey: shipmentId\n", 2, "it must contain eventId"),
        ("\ntimes: {zone: Asia/Kolkatta}\n", 2, "times.zone: not a time zone"),
        ("money: paise\n", 1, "money"),
        ("currency: rupees\n", 1, "currency"),
        ("ids: {pattern: '['}\n", 1, "ids.pattern: not a regular expression"),
        ("ids: {maxLength: 0}\n", 1, "ids.maxLength"),
        ("ped:\n  table: a\n  table: b\n", 3, "occurs twice"),
        ("ped:\n  table: [\n", 3, "not YAML"),
        ("ped: !!python/object:os.system {}\n", 1, "not a value"),
        ("- ped\n", 1, "the file"),
        ("ped: &a\n  fields: *a\n", 1, "nested too deep"),
    ],
)
def test_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(MappingInvalid) as caught:
        load(tmp_path, text)
    assert (caught.value.line, reason in caught.value.reason) == (line, True), str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_cannot_be_read_or_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")
    with pytest.raises(MappingInvalid, match="not UTF-8"):
        load(tmp_path, "\udcff")


def test_schema_describes_every_part_of_the_file() -> None:
    parts = schema()["properties"]
    assert set(parts) == {"currency", "money", "times", "ids", "ped", "lineItems", "concessions", "bookkeeping"}
