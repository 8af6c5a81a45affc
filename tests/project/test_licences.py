"""The check of licences: what it reads from a lock, what it refuses, and that it passes for this project."""

from pathlib import Path

import pytest

from project import licences
from project.licences import Licensed, Unlisted, check, licence_of, packages, table

_LOCK = """\
left-pad==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:aa
    # via
    #   -c requirements.lock
    #   right-pad
left-pad==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:bb
    # via
    #   right-pad
    #   rewards-support-agent (pyproject.toml)
right-pad==3.1 \\
    --hash=sha256:cc
    # via rewards-support-agent (pyproject.toml)
"""


def test_a_lock_gives_each_package_once_with_what_asks_for_it() -> None:
    assert list(packages(_LOCK)) == [
        ("left-pad", ("right-pad", "rewards-support-agent")),
        ("right-pad", ("rewards-support-agent",)),
    ]


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("License-Expression: Apache-2.0 AND (MIT OR BSD-3-Clause)", "Apache-2.0 AND (MIT OR BSD-3-Clause)"),
        ("License: Apache 2.0", "Apache-2.0"),
        ("License: MIT License\n        The whole text", "MIT"),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT"),
    ],
)
def test_a_licence_is_read_from_new_and_old_metadata(
    said: str, licence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(said, tmp_path, monkeypatch)

    assert licence_of("left-pad") == licence


@pytest.mark.parametrize(
    "said", ["License-Expression: GPL-3.0-only", "License-Expression: MIT AND AGPL-3.0-or-later", "License: Dual", ""]
)
def test_a_licence_that_is_not_allowed_or_not_named_is_refused(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(said, tmp_path, monkeypatch)

    with pytest.raises(Unlisted, match="left-pad"):
        licence_of("left-pad")


def test_a_page_with_another_table_is_refused() -> None:
    expected = table([Licensed("left-pad", "MIT", ("the product",))])

    check(f"# Page\n\n{expected}\n", expected)
    with pytest.raises(Unlisted, match="--write"):
        check(f"# Page\n\n{expected}\n".replace("MIT", "ISC"), expected)


def test_every_package_of_the_product_is_allowed_and_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["licences"])

    assert licences.main() == 0


def _installed(said: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package with this in its metadata on the path."""
    (folder / "left_pad-1.0.dist-info").mkdir()
    text = "\n".join(filter(None, ("Metadata-Version: 2.4", "Name: left-pad", "Version: 1.0", said)))
    (folder / "left_pad-1.0.dist-info" / "METADATA").write_text(f"{text}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
