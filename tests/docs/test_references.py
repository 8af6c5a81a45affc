"""What the documents mention exists: paths, links, commands with their options, settings, make targets, metrics."""

import argparse
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from cli.main import COMMANDS
from tests.docs.documents import ROOT, code_spans, documents, is_superseded, relative

CURRENT = [path for path in documents() if not is_superseded(path)]
# The top-level folders of the tree; "a/b" in back quotes is a path of the project if it begins with one of them.
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
# Names of libraries and tables that are written like classes.
_TABLES = {"PromotionExecutionDetails", "LineItemsBenefitTracker", "RewardsBookkeeping"}
_OF_DYNAMODB = {"DescribeTable", "UpdateTable", "TransactWriteItems", "IndexStatus"}
_OF_DYNAMODB |= {"OnlineIndexPercentageProgress", "OnlineIndexThrottleEvents"}
EXTERNAL_CLASSES = frozenset(
    {"RateLimit", "StreamingResponse", "StopIteration", "RuntimeError", *_TABLES, *_OF_DYNAMODB}
)
PLACEHOLDERS = {"FAMILY": "*", "LANGUAGE": "*", "TOOL": "*", "NAME": "*"}
_PATH = re.compile(r"(?<![\w./<-])(?:[\w.*-]+/)+[\w.*-]*")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_SETTING = re.compile(r"\b(?:REWARDS|OPENAI|OTEL)_[A-Z][A-Z0-9_]*[A-Z0-9]\b")
_METRIC = re.compile(r"\brewards_(?:agent|source|cache|consume)_[a-z_]+[a-z]\b")
_MODULE = re.compile(r"python -m ((?:bench|evals)[\w.]*)")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]*)\b")
_CALL = re.compile(r"(?:^\s*|bin/)rewards-agent (.+)")
# A class, perhaps with an attribute: `ProviderModel.json_schema`; a name of one word could be anything.
_CLASS = re.compile(r"([A-Z][a-z]+(?:[A-Z][a-z0-9]+)+)(?:\.\w+)?(?:\(.*\))?")
_OPTION = re.compile(r"--[a-z][a-z-]*")


def ids(path: Path) -> str:
    return relative(path)


@cache
def source(pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)))


def paths_in(text: str) -> set[str]:
    found = {match for span in code_spans(text) for match in _PATH.findall(span)}
    return {path.rstrip("./") for path in found if path.split("/")[0] in FOLDERS}


def exists(path: str) -> bool:
    for name, pattern in PLACEHOLDERS.items():
        path = path.replace(name, pattern)
    return any(True for _ in ROOT.glob(path))


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_path_exists(document: Path) -> None:
    missing = [path for path in sorted(paths_in(document.read_text(encoding="utf-8"))) if not exists(path)]

    assert missing == []


@pytest.mark.parametrize("document", documents(), ids=ids)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_setting_is_read_somewhere(document: Path) -> None:
    assert sorted(settings_in(document.read_text(encoding="utf-8")) - known_settings()) == []


def settings_in(text: str) -> set[str]:
    prefixes = {match[0] for match in re.finditer(r"\b(?:REWARDS|OTEL)_[A-Z_]*_(?=\*)", text)}
    return {name for name in _SETTING.findall(text) if not any(name + "_" == prefix for prefix in prefixes)}


@cache
def known_settings() -> frozenset[str]:
    from api.settings import Settings
    from rewards.consume.settings import KafkaSecurity
    from rewards.settings import RewardsSettings
    from rewards.stores.dynamodb.settings import DynamoDbSettings

    aliases = {str(field.alias) for field in Settings.model_fields.values()}
    rewards = {f"REWARDS_{name.upper()}" for name in RewardsSettings.model_fields}
    dynamodb = {
        str(field.alias or f"REWARDS_DYNAMODB_{name.upper()}") for name, field in DynamoDbSettings.model_fields.items()
    }
    kafka = {f"REWARDS_KAFKA_{name.upper()}" for name in KafkaSecurity.model_fields}
    return frozenset(aliases | rewards | dynamodb | kafka)


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_make_target_and_module_exists(document: Path) -> None:
    spans = list(code_spans(document.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    modules = {module.replace(".", "/") for span in spans for module in _MODULE.findall(span)}

    assert {target for span in spans for target in _TARGET.findall(span)} - targets == set()
    assert {name for name in modules if not (exists(f"{name}.py") or exists(f"{name}/__main__.py"))} == set()


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_metric_is_exported(document: Path) -> None:
    declared = set(re.findall(r'"([a-z_]+)"', source("agent/telemetry/metrics.py") + source("rewards/metrics.py")))
    exported = declared | {f"rewards_agent_{name}" for name in declared}  # the agent's are declared without the prefix
    exported |= {f"rewards_consume_{name}" for name in re.findall(r'"([a-z_]+)"', source("rewards/consume/metrics.py"))}
    names = {name.removesuffix("_total") for name in _METRIC.findall(document.read_text(encoding="utf-8"))}

    assert names - exported == set()


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_class_exists(document: Path) -> None:
    spans = code_spans(document.read_text(encoding="utf-8"))
    named = {match[1] for span in spans if (match := _CLASS.fullmatch(span))}

    assert named - classes() - EXTERNAL_CLASSES == set()


@cache
def classes() -> frozenset[str]:
    code = [source(f"{package}/**/*.py") for package in (*PACKAGES, "tests")]
    return frozenset(re.findall(r"^class (\w+)", "\n".join(code), re.MULTILINE))


@pytest.mark.parametrize("document", CURRENT, ids=ids)
def test_every_command_and_option_exists(document: Path) -> None:
    wrong = [
        fault
        for span in code_spans(document.read_text(encoding="utf-8"))
        for call in _CALL.findall(span)
        for fault in faults_of(call)
    ]

    assert wrong == []


def faults_of(call: str) -> list[str]:
    """Return what in a call of the command does not exist: its name, its action, or an option."""
    words = call.split()
    if words[0].startswith("-") or words[0].isupper():
        return []
    if words[0] not in COMMANDS:
        return [f"no command: {call}"]
    parser = parser_of(words[0])
    actions = actions_of(parser)
    if actions and len(words) > 1 and words[1].strip("`,;") in actions:
        parser = actions[words[1].strip("`,;")]
    elif actions and len(words) > 1 and words[1].isalpha() and words[1].islower():
        return [f"no action: {call}"]
    known = parser._option_string_actions
    return [f"no option {option}: {call}" for option in _OPTION.findall(call) if option not in known]


def parser_of(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    import_module(f"cli.commands.{command.replace('-', '_')}").configure(parser)
    return parser


def actions_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("`guardrails/no_such_file.py`", "guardrails/no_such_file.py"),
        ("`agent/no_such_folder/`", "agent/no_such_folder"),
        ("```sh\ncat docs/nothing.md\n```", "docs/nothing.md"),
    ],
)
def test_a_missing_path_is_noticed(text: str, fault: str) -> None:
    assert [path for path in paths_in(text) if not exists(path)] == [fault]


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("dance", "no command"),
        ("audit prove", "no action"),
        ("demo --loud", "no option --loud"),
        ("audit verify --order 1", "no option --order"),
    ],
)
def test_a_missing_command_or_option_is_noticed(call: str, fault: str) -> None:
    assert [found.startswith(fault) for found in faults_of(call)] == [True]
