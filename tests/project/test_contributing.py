"""CONTRIBUTING.md is true: its recipes run in a copy, and what it says of make and of the hooks holds."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow

_CHECKOUT = Path(__file__).resolve().parents[2]
_TEXT = (_CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_RECIPES = {
    heading: block
    for heading, section in re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", _TEXT, re.MULTILINE | re.DOTALL)
    for block in re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
}
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "data", "dist", "node_modules", "tests", "docs")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product and its eval suite, for the recipes to change one after the other."""
    return Path(shutil.copytree(_CHECKOUT, tmp_path_factory.mktemp("copy") / "project", ignore=_NOT_COPIED))


@pytest.mark.parametrize("recipe", _RECIPES)
def test_a_recipe_does_what_it_says(recipe: str, copy: Path) -> None:
    commands, shown = _parts(_RECIPES[recipe])
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(copy),
    }
    ran = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", commands],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line for line in shown if line not in ran.stdout.splitlines()] == []


def test_the_recipes_that_can_be_run_are_found() -> None:
    assert set(_RECIPES) == {"Add a word", "Add a language", "Add an eval task", "Add an approved text"}


def test_make_test_takes_a_path_and_keeps_the_search_path() -> None:
    """The variable is the shell's too, so what pytest gets and what commands search for must be two things."""
    show = '--eval=show: ; @echo $(ONLY); echo "$$PATH"'
    ran = _make(show, "show", "PATH=tests/core -k money")

    assert ran.stdout.splitlines() == ["tests/core -k money", os.environ["PATH"]]


def test_make_without_a_path_runs_everything() -> None:
    assert "mypy" in _make("--dry-run", "test").stdout
    assert "mypy" not in _make("--dry-run", "test", "PATH=tests/core").stdout


def test_the_hooks_run_what_make_runs() -> None:
    hooks = yaml.safe_load((_CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repository in hooks["repos"] for hook in repository["hooks"]]
    makefile = (_CHECKOUT / "Makefile").read_text(encoding="utf-8")

    assert [entry.split()[0] for entry in entries] == [
        f".venv/bin/{name}" for name in ("ruff", "ruff", "mypy", "lint-imports")
    ]
    for entry in entries:
        command = entry.removeprefix(".venv/bin/").removesuffix(" --force-exclude")
        assert f"@$(BIN)/{command}" in makefile


def _parts(block: str) -> tuple[str, list[str]]:
    """Return a block's script (lines after ``$``, continued after ``>``) and the lines of output that it shows."""
    script: list[str] = []
    shown: list[str] = []
    for line in block.splitlines():
        (script if line.startswith(("$ ", "> ")) else shown).append(line)
    return "\n".join(line[2:] for line in script), shown


def _make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in the checkout, as from a shell: without what a make around this test has set."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=_CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
