"""Modes of files and folders, whatever the umask is and whatever stood there before."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.private_files import FolderShared, create_private_file, create_private_folder, make_private_folder


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277], ids=oct, autouse=True)
def _umask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_a_new_folder_and_its_parents_are_for_the_owner_only(tmp_path: Path) -> None:
    create_private_folder(tmp_path / "a" / "b")

    assert [mode_of(tmp_path / "a"), mode_of(tmp_path / "a" / "b")] == [0o700, 0o700]


def test_creating_leaves_an_existing_folder_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create_private_folder(tmp_path)

    assert mode_of(tmp_path) == 0o755


@pytest.mark.parametrize("before", [0o755, 0o770, 0o2775, 0o701])
def test_a_folder_that_is_too_open_is_tightened(tmp_path: Path, before: int) -> None:
    tmp_path.chmod(before)
    make_private_folder(tmp_path)

    assert mode_of(tmp_path) == 0o700


def test_a_folder_that_is_not_open_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    make_private_folder(tmp_path)

    assert mode_of(tmp_path) == 0o500


def test_a_folder_that_is_shared_by_design_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with pytest.raises(FolderShared):
        make_private_folder(tmp_path)

    assert mode_of(tmp_path) == 0o1777


def test_the_root_of_the_file_system_is_refused() -> None:
    before = mode_of(Path("/"))
    with pytest.raises(FolderShared):
        make_private_folder(Path("/"))

    assert mode_of(Path("/")) == before


def test_an_open_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(FolderShared):
        make_private_folder(tmp_path)

    assert mode_of(tmp_path) == 0o755


def test_a_new_file_is_for_the_owner_only(tmp_path: Path) -> None:
    create_private_file(tmp_path / "f")

    assert mode_of(tmp_path / "f") == 0o600


@pytest.mark.parametrize(("before", "after"), [(0o666, 0o600), (0o644, 0o600), (0o444, 0o400), (0o400, 0o400)])
def test_an_existing_file_is_closed_to_others_and_keeps_its_content(tmp_path: Path, before: int, after: int) -> None:
    path = tmp_path / "f"
    create_private_file(path)
    path.write_text("kept")
    path.chmod(before)
    create_private_file(path)

    assert (mode_of(path), path.read_text()) == (after, "kept")
