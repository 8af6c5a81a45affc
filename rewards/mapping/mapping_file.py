"""The mapping file, read with the line of every fault."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from rewards.errors import MappingInvalid
from rewards.mapping.fields import Contradiction
from rewards.mapping.file_model import MappingFile
from rewards.mapping.rewards_mapping import RewardsMapping

_LONGEST_BYTES = 1_000_000


def load_mapping(path: Path) -> RewardsMapping:
    """Return the mapping that a file declares.

    Raises:
        MappingInvalid: with the line and the reason, if the file cannot be read or is not such a mapping.
    """
    try:
        text = path.read_bytes()[:_LONGEST_BYTES].decode("utf-8-sig")
    except OSError as error:
        raise MappingInvalid(path, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise MappingInvalid(path, None, "not UTF-8") from error
    root = _parse(path, text)
    try:
        return RewardsMapping.of(MappingFile.model_validate(_build(path, root)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        cause = first.get("ctx", {}).get("error")
        inner = cause.place if isinstance(cause, Contradiction) else ()
        place, line = _find(root, (*first["loc"], *inner))
        raise MappingInvalid(path, line, f"{place}: {_reason(first['type'], first['msg'])}") from error
    except Contradiction as error:
        place, line = _find(root, error.place)
        raise MappingInvalid(path, line, f"{place}: {error}") from error


def _parse(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise MappingInvalid(path, line, f"not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingInvalid(path, None, "not YAML") from error


def _build(path: Path, root: yaml.Node | None) -> object:
    """Return the values of the document; an empty one is a mapping without entries."""
    if root is None:
        return {}
    _require_single_keys(path, root, depth=0)
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else None
        raise MappingInvalid(path, line, f"not a value: {error.problem}") from error
    except ValueError as error:
        raise MappingInvalid(path, None, f"not a value: {error}") from error
    finally:
        loader.dispose()


def _require_single_keys(path: Path, node: yaml.Node, *, depth: int) -> None:
    if depth > 20:
        raise MappingInvalid(path, node.start_mark.line + 1, "nested too deep")
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            _require_single_keys(path, part, depth=depth + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in seen:
                raise MappingInvalid(path, key.start_mark.line + 1, "a key that occurs twice, or is not a word")
            seen.add(key.value)
            _require_single_keys(path, value, depth=depth + 1)


def _find(root: yaml.Node | None, loc: Sequence[int | str]) -> tuple[str, int | None]:
    """Return the place of a fault in the file's own words, and its line; what ``loc`` adds to them is left out."""
    node, line, names = root, 1 if root is None else root.start_mark.line + 1, []
    for part in loc:
        found = _child(node, part)
        if found is None:
            continue
        names.append(str(part))
        node, line = found
    return ".".join(names) or "the file", line


def _child(node: yaml.Node | None, part: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
        return None if found is None else (found[1], found[0].start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None


_REASONS: Mapping[str, str] = {
    "extra_forbidden": "not an option here",
    "missing": "incomplete",
    "string_type": 'not a text; put it in quotes, as in "NO"',
    "is_instance_of": "not of the expected kind",
}


def _reason(kind: str, message: str) -> str:
    """Return why a value is refused, in one line and without the value."""
    known = _REASONS.get(kind, message.removeprefix("Value error, "))
    return " ".join(known.split())
