"""The two wheels built from the tree: complete, typed, and working without the tree."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
EVALS = ROOT / "evals"


def settings(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


PACKAGES: list[str] = settings(ROOT)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
NO_CODE = {"knowledge", "web"}
NOT_IN_A_WHEEL = {"evals/pyproject.toml"}
# The data files that are read at run time, by kind, and the wheel that contains them.
PRODUCT_DATA = {
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
    "page for frames": "web/embed.html",
    "files for embedding pages": "web/v1/*",
    "demo world": "rewards/demo/*.jsonl",
}
EVALS_DATA = {
    "tasks": "evals/tasks/**/*.yaml",
    "worlds": "evals/worlds/*.jsonl",
    "labelled texts": "evals/pii/*.jsonl",
    "recordings": "evals/recordings/*.json",
    "recorded bodies": "evals/bodies/*.json",
    "baseline": "evals/baseline.json",
}
_WITHIN_S = 120


def build(project: Path, folder: Path) -> Path:
    """Build a wheel as it is published, with the installed tools and without a network."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index"]
    command += ["--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(project)]
    subprocess.run(command, check=True, timeout=_WITHIN_S, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


def unpack(folder: Path, *wheels: Path) -> Path:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("product"))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(EVALS, tmp_path_factory.mktemp("suite"))


@pytest.fixture(scope="module")
def product_alone(product: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("installed"), product)


@pytest.fixture(scope="module")
def both(product: Path, suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("installed"), product, suite)


def run(unpacked: Path, *arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run Python over unpacked wheels and the installed dependencies.

    Without ``site`` (``-S``), because the development install adds the tree by a .pth file.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "REWARDS_"))}
    places = [str(unpacked), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return subprocess.run(
        [sys.executable, "-P", "-S", *arguments],
        env=environment | {"PYTHONPATH": os.pathsep.join(places)},
        cwd=data,
        check=False,
        capture_output=True,
        text=True,
        timeout=_WITHIN_S,
    )


def files_of(*packages: str) -> set[str]:
    paths = [path for package in packages for path in (ROOT / package).rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)) for path in paths if "__pycache__" not in path.parts} - NOT_IN_A_WHEEL


def held_by(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def test_the_product_is_every_file_of_its_packages_and_nothing_else(product: Path) -> None:
    assert held_by(product) == files_of(*PACKAGES)


def test_the_suite_is_every_file_of_the_evals_and_nothing_else(suite: Path) -> None:
    assert held_by(suite) == files_of("evals")


def test_every_folder_with_code_is_in_a_wheel_or_stays_in_the_tree() -> None:
    code = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert code - {"tests", "bench", "evals", "project"} | NO_CODE == set(PACKAGES)


def test_every_package_is_marked_as_typed(product: Path, suite: Path) -> None:
    marked = {name.partition("/")[0] for name in held_by(product) | held_by(suite) if name.endswith("/py.typed")}

    assert marked == set(PACKAGES) - NO_CODE | {"evals"}


def test_the_suite_requires_its_own_version_of_the_product() -> None:
    version = settings(ROOT)["project"]["version"]

    assert settings(EVALS)["project"]["version"] == version
    assert f"rewards-support-agent=={version}" in settings(EVALS)["project"]["dependencies"]


@pytest.mark.parametrize("pattern", [*PRODUCT_DATA.values(), *EVALS_DATA.values()])
def test_each_kind_of_data_file_is_packaged(both: Path, pattern: str) -> None:
    in_tree = {str(path.relative_to(ROOT)) for path in ROOT.glob(pattern)}

    assert in_tree, "the tree has none of it: this test is out of date"
    assert {str(path.relative_to(both)) for path in both.glob(pattern)} == in_tree


def test_the_product_answers_the_demo_question_without_the_tree(product_alone: Path, tmp_path: Path) -> None:
    question = "What is left on order 404-1029384-5566778?"
    asked = run(product_alone, "-m", "cli.main", "ask", question, "--json", "--data", str(tmp_path), data=tmp_path)

    assert asked.returncode == 0, asked.stderr
    assert "₹64.00" in json.loads(asked.stdout)["text"]
    code = (
        "import guardrails.authorization.cedar as c, api.app as a, guardrails.pii.detection as s; c.CedarPolicy();"
        "print(c.POLICIES, a._WEB / 'index.html', (a._WEB / 'index.html').is_file(), s.find_all('call 98450 12345'))"
    )
    found = run(product_alone, "-c", code, data=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.count(str(product_alone)) == 2
    assert "True" in found.stdout
    assert "PHONE" in found.stdout


@pytest.mark.parametrize("action", [["run"], ["mutation"], ["report", "some.json"]])
def test_without_the_suite_its_command_ends_with_one_line(
    product_alone: Path, tmp_path: Path, action: list[str]
) -> None:
    asked = run(product_alone, "-m", "cli.main", "evals", *action, data=tmp_path)

    assert asked.returncode == 2
    assert asked.stdout == ""
    [line] = asked.stderr.splitlines()
    assert "rewards-support-agent-evals" in line


def test_both_wheels_run_a_task_without_the_tree(both: Path, tmp_path: Path) -> None:
    ran = run(both, "-m", "cli.main", "evals", "run", "--task", "story-order", "--tier", "offline", data=tmp_path)

    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "1 passed, 0 failed, 0 broken of 1" in ran.stdout
