"""The wheel that is built from the tree: it holds all that the packages hold, and works where the tree is not."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"][
    "targets"
]["wheel"]["packages"]
# What the product reads at run time beside its modules, by the kind of file.
DATA = {
    "policies": "guardrails/authorization/policies/*.cedar",
    "their schema": "guardrails/authorization/policies/*.cedarschema",
    "word lists": "guardrails/pii/lexicon/*.txt",
    "messages": "language/*/messages.yaml",
    "approved texts": "knowledge/*.yaml",
    "prompts": "agent/provider/prompts/*.md",
    "page": "web/index.html",
    "its modules": "web/*.js",
    "its style": "web/*.css",
    "vendored code": "web/vendor/*.js",
    "demo world": "rewards/demo/*.jsonl",
    "tasks": "evals/tasks/**/*.yaml",
    "worlds": "evals/worlds/*.jsonl",
    "labelled texts": "evals/pii/*.jsonl",
}
_WITHIN_S = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as it is published, with what is installed and without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, timeout=_WITHIN_S, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, *arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run Python over the unpacked wheel, at a place from which the tree is not found."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "REWARDS_"))}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        env=environment | {"PYTHONPATH": str(unpacked)},
        cwd=data,
        check=False,
        capture_output=True,
        text=True,
        timeout=_WITHIN_S,
    )


def test_it_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    expected = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}

    assert sorted(expected - held) == []
    assert not [name for name in held if name.startswith(("tests/", "docs/")) or name.endswith((".key", ".sqlite3"))]


def test_every_folder_with_code_is_a_package_of_it() -> None:
    code = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert code | {"web", "knowledge"} == set(PACKAGES)


@pytest.mark.parametrize("kind", DATA)
def test_each_kind_of_data_is_there(unpacked: Path, kind: str) -> None:
    in_tree = {str(path.relative_to(ROOT)) for path in ROOT.glob(DATA[kind])}

    assert in_tree, "the tree has none of it: this test is out of date"
    assert {str(path.relative_to(unpacked)) for path in unpacked.glob(DATA[kind])} == in_tree


def test_it_answers_the_demos_question_without_the_tree(unpacked: Path, tmp_path: Path) -> None:
    question = "What is left on order 404-1029384-5566778?"
    asked = run(unpacked, "-m", "cli.main", "ask", question, "--json", "--data", str(tmp_path), data=tmp_path)

    assert asked.returncode == 0, asked.stderr
    assert "₹64.00" in json.loads(asked.stdout)["text"]
    code = (
        "import guardrails.authorization.cedar as c, api.app as a, guardrails.pii.detection as s; c.CedarPolicy();"
        "print(c.POLICIES, a._WEB / 'index.html', (a._WEB / 'index.html').is_file(), s.find_all('call 98450 12345'))"
    )
    found = run(unpacked, "-c", code, data=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count(str(unpacked)) == 2
    assert "True" in found.stdout
    assert "PHONE" in found.stdout
