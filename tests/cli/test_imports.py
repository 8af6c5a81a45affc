"""Which libraries a process pays for: those of the models only where a model is configured."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_OF_MODELS = ("presidio_analyzer", "spacy", "numpy", "langchain", "langchain_core", "langgraph", "langsmith", "aiohttp")
_DEMO = """
import argparse, sys
from pathlib import Path
from cli.demo_stack import build_demo

stack = build_demo(argparse.Namespace(data=Path(sys.argv[1]), now=None, fail=None))
for name in sys.argv[2:]:
    if name in sys.modules:
        print(name)
"""


def _imported(folder: Path, **environment: str) -> list[str]:
    command = [sys.executable, "-c", _DEMO, str(folder), *_OF_MODELS]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    return ran.stdout.split()


def test_a_demo_without_a_model_imports_no_library_of_models(tmp_path: Path) -> None:
    assert _imported(tmp_path / "data") == []


def test_a_model_of_a_provider_imports_langchain_and_not_presidio(tmp_path: Path) -> None:
    imported = _imported(tmp_path / "data", OPENAI_API_KEY="sk-test", REWARDS_AGENT_MODEL="some-model")

    assert {"langchain_core", "aiohttp"} <= set(imported)
    assert "presidio_analyzer" not in imported
