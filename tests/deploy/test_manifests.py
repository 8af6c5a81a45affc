"""What the container and the manifests start exists, in the form that they start it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import COMMANDS, _parser
from cli.server import STOP_WITHIN_S

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OBJECTS: list[dict[str, Any]] = [
    document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]
SETTINGS = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


def containers(image: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the pod and the container of each container with this image."""
    for item in OBJECTS:
        pod = item.get("spec", {}).get("template", {}).get("spec")
        yield from ((pod, each) for each in (pod or {}).get("containers", ()) if each["image"] == image)


def commands() -> Iterator[list[str]]:
    instructions = re.findall(r"^(?:ENTRYPOINT|CMD|HEALTHCHECK.*CMD) (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    entry, *rest = sorted((yaml.safe_load(each) for each in instructions), key=len)
    assert entry == ["rewards-agent"]
    for command in rest:
        yield command[1:] if command[0] == "rewards-agent" else command
    for service in COMPOSE["services"].values():
        if service.get("image") == "rewards-agent":
            check = service.get("healthcheck", {}).get("test", ["CMD", "rewards-agent", "health"])
            yield check[2:]
            yield service["command"]
    yield from (container["args"] for _, container in containers("rewards-agent"))


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_is_one_that_the_program_understands(command: list[str]) -> None:
    assert command[0] in COMMANDS
    parser, _ = _parser(command[0])

    parser.parse_args([str(word) for word in command])


def test_the_image_holds_the_packages_of_the_product() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    copied = re.findall(r"^COPY ([a-z]+) ([a-z]+)$", CONTAINERFILE, re.MULTILINE)

    assert {source for source, _ in copied} == packages
    assert all(source == target for source, target in copied)
    for name in re.findall(r"^COPY ((?:[\w.]+ )+)\./$", CONTAINERFILE, re.MULTILINE):
        assert all((ROOT / file).is_file() for file in name.split())
    assert "--require-hashes" in CONTAINERFILE


def test_the_image_runs_as_an_unprivileged_user() -> None:
    [user] = re.findall(r"^USER (\d+):(\d+)$", CONTAINERFILE, re.MULTILINE)

    assert "0" not in user
    for service in COMPOSE["services"].values():
        if service.get("image") == "rewards-agent":
            assert service["user"] == ":".join(user)
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
    for pod, container in containers("rewards-agent"):
        assert pod["securityContext"]["runAsUser"] == int(user[0])
        assert container["securityContext"]["readOnlyRootFilesystem"]


def test_every_setting_exists() -> None:
    configured = {name for item in OBJECTS if item["kind"] == "ConfigMap" for name in item["data"] if name.isupper()}
    for service in COMPOSE["services"].values():
        if service.get("image") == "rewards-agent":
            configured |= set(service.get("environment", {}))
    secrets = set(re.findall(r"[A-Z]+_[A-Z_]+", (DEPLOY / "kubernetes/configuration.yaml").read_text(encoding="utf-8")))

    assert configured | secrets <= SETTINGS
    assert "REWARDS_AGENT_ENV" in configured


def test_pods_have_time_to_stop() -> None:
    grace = [pod["terminationGracePeriodSeconds"] for pod, _ in containers("rewards-agent")]

    assert grace
    assert all(seconds >= STOP_WITHIN_S + 5 for seconds in grace)  # 5 s pass before the process is asked


def test_what_one_object_names_another_defines() -> None:
    names = {(item["kind"], item["metadata"]["name"]) for item in OBJECTS if item["kind"] != "Kustomization"}
    ports = {
        port["name"]
        for item in OBJECTS
        for each in (item.get("spec", {}).get("template", {}).get("spec", {}) or {}).get("containers", ())
        for port in each["ports"]
    }
    for item in OBJECTS:
        if item["kind"] == "Service":
            assert {port["targetPort"] for port in item["spec"]["ports"]} <= ports
        if item["kind"] == "Ingress":
            for rule in item["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    assert ("Service", path["backend"]["service"]["name"]) in names
    [kustomization] = [item for item in OBJECTS if item["kind"] == "Kustomization"]
    assert {*kustomization["resources"], "kustomization.yaml"} == {
        path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")
    }
