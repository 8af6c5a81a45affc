"""The files of ``web/v1`` are those that the modules of ``web/`` make."""

import gzip
import json
import shutil

import pytest

from project.bundle import bundled, can_bundle
from tests.docs.documents import ROOT

_V1 = ROOT / "web" / "v1"


def test_bundles_are_made_from_the_modules() -> None:
    if not can_bundle() or shutil.which("node") is None:
        pytest.skip("node or node_modules is missing: npm ci --ignore-scripts")

    for name, content in bundled().items():
        assert (_V1 / name).read_bytes() == content, f"web/v1/{name} is not current: make bundle"


def test_first_load_stays_below_half_of_what_the_modules_weighed() -> None:
    """The goal of docs/performance.md: 61 KB in all, of which the answer, the heads and the bridge take 8."""
    assert len(gzip.compress((_V1 / "rewards-sidebar.js").read_bytes())) <= 53_000


def test_every_bundle_has_its_digest_and_names_its_licences() -> None:
    digests = json.loads((_V1 / "digests.json").read_text())

    assert set(digests) == {path.name for path in _V1.glob("*.js")}
    licences = (_V1 / "licences.txt").read_text()
    assert "Apache License" in licences
    assert "Redistribution and use" in licences
    for name in digests:
        assert "licences.txt */" in (_V1 / name).read_text(encoding="utf-8").partition("\n")[0]
