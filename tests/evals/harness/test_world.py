"""A world is loaded as the product would load it, and lists the secrets in it."""

from pathlib import Path

import pytest

from evals.harness.errors import WorldInvalid, WorldRefused
from evals.harness.world import WORLDS, load_world
from rewards.errors import LoadRefused

PED = (
    '{"store": "ped", "row": {"businessReferenceId": "O-1", "customerId": "C-1", "promotionId": "P", "benefitId": "B",'
    ' "benefitType": "INSTANT_CASHBACK", "eligibleMinor": 100, "currency": "INR", "benefitIssuanceStatus": "ISSUED",'
    ' "lastUpdatedTime": "2026-11-12T16:05:00+05:30", "gcId": "GC-1;GC-2", "gcIds": ["GC-3"], "memo": "call me",'
    ' "customerName": "Asha Verma", "customerPhone": "+91 98450 12345", "customerEmail": "asha@example.in"}}'
)


def write(folder: Path, text: str) -> None:
    (folder / "small.jsonl").write_text(text, encoding="utf-8")


def test_its_secrets_are_all_personal_data_memos_and_whole_gift_cards(tmp_path: Path) -> None:
    write(tmp_path, PED + "\n")

    assert set(load_world("small", tmp_path).secrets) == {
        "Asha Verma",
        "+91 98450 12345",
        "asha@example.in",
        "call me",
        "GC-1",
        "GC-2",
        "GC-3",
    }


async def test_stores_of_one_world_are_separate(tmp_path: Path) -> None:
    write(tmp_path, PED + "\n")
    world = load_world("small", tmp_path)

    stores = [world.store(tmp_path / name) for name in ("a", "b")]

    assert [len(await store.ped_of_order("O-1")) for store in stores] == [1, 1]
    assert (tmp_path / "a" / "small.sqlite3").exists()
    for store in stores:
        store.close()


@pytest.mark.parametrize("text", ["not json\n", '{"store": "ped"}\n', "[]\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, text)

    with pytest.raises(WorldInvalid, match=r"small\.jsonl: cannot be read as rows"):
        load_world("small", tmp_path)


def test_a_row_that_is_not_as_the_design_has_it_is_named_by_its_line(tmp_path: Path) -> None:
    write(tmp_path, PED + "\n" + PED.replace('"eligibleMinor": 100', '"eligibleMinor": 1.5') + "\n")

    with pytest.raises(WorldInvalid, match=r"small\.jsonl: line 2: eligibleMinor cannot be 1\.5"):
        load_world("small", tmp_path)


def test_a_good_row_that_the_product_refuses_is_a_fault_of_the_product(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LoadRefused(1, "no such currency")

    write(tmp_path, PED + "\n")
    monkeypatch.setattr("evals.harness.world.load_jsonl", refuse)

    with pytest.raises(WorldRefused, match="the product refuses a row"):
        load_world("small", tmp_path).store(tmp_path)


def test_a_missing_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorldInvalid, match=r"nowhere\.jsonl"):
        load_world("nowhere", tmp_path)


def test_every_world_of_the_suite_loads(tmp_path: Path) -> None:
    for path in sorted(WORLDS.glob("*.jsonl")):
        store = load_world(path.stem).store(tmp_path)
        assert not store.is_empty(), path.name
        store.close()
