"""Generate a data set, and load it into either store."""

from pathlib import Path

import pytest

from cli.main import main
from tests.rewards.stores.stand_in import mapping_file, running_stand_in, tables_of

pytestmark = pytest.mark.slow


def refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    try:
        status = main(argv)
    except SystemExit as stop:
        status = int(str(stop.code))
    err = capsys.readouterr().err
    assert status == 2
    assert err.count("\n") == 1
    return err


def test_a_generated_data_set_loads_into_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "world.jsonl"
    assert main(["data", "generate", "--orders", "50", "--seed", "3", "--out", str(out)]) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert main(["data", "load", str(out), "--data", str(tmp_path / "d")]) == 0
    out_text = capsys.readouterr().out
    counts = [int(word) for word in out_text.split() if word.isdecimal()]
    assert sum(counts) == len(lines)


def test_rows_go_to_standard_output_if_no_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["data", "generate", "--orders", "20", "--out", str(tmp_path / "w.jsonl")])
    capsys.readouterr()
    main(["data", "generate", "--orders", "20"])
    assert capsys.readouterr().out == (tmp_path / "w.jsonl").read_text(encoding="utf-8")


def test_a_generated_data_set_loads_into_dynamodb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "world.jsonl"
    main(["data", "generate", "--orders", "5", "--out", str(out)])
    with running_stand_in() as endpoint:
        tables = tables_of("generated", endpoint=endpoint)  # all stand-ins of a process share their tables
        monkeypatch.setenv("REWARDS_MAPPING", str(mapping_file(tmp_path, tables)))
        load = ["data", "load", str(out), "--store", "dynamodb", "--endpoint", endpoint]
        assert "names of tables" in refused(load, capsys)
        assert main([*load, "--create-tables"]) == 0
        assert main(load) == 0
        assert capsys.readouterr().out.count("concession events") == 2
        out.write_text(out.read_text(encoding="utf-8").replace('"type": "RESERVED"', '"type": "EXPIRED"'))
        assert "rows before it may have been loaded" in refused(load, capsys)
        out.write_text(out.read_text(encoding="utf-8") + "no row\n", encoding="utf-8")
        assert "not JSON; nothing was loaded" in refused(load, capsys)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["data", "generate"], "--orders"),
        (["data", "generate", "--orders", "-1"], "0 to 10000000"),
        (["data", "generate", "--orders", "many"], "0 to 10000000"),
        (["data", "generate", "--orders", "1", "--out", "/proc/none/w.jsonl"], "cannot be written"),
        (["rewards", "--port", "0"], "a whole number"),
    ],
)
def test_invalid_input_is_reported_in_one_line(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in refused(argv, capsys)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--endpoint", "http://127.0.0.1:9"], "require --store dynamodb"),
        (["--create-tables"], "require --store dynamodb"),
        (["--store", "mongodb"], "invalid choice"),
        (["--store", "dynamodb", "--endpoint", "nonsense"], "must be an http or https address"),
        (["--store", "dynamodb", "--endpoint", "http://127.0.0.1:9"], "cannot be reached"),
    ],
)
def test_invalid_store_options_are_refused(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "w.jsonl").touch()
    argv = ["data", "load", str(tmp_path / "w.jsonl"), "--data", str(tmp_path / "d"), *options]
    assert words in refused(argv, capsys)


def test_unusable_settings_are_named_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REWARDS_DYNAMODB_REGION", "no such region")
    (tmp_path / "w.jsonl").touch()
    line = refused(["data", "load", str(tmp_path / "w.jsonl"), "--store", "dynamodb"], capsys)
    assert "REWARDS_DYNAMODB_REGION" in line
    assert "no such region" not in line


@pytest.mark.parametrize(
    ("text", "reason"),
    [("ped:\n  tabel: x\n", "line 2: ped.tabel: not an option here"), ("ped: [", "line 1: not YAML")],
)
def test_unusable_mapping_is_refused_with_its_line(
    text: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mapping.yaml").write_text(text)
    monkeypatch.setenv("REWARDS_MAPPING", str(tmp_path / "mapping.yaml"))
    (tmp_path / "w.jsonl").touch()
    line = refused(["data", "load", str(tmp_path / "w.jsonl"), "--store", "dynamodb"], capsys)
    assert reason in line
