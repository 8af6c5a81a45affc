"""A source file of the product, and edits of its text."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from ``start`` to ``end`` (exclusive) of a file are replaced by a text."""

    start: int
    end: int
    text: str


class SourceFile:
    """The text of a Python file with its syntax tree. Positions are in bytes, as in the tree."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = str(path.relative_to(root))
        self.bytes = path.read_bytes()
        self.tree = ast.parse(self.bytes)
        self._line_starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return the first byte of a node and the one after its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._line_starts[node.lineno - 1] + node.col_offset
        return start, self._line_starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def replaced(self, node: ast.expr | ast.stmt | ast.keyword, text: str) -> Edit:
        """Return the edit that replaces a node."""
        return Edit(*self.span(node), text)

    def gap(self, before: ast.expr, after: ast.expr) -> tuple[int, str]:
        """Return where the text between two nodes begins, and that text."""
        start, end = self.span(before)[1], self.span(after)[0]
        return start, self.bytes[start:end].decode()

    def line_of(self, position: int) -> int:
        """Return the number of the line, from 1, that holds a byte."""
        return self.bytes.count(b"\n", 0, position) + 1

    def line_text(self, number: int) -> str:
        return self.bytes[self._line_starts[number - 1] : self._line_starts[number]].decode().rstrip("\n")

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node is in, innermost first."""
        above = self._parents.get(node)
        while above is not None:
            yield above
            above = self._parents.get(above)

    def functions_around(self, node: ast.AST) -> list[Function]:
        """Return the functions that a node is in, outermost first; one that it is a decorator of is not among them."""
        found: list[Function] = []
        below = node
        for above in self.ancestors(node):
            if isinstance(above, Function) and below not in above.decorator_list:
                found.append(above)
            below = above
        return found[::-1]

    def qualified_name(self, node: ast.AST) -> str:
        """Return the name of a function or class as in ``code.co_qualname``."""
        parts = [node.name] if isinstance(node, Function | ast.ClassDef) else []
        for above in self.ancestors(node):
            if isinstance(above, Function):
                parts[:0] = [above.name, "<locals>"]
            elif isinstance(above, ast.ClassDef):
                parts.insert(0, above.name)
        return ".".join(parts)

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Return the innermost statement that a node is part of, or is."""
        if isinstance(node, ast.stmt):
            return node
        return next((above for above in self.ancestors(node) if isinstance(above, ast.stmt)), None)

    def edited(self, edit: Edit) -> bytes:
        """Return the file with an edit."""
        return self.bytes[: edit.start] + edit.text.encode() + self.bytes[edit.end :]
