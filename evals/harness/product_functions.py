"""The functions of the product that could run in a request, found in its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What serves requests. `cli` starts the services and is not part of them.
PACKAGES = ("core", "rewards", "language", "tools", "statements", "guardrails", "agent", "api")


@dataclass(frozen=True, slots=True, order=True)
class ProductFunction:
    """A function, method or nested function. ``name`` is qualified, as in ``code.co_qualname``."""

    path: str  # of the file, from the root of the tree
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.name}"


def product_functions(root: Path = ROOT) -> frozenset[ProductFunction]:
    """Return the functions that have a body; declarations (of a protocol, or abstract) are left out."""
    return frozenset(
        ProductFunction(str(path.relative_to(root)), name)
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        for name in _names(ast.parse(path.read_text(encoding="utf-8")), "")
    )


def _names(node: ast.AST, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _names(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if not _is_declaration(child):
                yield prefix + child.name
            yield from _names(child, f"{prefix}{child.name}.<locals>.")
        else:
            yield from _names(child, prefix)


def _is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the body is nothing but a docstring, ``...`` or ``raise NotImplementedError``."""
    return all(
        (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        or (isinstance(part, ast.Raise) and "NotImplementedError" in ast.dump(part))
        for part in function.body
    )
