"""Names that the product declares: enum members, attributes, and parameters with a default."""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from evals.strength.source_file import Function, SourceFile


@dataclass(slots=True)
class ProductNames:
    enums: dict[str, list[str]] = field(default_factory=dict)  # the members of each enum class
    attributes: set[str] = field(default_factory=set)  # of classes: methods, properties and fields
    # For each function or class, whether a parameter of this name has a default everywhere it is declared.
    has_default: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))


def names_of(files: Iterable[SourceFile]) -> ProductNames:
    """Return the names that these files declare."""
    names = ProductNames()
    for file in files:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.ClassDef):
                _add_class(node, names)
            elif isinstance(node, Function):
                _add_function(node, node.name, names)
    return names


def _add_class(node: ast.ClassDef, names: ProductNames) -> None:
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
    if any("Enum" in ast.unparse(base) for base in node.bases):
        targets = [part.targets[0] for part in node.body if isinstance(part, ast.Assign)]
        names.enums[node.name] = [target.id for target in targets if isinstance(target, ast.Name)]
    for part in fields:
        assert isinstance(part.target, ast.Name)
        names.attributes.add(part.target.id)
        _note(names, node.name, part.target.id, has_default=part.value is not None)
    for method in (part for part in node.body if isinstance(part, Function)):
        names.attributes.add(method.name)
        if method.name == "__init__":
            _add_function(method, node.name, names)


def _add_function(node: Function, name: str, names: ProductNames) -> None:
    positional = [*node.args.posonlyargs, *node.args.args]
    defaulted = positional[len(positional) - len(node.args.defaults) :]
    for argument in positional:
        _note(names, name, argument.arg, has_default=argument in defaulted)
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        _note(names, name, argument.arg, has_default=default is not None)


def _note(names: ProductNames, owner: str, parameter: str, *, has_default: bool) -> None:
    known = names.has_default[owner]
    known[parameter] = known.get(parameter, True) and has_default
