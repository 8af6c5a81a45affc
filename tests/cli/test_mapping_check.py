"""``rewards-agent rewards check`` on tables of a stand-in for DynamoDB."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import main
from rewards.mapping.mapping_file import load_mapping
from rewards.stores.dynamodb.dynamodb_store import DynamoDbStore
from rewards.stores.dynamodb.settings import DynamoDbSettings
from tests.rewards.stores.stand_in import running_stand_in
from tests.rewards.world import ORDER, event_raw, item_raw, load, ped_raw

pytestmark = pytest.mark.slow

MAPPING = """\
ped: {table: check-ped}
lineItems: {table: check-items}
concessions: {table: check-events}
bookkeeping: {table: check-bookkeeping}
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with running_stand_in() as address:
        yield address


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING)
    return path


def filled(endpoint: str, file: Path) -> None:
    store = DynamoDbStore(DynamoDbSettings(endpoint=endpoint, region="us-east-1", mapping=load_mapping(file)))
    store.create_tables()
    load(store, ("p", ped_raw(benefitIssuanceStatus="SUCCESS")), ("l", item_raw()), ("e", event_raw()))


def test_report_names_fields_and_faults_and_no_value(
    endpoint: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(endpoint, file)
    argv = ["rewards", "check", "--mapping", str(file), "--endpoint", endpoint, "--sample", "10"]

    assert main(argv) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "ped (check-ped): 0 of 1 rows understood"
    assert out.splitlines()[1].split() == ["benefitIssuanceStatus", "unknownWord", "1"]
    assert "SUCCESS" not in out
    assert ORDER not in out

    assert main([*argv, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)["tables"]
    assert {name: (table["rows"], table["understood"]) for name, table in report.items()} == {
        "ped": (1, 0),
        "lineItems": (1, 1),
        "concessions": (1, 1),
    }
    assert report["ped"]["faults"] == [{"field": "benefitIssuanceStatus", "fault": "unknownWord", "rows": 1}]

    file.write_text(
        MAPPING.replace("check-ped", "check-ped, fields: {benefitIssuanceStatus: {words: {SUCCESS: ISSUED}}}")
    )
    assert main(argv) == 0


def test_file_alone_is_validated(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rewards", "check", "--mapping", str(file)]) == 0
    assert capsys.readouterr().out == "the mapping is valid\n"
    file.write_text("ped:\n  tabel: x\n")
    assert main(["rewards", "check", "--mapping", str(file)]) == 2
    assert capsys.readouterr().err == f"rewards-agent: {file}, line 2: ped.tabel: not an option here\n"


def test_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rewards", "check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "MappingFile"


def test_tables_that_cannot_be_read_are_an_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rewards", "check", "--mapping", str(file), "--endpoint", "http://127.0.0.1:9"]) == 2
    assert "cannot be reached" in capsys.readouterr().err
